//! JSON lines and JSON text sequences.

use bytes::Bytes;

use super::super::frames::Frames;
use super::however_cut;

fn texts(frames: Frames<serde_json::Value>, text: &str) -> Vec<String> {
    however_cut(frames, text.as_bytes()).iter().map(|event| event.data().into_owned()).collect()
}

#[test]
fn each_line_is_a_text() {
    for (text, expected) in [
        ("", &[] as &[&str]),
        ("1\n2\n", &["1", "2"]),
        ("{\"a\":\"ü\"}\r\n\r\n \n[\n]", &["{\"a\":\"ü\"}\r", "[", "]"]),
        ("\u{feff}1\n\u{feff}2\n", &["1", "\u{feff}2"]),
    ] {
        assert_eq!(texts(Frames::lines("application/jsonl"), text), expected, "{text:?}");
    }
}

#[test]
fn a_text_of_a_sequence_may_have_several_lines() {
    for (text, expected) in [
        ("\u{1e}1\n\u{1e}2\n", &["1", "2"] as &[&str]),
        ("\u{1e}{\"a\":\n\"}\\\"]\n\"}\n[1,\n[2]\n]\n", &["{\"a\":\n\"}\\\"]\n\"}", "[1,\n[2]\n]"]),
        ("\u{1e}{\"cut\": [\u{1e}3", &["{\"cut\": [", "3"]),
        ("\u{1e}\u{1e}\n", &[]),
    ] {
        assert_eq!(texts(Frames::sequence("application/json-seq"), text), expected, "{text:?}");
    }
}

#[test]
fn lines_are_decoded() {
    let body = Bytes::from_static(b"1\r\n\n2\nx\n3");
    assert_eq!(Frames::<i32>::lines("application/jsonl").until("x").decode_all(&body), Ok(vec![1, 2]));
    assert!(Frames::<i32>::lines("application/jsonl").decode_all(&body).is_err());
    assert_eq!(
        Frames::text_lines("application/jsonl").decode_all(&body),
        Ok(["1", "2", "x", "3"].map(str::to_owned).to_vec())
    );
}

#[test]
fn a_line_has_a_limit() {
    let mut framer = Frames::<i32>::lines("application/jsonl").format.framer(3);
    assert!(framer.next(&mut Bytes::from_static(b"123\n")).is_ok_and(|text| text.is_some()));
    assert!(framer.next(&mut Bytes::from_static(b"12")).is_ok_and(|text| text.is_none()));
    assert!(framer.next(&mut Bytes::from_static(b"34\n")).is_err());
}
