//! Writing: presence, tags, what is unknown, and the bridge to serde's own world.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value, json};

use super::decode;
use super::models::{Animal, Cat, JobStatus, Pet, TableDetail};
use crate::runtime::codec::{Encode, EncodeError, Writer, bridge_serialize, tagged, to_vec};
use crate::runtime::open_enum::UnknownVariant;
use crate::runtime::presence::Maybe;

fn encode<T: Encode + ?Sized>(value: &T) -> String {
    String::from_utf8(to_vec(value).unwrap()).unwrap()
}

fn failure<T: Encode + ?Sized>(value: &T) -> String {
    to_vec(value).expect_err("it has no JSON").to_string()
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
fn the_variant_of_other_tags_leaves_them_as_they_are() {
    for text in [r#"{"petType":"cow","horns":2}"#, r#"{"horns":2}"#] {
        let animal = decode::<Animal>(text).unwrap();
        assert!(matches!(animal, Animal::Other(_)));
        assert_eq!(encode(&animal), text);
    }
    let error = decode::<Animal>(r#"{"petType":7}"#).unwrap_err();
    assert_eq!(error.to_string(), "$.petType: expected a string, found a number at line 1 column 12");
    let dog = r#"{"name":"Rex","petType":"dog"}"#;
    assert!(matches!(decode(dog), Ok(Animal::Dog(_))));
    assert_eq!(encode(&decode::<Animal>(dog).unwrap()), dog);
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

impl<T: Encode> Encode for Tagged<T> {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        tagged(writer, "kind", &["k", "K", "1", "true"], &self.0)
    }
}

#[test]
fn objects_of_any_sort_can_be_tagged_and_nothing_else() {
    let cat = Cat { name: "Tom".to_owned() };
    assert_eq!(encode(&Tagged(json!({"a": 1}))), r#"{"kind":"k","a":1}"#);
    for own in [json!("k"), json!("K"), json!("1"), json!(1), json!(true)] {
        let value = json!({"a": 1, "kind": own, "z": {}});
        assert_eq!(encode(&Tagged(&value)), value.to_string(), "one of the variant's own tags");
    }
    for other in [json!("x"), json!(2), json!(null), json!(["k"]), json!({"kind": "k"}), json!("\"\\}")] {
        let value = json!({"a": 1, "kind": other, "z": {}});
        assert_eq!(encode(&Tagged(value)), r#"{"a":1,"kind":"k","z":{}}"#, "the tag of another variant, or none");
    }
    let optional = BTreeMap::from([("kind".to_owned(), Some(Box::new("K")))]);
    assert_eq!(encode(&Tagged(optional)), r#"{"kind":"K"}"#, "a tag that could have been absent");
    assert_eq!(encode(&Tagged(json!({"b": {"kind": "K"}}))), r#"{"kind":"k","b":{"kind":"K"}}"#, "the tag of a part");
    assert_eq!(encode(&Tagged(BTreeMap::<String, u8>::new())), r#"{"kind":"k"}"#);
    assert_eq!(encode(&Tagged(Some(Box::new(&cat)))), r#"{"kind":"k","name":"Tom"}"#);
    assert_eq!(encode(&Tagged(Tagged(&cat))), r#"{"kind":"k","name":"Tom"}"#);
    assert_eq!(encode(&[Tagged(&cat), Tagged(&cat)]), r#"[{"kind":"k","name":"Tom"},{"kind":"k","name":"Tom"}]"#);
    let unknown: UnknownVariant = decode(r#"{"b":1,"a":2}"#).unwrap();
    assert_eq!(encode(&Tagged(&unknown)), r#"{"kind":"k","b":1,"a":2}"#);
    for value in [json!(null), json!(1), json!("x"), json!([{}])] {
        assert_eq!(failure(&Tagged(&value)), "$: a variant with a tag must be an object", "{value}");
    }
    assert_eq!(
        failure(&Tagged(&BTreeMap::from([("a".to_owned(), f64::NAN)]))),
        "$.a: NaN is not a number that can be sent"
    );
}

#[test]
fn what_is_not_known_is_written_to_the_last_digit() {
    let text = r#"{"n":123456789012345678901,"f":0.10000000000000000001,"e":1e400,"s":" a\\\" b\n "}"#;
    let variant: UnknownVariant = decode(text).unwrap();
    assert_eq!(encode(&[variant]), format!("[{text}]"));
    let spaced: UnknownVariant = decode("{ \"a\" :\n[ \" \\\" \" ,\t1 ]\r}").unwrap();
    assert_eq!(encode(&spaced), r#"{"a":[" \" ",1]}"#);
}

/// Whatever serde_json has an opinion on is written as serde_json writes it.
#[test]
fn plain_values_are_written_as_serde_json_writes_them() {
    fn same<T: Encode + serde::Serialize + ?Sized>(value: &T) {
        assert_eq!(encode(value), serde_json::to_string(value).unwrap());
    }
    same(&[true, false]);
    same(&[i64::MIN, i64::MAX]);
    same(&(u64::MAX));
    same(&[i8::MIN, 0]);
    same(&vec![-0.0, 0.1, 1e300, f64::MIN_POSITIVE, -2.5]);
    same("\"\\/\u{8}\u{c}\n\r\t\u{1}\u{7f}ü\u{2028}😀");
    same(&[None, Some("a".to_owned())]);
    same(&BTreeMap::from([("é\"\n".to_owned(), vec![Box::new(1_u8)]), (String::new(), vec![])]));
    same(&Number::from(7));
    same(&Map::from_iter([("a".to_owned(), json!([null, {}]))]));
    same(&json!({"a": [{}, [], ""], "b": {"c": null}}));
    same(&[[(); 0]; 2].map(|_| Maybe::<u8>::Absent));
}

#[test]
fn a_float_without_a_fraction_is_written_without_one() {
    assert_eq!(encode(&vec![0.0, 5.0, -404.0, 9_007_199_254_740_992.0]), "[0,5,-404,9007199254740992]");
}

#[test]
fn what_has_no_json_is_told_with_its_place() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(failure(&number), format!("$: {number} is not a number that can be sent"));
    }
    let deep = BTreeMap::from([("a b".to_owned(), vec![Maybe::Null, Maybe::Value(Box::new([Some(f64::NAN)]))])]);
    assert_eq!(failure(&[deep]), r#"$[0]["a b"][1][0]: NaN is not a number that can be sent"#);
    let serde = serde_json::to_string(&Bridged(f64::NAN)).unwrap_err();
    assert_eq!(serde.to_string(), "$: NaN is not a number that can be sent", "serde hears of it, too");
}

struct Bridged(f64);

impl Encode for Bridged {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        self.0.write(writer)
    }
}

bridge_serialize!(Bridged);

#[test]
fn unknown_variants_come_out_as_they_went_in() {
    for text in
        ["null", "[true,false]", r#"{"petType":"newt","b":[1,-2,1.5,18446744073709551615],"a":{"é\"":"\n","x":[]}}"#]
    {
        let spaced = text.replace(',', " ,\n ");
        let variant: UnknownVariant = decode(&spaced).unwrap();
        assert_eq!(variant.as_json(), spaced);
        assert_eq!(encode(&variant), text);
        assert_eq!(serde_json::to_string(&variant).unwrap(), text);
        assert_eq!(variant, decode(text).unwrap());
        assert_eq!(variant, serde_json::from_str(text).unwrap());
        assert_ne!(variant, decode("7").unwrap());
        assert_eq!(serde_json::to_value(&variant).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }
}

#[test]
fn a_further_property_cannot_pass_for_a_field() {
    let table = json!({ "schema_name": "s", "table_name": "t", "rows": null });
    let mut table: TableDetail = serde_json::from_value(table).unwrap();
    for name in ["schema_name", "comment"] {
        table.additional_properties = BTreeMap::from([(name.to_owned(), json!(1))]);
        assert_eq!(failure(&[&table]), format!("$[0]: the additional property `{name}` has the name of a field"));
    }
    table.additional_properties = BTreeMap::from([("Comment".to_owned(), json!(1))]);
    assert_eq!(encode(&table), r#"{"schema_name":"s","table_name":"t","rows":null,"Comment":1}"#);
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
