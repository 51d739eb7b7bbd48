//! Server-sent events: the format, and what becomes of an event.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::{Value, json};

use super::super::event::Event;
use super::super::frames::Frames;
use super::{events, however_cut};

/// One line for each event.
fn shown(events: &[Event]) -> Vec<String> {
    let show = |event: &Event| {
        let retry = event.retry().map(|retry| format!(" retry={retry:?}")).unwrap_or_default();
        let id = event.id().map(|id| format!(" id={id}")).unwrap_or_default();
        format!("{}{id}{retry} {:?}", event.name(), event.data())
    };
    events.iter().map(show).collect()
}

#[test]
fn events_are_found_however_the_bytes_are_cut() {
    for (text, expected) in [
        ("", &[] as &[&str]),
        ("data: a\n\n", &[r#"message "a""#]),
        ("data: a\r\n\r\ndata: b\r\rdata: c\n\n", &[r#"message "a""#, r#"message "b""#, r#"message "c""#]),
        ("\u{feff}data: a\n\n\u{feff}data: b\n\n", &[r#"message "a""#]),
        ("data:a\ndata:  b\ndata\n\n", &[r#"message "a\n b\n""#]),
        ("data\n\ndata:\n\n", &[r#"message """#, r#"message """#]),
        (": ping\n\n:\n\nevent: x\n\ndata: a\n\n", &[r#"message "a""#]),
        ("event: x\nid: 7\nretry: 250\ndata: ü€😀\n\ndata: b\n\n", &[r#"x id=7 retry=250ms "ü€😀""#, r#"message "b""#]),
        ("event\ndata: a\nunknown: b\nretry: 1s\nid: a\0b\n\n", &[r#"message "a""#]),
        ("data: {\"a\":1}\n\ndata: not complete\n", &[r#"message "{\"a\":1}""#]),
        ("id\ndata:a:b\n\n", &[r#"message id= "a:b""#]),
    ] {
        assert_eq!(shown(&however_cut(Frames::texts(), text.as_bytes())), expected, "{text:?}");
    }
    assert_eq!(shown(&however_cut(Frames::texts(), b"data: a\xffb\n\n")), [r#"message "a�b""#]);
}

#[test]
fn the_last_id_is_that_of_what_came_whole() {
    let mut framer = Frames::texts().format.framer(1000);
    for (text, expected) in [
        ("id: 1\ndata: a\n\n", "1"),
        ("data: b\n\n", "1"),
        ("id: 2\n\n", "2"),
        ("id: 3\ndata: c\n", "2"),
        ("\n", "3"),
        ("id\ndata: d\n\n", ""),
    ] {
        events(&mut framer, [text.as_bytes()]);
        assert_eq!(framer.last_id(), expected);
    }
}

#[test]
fn the_time_to_wait_may_come_without_an_event() {
    let mut framer = Frames::texts().format.framer(1000);
    for (text, expected) in
        [("data: a\n\n", None), ("retry: 250\n\n", Some(250)), ("retry: soon\nretry:\ndata: b\n\n", Some(250))]
    {
        events(&mut framer, [text.as_bytes()]);
        assert_eq!(framer.last_retry().map(|retry| retry.as_millis()), expected, "{text:?}");
    }
}

#[test]
fn an_event_has_a_limit_and_a_stream_has_none() {
    let mut framer = Frames::texts().format.framer(20);
    for _ in 0..100 {
        assert_eq!(events(&mut framer, [b"data: 0123456789\n\n".as_slice()]).len(), 1);
    }
    for text in
        ["data: 012345678901234567890", "data: 01234\ndata: 01234\ndata: 01234\ndata: 01234\n", ": 0123456789012345678"]
    {
        let mut framer = Frames::texts().format.framer(20);
        assert!(framer.next(&mut Bytes::from_static(text.as_bytes())).is_err(), "{text}");
    }
}

#[test]
fn an_event_is_decoded_as_the_document_describes_it() {
    let body = Bytes::from_static(
        b"event: n\nid: 1\ndata: {\"a\":\ndata: 1}\n\ndata: [1, 2\n\ndata: 7\n\ndata: [DONE]\n\ndata: 8\n\n",
    );
    let all = |frames: Frames<Value>| frames.decode_all(&body);
    let named = |data: Value| json!({"event": "n", "id": "1", "data": data});
    assert_eq!(
        all(Frames::whole_events()),
        Ok(vec![named(json!({"a": 1})), json!({"data": "[1, 2"}), json!({"data": 7})])
    );
    assert_eq!(
        all(Frames::whole_events_of_text().until("7")),
        Ok(vec![named(json!("{\"a\":\n1}")), json!({"data": "[1, 2"})])
    );
    let texts = Frames::<BTreeMap<String, String>>::whole_events().decode_all(&body).expect("all data is text");
    assert_eq!(texts.iter().map(|event| event["data"].as_str()).collect::<Vec<_>>(), ["{\"a\":\n1}", "[1, 2", "7"]);
    assert!(all(Frames::events()).is_err(), "`[1, 2` is no JSON");
    assert_eq!(all(Frames::events().until("[1, 2")), Ok(vec![json!({"a": 1})]));
    assert_eq!(Frames::texts().decode_all(&body).map(|items| items.len()), Ok(5));
}
