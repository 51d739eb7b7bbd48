//! Takes what either parser reads into a value tree, as it is written and within bounds.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::value::{Number, Object, Value};

/// How many values may still be read. A text without aliases cannot exhaust it.
pub(super) struct Budget {
    values: usize,
}

impl Budget {
    pub(super) fn of(text: &str) -> Self {
        Self { values: text.len() + 1_000_000 }
    }

    fn spend<E: Error>(&mut self) -> Result<(), E> {
        self.values = self.values.checked_sub(1).ok_or_else(|| E::custom(TOO_MANY))?;
        Ok(())
    }
}

pub(super) const TOO_MANY: &str = "the document's aliases expand to too many values";

pub(super) const EMPTY: &str = "the document is empty";

/// Reads one value. Both parsers bound the depth.
pub(super) struct Node<'b>(&'b mut Budget);

impl<'b> Node<'b> {
    pub(super) fn new(budget: &'b mut Budget) -> Self {
        Self(budget)
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value<'de>;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value<'de>, D::Error> {
        self.0.spend()?;
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    /// The YAML parser's word for a text without any value.
    fn visit_none<E: Error>(self) -> Result<Value<'de>, E> {
        Err(E::custom(EMPTY))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value<'de>, E> {
        Ok(Value::Number(Number::Signed(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value<'de>, E> {
        Ok(Value::Number(i64::try_from(value).map_or(Number::Unsigned(value), Number::Signed)))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value<'de>, E> {
        Ok(Value::Number(Number::Big(value.to_string())))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value<'de>, E> {
        Ok(Value::Number(Number::Big(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value<'de>, E> {
        Ok(Value::Number(Number::Float(value)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Borrowed(text)))
    }

    fn visit_string<E>(self, text: String) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value<'de>, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element_seed(Node(self.0))? {
            elements.push(element);
        }
        Ok(Value::Array(elements))
    }

    /// Duplicates are still in: [`Tidy`](super::tidy::Tidy) knows where it is and says so.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some(key) = map.next_key_seed(Key)? {
            members.push((key, map.next_value_seed(Node(self.0))?));
        }
        Ok(Value::Object(Object::raw(members)))
    }

    /// A YAML value with a tag of its own: the tag means nothing here.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value<'de>, A::Error> {
        let (_, value) = tagged.variant_seed(Key)?;
        value.newtype_variant_seed(self)
    }
}

pub(super) const A_KEY: &str = "a string as a key";

/// Reads a key. YAML's numbers, booleans and nulls are taken as they are written.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Cow<'de, str>, D::Error> {
        reader.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(A_KEY)
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(text))
    }
}
