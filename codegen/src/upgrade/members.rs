//! The members of an object while they are being changed. Never knows what they mean.

use std::borrow::Cow;

use crate::source::{Object, Value};

/// An object's members, in order, each key once.
#[derive(Debug, Clone, Default)]
pub(super) struct Members<'a> {
    list: Vec<(Cow<'a, str>, Value<'a>)>,
}

impl<'a> Members<'a> {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The value of a member.
    pub(super) fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.list.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The value of a member that is a string.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_text()
    }

    /// Removes a member and returns its value.
    pub(super) fn take(&mut self, key: &str) -> Option<Value<'a>> {
        let at = self.list.iter().position(|(name, _)| name == key)?;
        Some(self.list.remove(at).1)
    }

    /// Removes and returns all members whose key is `wanted`.
    pub(super) fn take_where(&mut self, wanted: impl Fn(&str) -> bool) -> Self {
        let list = std::mem::take(&mut self.list);
        let (taken, left) = list.into_iter().partition(|(key, _)| wanted(key));
        self.list = left;
        Self { list: taken }
    }

    /// Replaces a member where it stands, or adds it at the end.
    pub(super) fn set(&mut self, key: impl Into<Cow<'a, str>>, value: Value<'a>) {
        let key = key.into();
        match self.list.iter_mut().find(|(name, _)| *name == key) {
            Some((_, old)) => *old = value,
            None => self.list.push((key, value)),
        }
    }

    /// Adds a member whose key is new, or replaces the one there is when the object is put together.
    pub(super) fn push(&mut self, key: impl Into<Cow<'a, str>>, value: Value<'a>) {
        self.list.push((key.into(), value));
    }

    /// Adds a member unless it is there.
    pub(super) fn set_default(&mut self, key: &'static str, value: Value<'a>) {
        if !self.has(key) {
            self.set(key, value);
        }
    }

    /// Gives a member another key. Returns whether there was one.
    pub(super) fn rename(&mut self, from: &str, to: impl Into<Cow<'a, str>>) -> bool {
        let to = to.into();
        if !self.has(from) {
            return false;
        }
        self.list.retain(|(key, _)| *key != to);
        let found = self.list.iter_mut().find(|(key, _)| key == from);
        found.map(|(key, _)| *key = to).is_some()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|(key, _)| key.as_ref())
    }

    pub(super) fn into_list(self) -> Vec<(Cow<'a, str>, Value<'a>)> {
        self.list
    }

    pub(super) fn into_value(self) -> Value<'a> {
        Value::Object(Object::new(self.list, |_| ()))
    }
}

impl<'a> From<Object<'a>> for Members<'a> {
    fn from(object: Object<'a>) -> Self {
        Self { list: object.into_members() }
    }
}

impl<'a, K: Into<Cow<'a, str>>, const N: usize> From<[(K, Value<'a>); N]> for Members<'a> {
    fn from(members: [(K, Value<'a>); N]) -> Self {
        Self { list: members.into_iter().map(|(key, value)| (key.into(), value)).collect() }
    }
}

impl<'a> FromIterator<(Cow<'a, str>, Value<'a>)> for Members<'a> {
    fn from_iter<T: IntoIterator<Item = (Cow<'a, str>, Value<'a>)>>(members: T) -> Self {
        Self { list: members.into_iter().collect() }
    }
}

/// A string.
pub(super) fn text<'a>(text: impl Into<Cow<'a, str>>) -> Value<'a> {
    Value::String(text.into())
}

/// A `$ref` to the place that a pointer names.
pub(super) fn reference<'a>(target: &crate::pointer::Pointer) -> Value<'a> {
    Members::from([("$ref", text(target.to_reference()))]).into_value()
}
