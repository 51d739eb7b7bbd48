//! A serde serializer that turns any parameter into a small tree, so that all that follows is not generic.

use std::fmt;
use std::fmt::Display;

use serde::ser::{self, Impossible, Serialize};

use crate::runtime::codec::whole;

/// A parameter's value, reduced to what the parameter styles tell apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParamValue {
    /// No value: the parameter is left out.
    Null,
    /// A string.
    Text(String),
    /// A number or a boolean, as JSON has it.
    Number(String),
    /// Items in order.
    List(Vec<ParamValue>),
    /// Members in order.
    Object(Vec<(String, ParamValue)>),
}

impl ParamValue {
    /// The value as JSON.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        self.write_json(&mut json);
        json
    }

    fn write_json(&self, json: &mut String) {
        match self {
            Self::Null => json.push_str("null"),
            Self::Number(text) => json.push_str(text),
            Self::Text(text) => write_string(text, json),
            Self::List(items) => {
                json.push('[');
                for (index, item) in items.iter().enumerate() {
                    json.push_str(if index == 0 { "" } else { "," });
                    item.write_json(json);
                }
                json.push(']');
            }
            Self::Object(members) => {
                json.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    json.push_str(if index == 0 { "" } else { "," });
                    write_string(key, json);
                    json.push(':');
                    value.write_json(json);
                }
                json.push('}');
            }
        }
    }
}

fn write_string(text: &str, json: &mut String) {
    json.push_str(&serde_json::Value::from(text).to_string());
}

/// Why a value cannot be a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError(String);

impl ValueError {
    fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ValueError {}

impl ser::Error for ValueError {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(message.to_string())
    }
}

/// Reduces `value` to a [`ParamValue`].
///
/// # Errors
///
/// When the value has no form in a parameter (raw bytes, a number that is not finite), or its own `Serialize` fails.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<ParamValue, ValueError> {
    value.serialize(ToValue)
}

type Result<T = ParamValue, E = ValueError> = std::result::Result<T, E>;

struct ToValue;

/// A number is written as in JSON.
fn number(value: f64, json: Result<String, serde_json::Error>) -> Result {
    match (whole(value), json) {
        (Some(whole), _) => Ok(ParamValue::Number(whole.to_string())),
        (None, Ok(text)) if value.is_finite() => Ok(ParamValue::Number(text)),
        _ => Err(ValueError::new(not_finite(value))),
    }
}

/// What is said of a number that is infinite or none at all.
pub(in crate::runtime) fn not_finite(value: impl Display) -> String {
    format!("{value} is not a number that can be sent")
}

macro_rules! display {
    ($($method:ident: $ty:ty),* $(,)?) => {
        $(fn $method(self, value: $ty) -> Result {
            Ok(ParamValue::Number(value.to_string()))
        })*
    };
}

impl ser::Serializer for ToValue {
    type Ok = ParamValue;
    type Error = ValueError;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = Impossible<ParamValue, ValueError>;
    type SerializeMap = Object;
    type SerializeStruct = Object;
    type SerializeStructVariant = Impossible<ParamValue, ValueError>;

    display! {
        serialize_bool: bool,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
    }

    fn serialize_char(self, value: char) -> Result {
        Ok(ParamValue::Text(value.to_string()))
    }

    fn serialize_str(self, value: &str) -> Result {
        Ok(ParamValue::Text(value.to_owned()))
    }

    fn serialize_f32(self, value: f32) -> Result {
        number(f64::from(value), serde_json::to_string(&value))
    }

    fn serialize_f64(self, value: f64) -> Result {
        number(value, serde_json::to_string(&value))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result {
        Err(ValueError::new("raw bytes have no form in a parameter"))
    }

    fn serialize_none(self) -> Result {
        Ok(ParamValue::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result {
        Ok(ParamValue::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result {
        Ok(ParamValue::Null)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T>(self, _: &'static str, _: u32, variant: &'static str, value: &T) -> Result
    where
        T: Serialize + ?Sized,
    {
        Ok(ParamValue::Object(vec![(variant.to_owned(), value.serialize(self)?)]))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<List> {
        Ok(List(Vec::with_capacity(len.unwrap_or_default())))
    }

    fn serialize_tuple(self, len: usize) -> Result<List> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<List> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant> {
        Err(ValueError::new("an enum variant with several values has no form in a parameter"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Object> {
        Ok(Object { members: Vec::new(), key: String::new() })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Object> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant> {
        Err(ValueError::new("an enum variant with fields has no form in a parameter"))
    }
}

/// Collects the items of a list.
struct List(Vec<ParamValue>);

impl List {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.0.push(to_value(value)?);
        Ok(())
    }
}

impl ser::SerializeSeq for List {
    type Ok = ParamValue;
    type Error = ValueError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result {
        Ok(ParamValue::List(self.0))
    }
}

impl ser::SerializeTuple for List {
    type Ok = ParamValue;
    type Error = ValueError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result {
        Ok(ParamValue::List(self.0))
    }
}

impl ser::SerializeTupleStruct for List {
    type Ok = ParamValue;
    type Error = ValueError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result {
        Ok(ParamValue::List(self.0))
    }
}

/// Collects the members of an object.
struct Object {
    members: Vec<(String, ParamValue)>,
    key: String,
}

impl ser::SerializeMap for Object {
    type Ok = ParamValue;
    type Error = ValueError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        let (ParamValue::Text(text) | ParamValue::Number(text)) = to_value(key)? else {
            return Err(ValueError::new("a key must be a string or a number"));
        };
        self.key = text;
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let key = std::mem::take(&mut self.key);
        self.members.push((key, to_value(value)?));
        Ok(())
    }

    fn end(self) -> Result {
        Ok(ParamValue::Object(self.members))
    }
}

impl ser::SerializeStruct for Object {
    type Ok = ParamValue;
    type Error = ValueError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<()> {
        self.members.push((key.to_owned(), to_value(value)?));
        Ok(())
    }

    fn end(self) -> Result {
        Ok(ParamValue::Object(self.members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text<T: Serialize>(value: T) -> Result<ParamValue> {
        to_value(&value)
    }

    #[test]
    fn primitives_become_text() {
        for (value, expected) in [
            (text(true), "true"),
            (text(-7_i32), "-7"),
            (text(u64::MAX), "18446744073709551615"),
            (text(0.5_f64), "0.5"),
            (text(1.0_f64), "1"),
            (text(-0.0_f64), "-0.0"),
            (text(1e300_f64), "1e+300"),
            (text(0.1_f32), "0.1"),
            (text(Some(3)), "3"),
        ] {
            assert_eq!(value, Ok(ParamValue::Number(expected.into())));
        }
    }

    #[test]
    fn strings_stay_apart_from_numbers() {
        for (value, expected) in [(text("a b"), "a b"), (text('ü'), "ü"), (text("1"), "1")] {
            assert_eq!(value, Ok(ParamValue::Text(expected.into())));
        }
    }

    #[test]
    fn a_value_is_the_same_json() {
        let json = serde_json::json!({ "a\"\n": [1, -0.5, "1", true, null, {}, []], "ü": { "b": "\u{1}" } });
        assert_eq!(text(&json).map(|value| value.to_json()), Ok(json.to_string()));
    }

    #[test]
    fn structure_and_order_stay() {
        let one = ParamValue::Number("1".into());
        assert_eq!(text(None::<i32>), Ok(ParamValue::Null));
        assert_eq!(text([Some(1), None]), Ok(ParamValue::List(vec![one.clone(), ParamValue::Null])));
        let json = serde_json::json!({ "a": 1, "b": [1] });
        let members = vec![("a".to_owned(), one.clone()), ("b".to_owned(), ParamValue::List(vec![one]))];
        assert_eq!(text(json), Ok(ParamValue::Object(members)));
    }

    #[test]
    fn what_has_no_text_is_refused() {
        assert!(text(f64::NAN).is_err());
        assert!(text(f32::INFINITY).is_err());
        assert!(text(std::collections::BTreeMap::from([(vec![1], 2)])).is_err());
    }
}
