//! Writing: presence, tags, what is unknown, and the bridge to serde's own world.

use std::collections::BTreeMap;

use serde::ser::{Serialize, Serializer};
use serde_json::{Value, json};

use super::decode;
use super::models::{Cat, JobStatus, Pet, TableDetail};
use crate::runtime::codec::tagged;
use crate::runtime::open_enum::UnknownVariant;
use crate::runtime::presence::Maybe;

fn encode(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

#[test]
fn presence_is_kept_in_both_directions() {
    for (text, owner) in [
        (r#"{"schema_name":"s","table_name":"t","rows":7}"#, Maybe::Absent),
        (r#"{"schema_name":"s","table_name":"t","rows":7,"owner":null}"#, Maybe::Null),
        (r#"{"schema_name":"s","table_name":"t","rows":null,"comment":"c","owner":"o"}"#, "o".into()),
        (r#"{"schema_name":"s","table_name":"t","rows":7,"status":"INIT","pets":[],"x":[1],"y":{}}"#, Maybe::Absent),
    ] {
        let table: TableDetail = decode(text).unwrap();
        assert_eq!(table.owner, owner);
        assert_eq!(encode(&table), text);
    }
}

#[test]
fn null_is_taken_where_the_model_says_so() {
    let table = |rest: &str| decode::<TableDetail>(&format!(r#"{{"table_name": "t", {rest}}}"#));
    let lenient = table(r#""schema_name": "s", "rows": null, "comment": null, "pets": null"#).unwrap();
    assert_eq!((lenient.rows, lenient.comment, lenient.pets), (None, None, None));
    let error = table(r#""schema_name": null, "rows": 1"#).unwrap_err();
    assert_eq!(error.to_string(), "$.schema_name: expected a string, found null at line 1 column 36");
    let error = table(r#""schema_name": "s""#).unwrap_err();
    assert_eq!(error.message(), "missing field `rows`");
}

#[test]
fn enums_keep_what_they_do_not_know() {
    let statuses: Vec<JobStatus> = decode(r#"["INIT", "PAUS\u0045D"]"#).unwrap();
    assert_eq!(statuses[0], JobStatus::Init);
    assert_eq!(encode(&statuses), r#"["INIT","PAUSED"]"#);
    assert_eq!(format!("{:?} {:>8}", statuses[1], statuses[1]), r#"Unknown("PAUSED")   PAUSED"#);
    assert_eq!(statuses[1], "PAUSED".into());
    assert_eq!(JobStatus::from("RUNNING"), JobStatus::Running);
    assert_eq!(statuses[0].as_str(), "INIT");
    assert_eq!(serde_json::from_str::<JobStatus>(r#""INIT""#).unwrap(), JobStatus::Init);
    assert!(serde_json::from_str::<JobStatus>("7").is_err());
}

#[test]
fn unions_write_the_tag_once() {
    let pets =
        r#"[{"petType":"cat","name":"Tom"},{"name":"Rex","petType":"dog","friend":{"petType":"cat","name":"Tom"}}]"#;
    let decoded: Vec<Pet> = decode(pets).unwrap();
    assert!(matches!(&decoded[1], Pet::Dog(dog) if matches!(&dog.friend, Some(Pet::Cat(cat)) if cat.name == "Tom")));
    assert_eq!(encode(&decoded), pets);
    assert_eq!(serde_json::to_value(&decoded).unwrap(), serde_json::from_str::<Value>(pets).unwrap());
    assert_eq!(
        encode(&decode::<Pet>(r#"{"petType":"Cat","name":"Tom"}"#).unwrap()),
        r#"{"petType":"cat","name":"Tom"}"#
    );
}

/// Writes any value as a variant.
struct Tagged<T>(T);

impl<T: Serialize> Serialize for Tagged<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        tagged(serializer, "kind", &["k", "K"], &self.0)
    }
}

#[test]
fn objects_of_any_sort_can_be_tagged_and_nothing_else() {
    let cat = Cat { name: "Tom".to_owned() };
    assert_eq!(encode(&Tagged(json!({"a": 1}))), r#"{"kind":"k","a":1}"#);
    assert_eq!(encode(&Tagged(json!({"a": 1, "kind": "K"}))), r#"{"a":1,"kind":"K"}"#, "one of the variant's own tags");
    assert_eq!(encode(&Tagged(json!({"a": 1, "kind": "x"}))), r#"{"kind":"k","a":1}"#, "the tag of another variant");
    let optional = BTreeMap::from([("kind", Some(Box::new("K")))]);
    assert_eq!(encode(&Tagged(optional)), r#"{"kind":"K"}"#, "a tag that could have been absent");
    assert_eq!(encode(&Tagged(json!({"a": 1, "kind": null}))), r#"{"kind":"k","a":1}"#);
    assert_eq!(encode(&Tagged(json!({"a": 1, "kind": [2]}))), r#"{"kind":"k","a":1}"#);
    assert_eq!(encode(&Tagged(BTreeMap::<String, u8>::new())), r#"{"kind":"k"}"#);
    assert_eq!(encode(&Tagged(Some(Box::new(&cat)))), r#"{"kind":"k","name":"Tom"}"#);
    assert_eq!(encode(&Tagged(Tagged(&cat))), r#"{"kind":"k","name":"Tom"}"#);
    let unknown: UnknownVariant = decode(r#"{"b":1,"a":2}"#).unwrap();
    assert_eq!(encode(&Tagged(&unknown)), r#"{"kind":"k","b":1,"a":2}"#);
    for value in [json!(null), json!(1), json!("x"), json!([{}])] {
        let error = serde_json::to_string(&Tagged(&value)).unwrap_err();
        assert_eq!(error.to_string(), "a variant with a tag must be an object", "{value}");
    }
}

#[test]
fn unknown_variants_come_out_as_they_went_in() {
    for text in
        ["null", "[true,false]", r#"{"petType":"newt","b":[1,-2,1.5,18446744073709551615],"a":{"é\"":"\n","x":[]}}"#]
    {
        let spaced = text.replace(',', " ,\n ");
        let variant: UnknownVariant = decode(&spaced).unwrap();
        assert_eq!(variant.as_json(), spaced);
        assert_eq!(encode(&variant), text);
        assert_eq!(variant, decode(text).unwrap());
        assert_eq!(variant, serde_json::from_str(text).unwrap());
        assert_ne!(variant, decode("7").unwrap());
        assert_eq!(serde_json::to_value(&variant).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }
}

/// Fails when it is written.
struct Broken;

impl Serialize for Broken {
    fn serialize<S: Serializer>(&self, _serializer: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("broken"))
    }
}

#[test]
fn the_first_error_is_kept() {
    let entries = BTreeMap::from([("a".to_owned(), Some(Broken)), ("b".to_owned(), None)]);
    assert_eq!(serde_json::to_string(&entries).unwrap_err().to_string(), "broken");
    assert_eq!(serde_json::to_string(&Tagged(entries)).unwrap_err().to_string(), "broken");
}

#[test]
fn a_further_property_cannot_pass_for_a_field() {
    let table = json!({ "schema_name": "s", "table_name": "t", "rows": null });
    let mut table: TableDetail = serde_json::from_value(table).unwrap();
    for name in ["schema_name", "comment"] {
        table.additional_properties = BTreeMap::from([(name.to_owned(), json!(1))]);
        let error = serde_json::to_string(&[&table]).unwrap_err().to_string();
        assert_eq!(error, format!("the additional property `{name}` has the name of a field"));
    }
    table.additional_properties = BTreeMap::from([("Comment".to_owned(), json!(1))]);
    assert!(serde_json::to_string(&table).is_ok());
}

#[test]
fn further_properties_are_shown_where_there_are_any() {
    let table = json!({ "schema_name": "s", "table_name": "t", "rows": 1 });
    let mut table: TableDetail = serde_json::from_value(table).unwrap();
    assert!(format!("{table:?}").ends_with("status: None, pets: None }"), "{table:?}");
    table.additional_properties = BTreeMap::from([("x".to_owned(), json!(1))]);
    assert!(format!("{table:?}").ends_with(r#"additional_properties: {"x": Number(1)} }"#), "{table:?}");
}

#[test]
fn text_becomes_an_enum_that_may_be_absent() {
    assert_eq!(Maybe::from("INIT"), Maybe::Value(JobStatus::Init));
    assert_eq!(Maybe::from("INIT"), Maybe::Value("INIT".to_owned()));
    assert_eq!(Maybe::<JobStatus>::from(None), Maybe::Null);
}

#[test]
fn the_bridge_reads_other_formats() {
    let table: TableDetail = serde_json::from_value(json!({
        "schema_name": "s", "table_name": "t", "rows": i64::MIN, "owner": null, "x": [u64::MAX, 0.1],
    }))
    .unwrap();
    assert_eq!((table.rows, &table.owner), (Some(i64::MIN), &Maybe::Null));
    assert_eq!(table.additional_properties["x"], json!([u64::MAX, 0.1]));
    assert_eq!(table, serde_json::from_str(&encode(&table)).unwrap());
    assert_eq!(table, serde_json::from_reader(encode(&table).as_bytes()).unwrap());

    let error = serde_json::from_value::<Vec<Pet>>(json!([{"petType": "cat", "name": 7}])).unwrap_err();
    assert_eq!(error.to_string(), "$.name: expected a string, found a number");
}
