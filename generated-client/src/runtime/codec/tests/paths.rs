//! Errors say where, at every kind of place, and never what.

use std::collections::BTreeMap;

use serde_json::Value;

use super::models::{Pet, TableDetail};
use super::{decode, message};

type Lists = BTreeMap<String, Vec<Option<i32>>>;

#[test]
fn places() {
    for (text, expected) in [
        ("", "$: EOF while parsing a value at line 1 column 1"),
        ("5", "$: expected an object, found a number at line 1 column 1"),
        (" \n [", "$: expected an object, found an array at line 2 column 2"),
        ("{\"a\": true}", "$.a: expected an array, found a boolean at line 1 column 7"),
        ("{\"a\": [1, \"x\"]}", "$.a[1]: expected a number, found a string at line 1 column 11"),
        ("{\"a\": [[], 1]}", "$.a[0]: expected a number, found an array at line 1 column 8"),
        ("{\"a\":[1],\n\"b\":[2,\n  {}]}", "$.b[1]: expected a number, found an object at line 3 column 3"),
        ("{\"a\": [1}", "$.a[0]: expected `,` or `]` at line 1 column 9"),
        ("{\"a\": [1],}", "$: trailing comma at line 1 column 11"),
        ("{\"a\" 1}", "$.a: expected `:` at line 1 column 6"),
        ("{\"a\": [1]} x", "$: trailing characters at line 1 column 12"),
        ("{5: 1}", "$: key must be a string at line 1 column 2"),
        ("{\"a\": nul}", "$.a: expected an array, found null at line 1 column 7"),
        ("{\"a\": [nul]}", "$.a[0]: expected ident at line 1 column 11"),
        ("{\"a\": ?}", "$.a: expected a value at line 1 column 7"),
    ] {
        assert_eq!(message::<Lists>(text), expected, "{text}");
    }
}

#[test]
fn keys() {
    let long = "k".repeat(100);
    let cut = format!("$[\"{}…\"]", "k".repeat(64));
    for (key, path) in [
        ("table_name", "$.table_name"),
        ("x-id", "$.x-id"),
        ("", r#"$[""]"#),
        ("7", r#"$["7"]"#),
        ("a b", r#"$["a b"]"#),
        ("a.b", r#"$["a.b"]"#),
        (r#"\"\\"#, r#"$["\"\\"]"#),
        (r"\u0061\n", r#"$["a\n"]"#),
        ("é", r#"$["é"]"#),
        (r"a\u0062c", "$.abc"),
        (r"[{,", r#"$["[{,"]"#),
        (&long, &cut),
    ] {
        let error = decode::<Lists>(&format!(r#"{{"b": [], "{key}": true}}"#)).unwrap_err();
        assert_eq!(error.path(), path, "{key}");
    }
}

#[test]
fn missing_fields_are_told_of_their_object() {
    let text = r#"[{"schema_name": "s", "table_name": "t", "rows": null}, {"schema_name": "s"}]"#;
    let error = decode::<Vec<TableDetail>>(text).unwrap_err();
    assert_eq!(error.to_string(), "$[1]: missing field `table_name` at line 1 column 57");
    assert_eq!((error.path(), error.message()), ("$[1]", "missing field `table_name`"));
    assert_eq!(text.as_bytes()[error.offset()], b'{');

    assert_eq!(message::<TableDetail>("{}"), "$: missing field `schema_name` at line 1 column 1");
    assert_eq!(message::<TableDetail>(" {} "), "$: missing field `schema_name` at line 1 column 2");
    assert_eq!(message::<Vec<Pet>>(r#"[ {"a": {}} ]"#), "$[0]: missing field `petType` at line 1 column 3");
    assert_eq!(message::<Vec<Pet>>(r#"[{}]"#), "$[0]: missing field `petType` at line 1 column 2");
    assert_eq!(message::<Pet>(r#"{"petType": "cat"}"#), "$: missing field `name` at line 1 column 1");
    assert_eq!(
        message::<Pet>(r#"{"petType": "dog", "name": "a", "friend": {"petType": "cat"}}"#),
        "$.friend: missing field `name` at line 1 column 43"
    );
}

#[test]
fn unions_say_what_they_expect() {
    assert_eq!(message::<Pet>("[]"), "$: expected an object, found an array at line 1 column 1");
    assert_eq!(message::<Vec<Pet>>("[null]"), "$[0]: expected an object, found null at line 1 column 2");
}

#[test]
fn a_byte_order_mark_is_passed_over_but_counted() {
    assert_eq!(decode("\u{feff}[7]"), Ok(vec![7]));
    let error = decode::<Vec<i32>>("\u{feff}[true]").unwrap_err();
    assert_eq!(error.offset(), 4);
    assert!(decode::<Vec<i32>>("\u{feff}\u{feff}[]").is_err());
}

#[test]
fn values_are_never_repeated() {
    for text in [r#"{"a": "hunter2"}"#, r#"{"a": ["hunter2"]}"#, r#"{"a": [1, "hunter2\q"]}"#, r#"{"a": [2], "hunter2"#]
    {
        let error = decode::<Lists>(text).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
    assert!(!message::<i32>("12345678901234").contains("123"));
}

#[test]
fn errors_are_small() {
    assert_eq!(size_of::<crate::runtime::codec::DecodeError>(), size_of::<usize>());
    assert!(decode::<Value>("[").unwrap_err().to_string().starts_with("$"));
}
