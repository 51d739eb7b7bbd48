//! The value tree: what JSON and YAML have in common, in the order it was written. Never knows what the document means.

use std::borrow::Cow;

/// A value, borrowed from the text where possible.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    Number(Number),
    String(Cow<'a, str>),
    Array(Vec<Value<'a>>),
    Object(Object<'a>),
}

/// A number, without loss.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Number {
    Signed(i64),
    /// Above the range of `i64`.
    Unsigned(u64),
    Float(f64),
    /// An integer that fits no machine type, in digits.
    Big(String),
}

/// The members of an object, in the order of the text, each key once.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Object<'a> {
    members: Vec<(Cow<'a, str>, Value<'a>)>,
    /// The positions of the members sorted by key; empty when there are few.
    sorted: Vec<u32>,
}

impl<'a> Value<'a> {
    /// What it is, with its article, as messages say it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// The member or element that one token of a JSON pointer leads to.
    pub(crate) fn get(&self, token: &str) -> Option<&Self> {
        match self {
            Self::Object(object) => object.get(token),
            Self::Array(elements) => elements.get(token.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// A string, number or boolean as text.
    pub(crate) fn scalar_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::String(text) => Some(Cow::Borrowed(text)),
            Self::Bool(value) => Some(Cow::Owned(value.to_string())),
            Self::Number(number) => Some(Cow::Owned(number.text())),
            _ => None,
        }
    }

    /// The same value, borrowed from nothing.
    pub(crate) fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => Value::Bool(value),
            Self::Number(number) => Value::Number(number),
            Self::String(text) => Value::String(Cow::Owned(text.into_owned())),
            Self::Array(elements) => Value::Array(elements.into_iter().map(Self::into_owned).collect()),
            Self::Object(Object { members, sorted }) => {
                let owned = |(key, value): (Cow<'a, str>, Self)| (Cow::Owned(key.into_owned()), value.into_owned());
                Value::Object(Object { members: members.into_iter().map(owned).collect(), sorted })
            }
        }
    }

    /// The text of a string.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The same value for an example, a default or an extension.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Number(number) => number.to_json(),
            Self::String(text) => serde_json::Value::String(text.clone().into_owned()),
            Self::Array(elements) => elements.iter().map(Self::to_json).collect(),
            Self::Object(object) => object.iter().map(|(key, value)| (key.to_owned(), value.to_json())).collect(),
        }
    }
}

impl Number {
    /// As an integer, when it is one and fits. `100.0` and `1e2` are integers.
    pub(crate) fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Signed(value) => Some(*value),
            #[expect(clippy::cast_possible_truncation, reason = "below 2^53 every integral float is exact")]
            Self::Float(value) if value.fract() == 0.0 && value.abs() <= MAX_EXACT => Some(*value as i64),
            _ => None,
        }
    }

    /// The nearest float.
    #[expect(clippy::cast_precision_loss, reason = "the callers that need the exact value keep the number")]
    pub(crate) fn as_f64(&self) -> f64 {
        match self {
            Self::Signed(value) => *value as f64,
            Self::Unsigned(value) => *value as f64,
            Self::Float(value) => *value,
            Self::Big(digits) => digits.parse().unwrap_or(f64::INFINITY),
        }
    }

    /// Whether [`Number::as_f64`] is exact.
    pub(crate) fn is_exact_f64(&self) -> bool {
        match self {
            Self::Signed(value) => value.unsigned_abs() <= 1 << 53,
            Self::Float(_) => true,
            Self::Unsigned(_) | Self::Big(_) => false,
        }
    }

    /// As JSON; a number that JSON's own numbers cannot hold becomes its text.
    pub(crate) fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Signed(value) => (*value).into(),
            Self::Unsigned(value) => (*value).into(),
            Self::Float(value) => serde_json::Number::from_f64(*value)
                .map_or_else(|| serde_json::Value::String(value.to_string()), serde_json::Value::Number),
            Self::Big(digits) => serde_json::Value::String(digits.clone()),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Signed(value) => value.to_string(),
            Self::Unsigned(value) => value.to_string(),
            // `{:?}` keeps the `.0` of `3.0`.
            Self::Float(value) => format!("{value:?}"),
            Self::Big(digits) => digits.clone(),
        }
    }
}

/// The largest float below which every integer has a float of its own.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

impl<'a> Object<'a> {
    /// Takes the members in order. Of those with the same key the last one stays; the others' keys are handed to `dropped`.
    pub(crate) fn new(members: Vec<(Cow<'a, str>, Value<'a>)>, mut dropped: impl FnMut(&str)) -> Self {
        let sorted = sort(&members);
        let later = |pair: &[u32]| (members[pair[0] as usize].0 == members[pair[1] as usize].0).then_some(pair[0]);
        let mut shadowed: Vec<u32> = sorted.windows(2).filter_map(later).collect();
        if shadowed.is_empty() {
            let sorted = if members.len() > FEW { sorted } else { Vec::new() };
            return Self { members, sorted };
        }
        shadowed.sort_unstable();
        let mut kept = Vec::with_capacity(members.len() - shadowed.len());
        for (position, member) in (0..).zip(members) {
            match shadowed.binary_search(&position) {
                Ok(_) => dropped(&member.0),
                Err(_) => kept.push(member),
            }
        }
        Self::new(kept, dropped)
    }

    /// Takes the members as they come, duplicates included; [`Object::new`] is to follow.
    pub(super) fn raw(members: Vec<(Cow<'a, str>, Value<'a>)>) -> Self {
        Self { members, sorted: Vec::new() }
    }

    /// The value of a member.
    pub(crate) fn get(&self, key: &str) -> Option<&Value<'a>> {
        if self.sorted.is_empty() {
            return self.members.iter().find(|(name, _)| name == key).map(|(_, value)| value);
        }
        let found = self.sorted.binary_search_by(|&at| self.members[at as usize].0.as_ref().cmp(key)).ok()?;
        Some(&self.members[self.sorted[found] as usize].1)
    }

    /// The members in order.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value<'a>)> {
        self.members.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// The keys in order.
    pub(crate) fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.iter().map(|(key, _)| key)
    }

    /// The object with other values under the same keys.
    #[must_use]
    pub(crate) fn map(self, mut change: impl FnMut(&str, Value<'a>) -> Value<'a>) -> Self {
        let members = self.members.into_iter().map(|(key, value)| {
            let value = change(&key, value);
            (key, value)
        });
        Self { members: members.collect(), sorted: self.sorted }
    }

    /// The members, to make another object of.
    pub(crate) fn into_members(self) -> Vec<(Cow<'a, str>, Value<'a>)> {
        self.members
    }
}

/// Up to this many members are looked through one by one.
const FEW: usize = 16;

/// The positions of the members, by key and among equal keys by position.
fn sort(members: &[(Cow<'_, str>, Value<'_>)]) -> Vec<u32> {
    let mut sorted: Vec<u32> = (0..).take(members.len()).collect();
    sorted.sort_by(|&left, &right| members[left as usize].0.cmp(&members[right as usize].0));
    sorted
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Number, Object, Value};

    fn object(keys: &[String]) -> (Object<'static>, Vec<String>) {
        let mut dropped = Vec::new();
        let member = |(at, key): (i64, &String)| (Cow::Owned(key.clone()), Value::Number(Number::Signed(at)));
        let members = (0..).zip(keys).map(member).collect();
        let object = Object::new(members, |key| dropped.push(key.to_owned()));
        (object, dropped)
    }

    #[test]
    fn members_keep_their_order_and_the_last_of_a_key_wins() {
        for count in [3, 40] {
            let mut keys: Vec<String> = (0..count).rev().map(|at| format!("k{at}")).collect();
            keys.push("k1".to_owned());
            let (object, dropped) = object(&keys);
            assert_eq!(dropped, ["k1"]);
            assert_eq!(object.get("k1"), Some(&Value::Number(Number::Signed(count))));
            assert_eq!(object.get("k0"), Some(&Value::Number(Number::Signed(count - 1))));
            assert_eq!(object.get("k"), None);
            assert_eq!(object.keys().next(), Some(format!("k{}", count - 1).as_str()));
            assert_eq!(object.keys().last(), Some("k1"));
        }
    }

    #[test]
    fn numbers_are_integers_when_they_say_so() {
        let table = [
            (Number::Signed(-1), Some(-1)),
            (Number::Float(1e9), Some(1_000_000_000)),
            (Number::Float(0.5), None),
            (Number::Float(1e300), None),
            (Number::Unsigned(u64::MAX), None),
            (Number::Big("18446744073709551616".to_owned()), None),
        ];
        for (number, integer) in table {
            assert_eq!(number.as_i64(), integer, "{number:?}");
        }
    }
}
