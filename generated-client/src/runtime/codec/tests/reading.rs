//! Reading: strings, keys, nesting, looking ahead, and input that is cut off or hostile.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;

use super::models::{Dog, Other, Pet, TableDetail};
use super::{decode, message};
use crate::runtime::codec::{JsonKind, MAX_DEPTH, Reader, from_slice};
use crate::runtime::open_enum::UnknownVariant;

const SAMPLE: &str = r#" {"schema_name": "s\u00e9\n", "table_name": "t\ud83d\ude00é", "comment": null, "owner": "o",
    "rows": 12.0, "status": "RUNNING", "pets": [{"name": "Tom", "petType": "cat"}, {"petType": "newt", "x": [1, {}]}],
    "e\"x\tra": {"deep": [[[true, false, null, -1.5e3]]]}} "#;

#[test]
fn the_sample_is_what_serde_json_says() {
    let value: Value = decode(SAMPLE).unwrap();
    assert_eq!(value, serde_json::from_str::<Value>(SAMPLE).unwrap());
    assert!(decode::<TableDetail>(SAMPLE).is_ok());
}

#[test]
fn every_prefix_is_an_error() {
    let text = SAMPLE.trim_end().as_bytes();
    for end in 0..text.len() {
        let error = from_slice::<TableDetail>(&text[..end]).unwrap_err();
        assert!(error.offset() <= end && error.path().starts_with('$'), "{error}");
        assert!(from_slice::<Value>(&text[..end]).is_err());
        assert!(from_slice::<Vec<Pet>>(&text[..end]).is_err());
    }
}

#[test]
fn every_changed_byte_is_judged_as_serde_json_does() {
    for at in 0..SAMPLE.len() {
        for byte in [0, b'"', b'\\', b'{', b']', b',', b':', b'0', b'u', b' ', 0xff, 0x80, 0xc3] {
            let mut text = SAMPLE.as_bytes().to_vec();
            text[at] = byte;
            let ours = from_slice::<Value>(&text).ok();
            let theirs = serde_json::from_slice::<Value>(&text).ok();
            assert_eq!(ours, theirs, "{}", String::from_utf8_lossy(&text));
            let _ = from_slice::<TableDetail>(&text);
        }
    }
}

#[test]
fn strings_are_judged_as_serde_json_does() {
    for text in [
        r#""""#,
        r#""a\/\b\f\n\r\t\\\"""#,
        r#""\u0000\u00e9\uFFFF""#,
        r#""\ud83d\ude00""#,
        r#""\ud83d""#,
        r#""\ude00""#,
        r#""\ud83d\ud83d""#,
        r#""\ud83dx""#,
        r#""\ud83d\n""#,
        r#""\u12""#,
        r#""\u12g4""#,
        r#""\x""#,
        "\"a\u{1}\"",
        "\"a\nb\"",
        "\"\u{7f}é😀\"",
        "\"",
        "'a'",
    ] {
        assert_eq!(decode::<String>(text).ok(), serde_json::from_str::<String>(text).ok(), "{text}");
        assert_eq!(Reader::new(text.as_bytes()).text().ok().map(Cow::into_owned), decode(text).ok(), "{text}");
        let as_key = format!("{{{text}: 1}}");
        let theirs = serde_json::from_str::<BTreeMap<String, u8>>(&as_key).ok();
        assert_eq!(decode::<BTreeMap<String, u8>>(&as_key).ok(), theirs, "{as_key}");
    }
}

#[test]
fn text_that_is_not_utf8_is_refused_wherever_it_stands() {
    for text in [
        &b"{\"a\": \"\xff\"}"[..],
        b"{\"\xff\": 1}",
        b"{\"a\": \"\\n\xc3\"}",
        b"{\"\\n\xc3\": 1}",
        b"{\"a\": [{\"\x80\": 1}]}",
    ] {
        assert!(from_slice::<Value>(text).is_err());
        // None of the fields is known: all of it is skipped.
        assert!(from_slice::<BTreeMap<String, UnknownVariant>>(text).is_err());
        assert!(Reader::new(text).skip().is_err());
    }
}

#[test]
fn the_place_of_a_wrong_encoding_is_told() {
    for (text, expected) in [
        (&b"{\"a\": [\"x\xff\"]}"[..], "$.a[0]: the text is not UTF-8 at line 1 column 10"),
        (b"{} \xff", "$: the text is not UTF-8 at line 1 column 4"),
        (b"{\"a\": \xff}", "$.a: the text is not UTF-8 at line 1 column 7"),
        (b"\xff", "$: the text is not UTF-8 at line 1 column 1"),
    ] {
        let error = from_slice::<BTreeMap<String, Vec<String>>>(text).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn keys_and_texts_borrow_unless_escaped() {
    let mut reader = Reader::new(br#" { "plain" : "plain", "\u0065scaped":"e\n" } "#);
    reader.begin_object().unwrap();
    assert!(matches!(reader.next_key().unwrap(), Some(Cow::Borrowed("plain"))));
    assert!(matches!(reader.text().unwrap(), Cow::Borrowed("plain")));
    assert_eq!(reader.next_key().unwrap().as_deref(), Some("escaped"));
    assert!(matches!(reader.text().unwrap(), Cow::Owned(text) if text == "e\n"));
    assert_eq!(reader.next_key().unwrap(), None);
    reader.finish().unwrap();
}

#[test]
fn the_last_of_equal_keys_wins() {
    let text =
        r#"{"schema_name": "a", "table_name": "t", "schema_name": "b", "comment": "c", "comment": null, "rows": null}"#;
    let table: TableDetail = decode(text).unwrap();
    assert_eq!((table.schema_name.as_str(), table.comment), ("b", None));
    assert_eq!(decode(r#"{"a": 1, "a": 2}"#), Ok(BTreeMap::from([("a".to_owned(), 2)])));
    assert_eq!(decode::<Value>(r#"{"a": 1, "a": 2}"#), Ok(serde_json::json!({"a": 2})));
}

#[test]
fn nesting_is_bounded() {
    let depth = usize::from(MAX_DEPTH);
    let nested = |open: &str, close: &str, depth| [open.repeat(depth), close.repeat(depth)].concat();
    assert!(decode::<Value>(&nested("[", "]", depth)).is_ok());
    assert!(message::<Value>(&nested("[", "]", depth + 1)).contains("more than 128 containers"));
    assert!(
        message::<Pet>(&nested(r#"{"petType": "dog", "name": "a", "friend": "#, "}", 5000)).contains("more than 128")
    );
    for text in [nested("[", "]", 100_000), "[".repeat(1_000_000), r#"{"a":"#.repeat(1_000_000)] {
        assert!(decode::<Value>(&text).is_err());
        assert!(decode::<UnknownVariant>(&text).is_err());
        assert!(decode::<Pet>(&text).is_err());
    }
    // Going in and out again adds nothing up.
    assert!(decode::<Value>(&format!("[{}[]]", "[{}],".repeat(1000))).is_ok());
}

#[test]
fn looking_ahead() {
    for (text, tag) in [
        (r#"{"x": {"tag": "inner"}, "tag": "outer"}"#, Some("outer")),
        (r#"{"tag": "\u0061", "tag": "b"}"#, Some("a")),
        (r#"{"tag": 7 }"#, Some("7")),
        (r#"{"tag": null}"#, Some("null")),
        (r#"{"other": 1}"#, None),
        ("{}", None),
    ] {
        let mut reader = Reader::new(text.as_bytes());
        assert_eq!(reader.peek_tag("tag").unwrap().as_deref(), tag, "{text}");
        assert_eq!(reader.peek_has("tag").unwrap(), tag.is_some(), "{text}");
        assert_eq!(reader.raw_value(), Ok(text), "nothing was consumed");
    }
    assert_eq!(Reader::new(b"[]").peek_has("tag"), Ok(false));
    assert!(Reader::new(b"{").peek_tag("tag").is_err());
}

#[test]
fn kinds() {
    for (text, kind) in [
        ("null", JsonKind::Null),
        (" true", JsonKind::Boolean),
        ("-1", JsonKind::Number),
        ("\"\"", JsonKind::String),
        ("[]", JsonKind::Array),
        ("{}", JsonKind::Object),
    ] {
        assert_eq!(Reader::new(text.as_bytes()).peek_kind(), Ok(kind));
    }
    assert!(Reader::new(b"NaN").peek_kind().is_err());
    assert!(Reader::new(b" ").peek_kind().is_err());
}

#[test]
fn a_trial_says_why_each_variant_was_refused() {
    let mut reader = Reader::new(br#"[[1, "x"], 2]"#);
    reader.begin_array().unwrap();
    assert!(reader.next_item().unwrap());
    let mut trial = reader.trial().unwrap();
    trial.attempt("Ints", |_: Vec<i32>| ());
    trial.attempt("Flag", |_: bool| ());
    assert_eq!(
        trial.finish().unwrap_err().to_string(),
        "$[0]: no variant matches: not `Ints` ([1]: expected a number, found a string); \
         not `Flag` (expected a boolean, found an array) at line 1 column 2"
    );
    let mut trial = reader.trial().unwrap();
    trial.attempt("Ints", |items: Vec<i32>| items.len());
    trial.attempt("Any", |items: Vec<Value>| items.len());
    assert_eq!(trial.finish(), Ok(2));
    assert_eq!((reader.next_item(), reader.value::<i32>(), reader.next_item()), (Ok(true), Ok(2), Ok(false)));
}

#[test]
fn a_reader_used_wrongly_does_not_panic() {
    for text in ["}", "]", "{}", "[]", "1", "", ",", "\"a\":1"] {
        let mut reader = Reader::new(text.as_bytes());
        let _ = (reader.next_key(), reader.next_item(), reader.next_key(), reader.missing("x"), reader.begin_array());
        let _ = (reader.begin_object(), reader.next_item(), reader.text(), reader.number(), reader.finish());
    }
}

#[test]
fn little_text_cannot_fill_the_memory() {
    let list = r#"[{}, {"a": [0]}, {}]"#;
    let read = |room| Reader::new(list.as_bytes()).with_room(room).value::<Vec<BTreeMap<String, Vec<u64>>>>();
    let needed = 3 * size_of::<BTreeMap<String, Vec<u64>>>() + size_of::<(String, Vec<u64>)>() + size_of::<u64>();
    assert_eq!(read(needed).map(|items| items.len()), Ok(3));
    let error = read(needed - 1).expect_err("it is a byte less than it takes");
    assert_eq!(error.to_string(), "$[2]: there are too many items to keep in memory at line 1 column 18");
}

#[test]
fn a_variant_with_names_for_all_properties_is_better_than_one_that_keeps_them_unnamed() {
    let mut reader = Reader::new(br#"{"petType": "dog", "name": "Rex"}"#);
    let mut trial = reader.trial().unwrap();
    trial.attempt("Other", |_: Other| "other");
    trial.attempt("Dog", |_: Dog| "dog");
    assert_eq!(trial.finish(), Ok("dog"));
}

#[test]
fn null_is_no_presence() {
    for (text, has, some) in [
        (r#"{"a": 1}"#, true, true),
        (r#"{"b": 2, "a": null}"#, true, false),
        ("{}", false, false),
        ("[1]", false, false),
    ] {
        let mut reader = Reader::new(text.as_bytes());
        assert_eq!((reader.peek_has("a"), reader.peek_some("a")), (Ok(has), Ok(some)), "{text}");
    }
}
