//! A place in a list that comes in pages, to store and to begin again from.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

/// A place in a list: where a page begins, and how many of its items have been taken.
///
/// It can be stored as text, by `Display` or with serde, and be given to [`Items::from`](super::Items::from) or
/// [`Pages::from`](super::Pages::from) of the same call later, by another process too. A place is as good as the service
/// makes it: where the list has changed in between, items by offset or page number can be missed or come again, and
/// cursors can expire. The text may change from one version of this crate to the next.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Position {
    pub(super) at: At,
    /// How many items of the page have been taken.
    pub(super) taken: usize,
}

/// Where a page begins.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum At {
    /// Where the call itself says.
    Start,
    /// At a number of items, or of a page.
    Number(u64),
    /// At a text that the page before has named.
    Cursor(String),
    /// At a path with a query, below the host that the list is on.
    Target(String),
}

impl Position {
    pub(super) const START: Self = Self { at: At::Start, taken: 0 };
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let taken = self.taken;
        match &self.at {
            At::Start => write!(f, "start+{taken}"),
            At::Number(number) => write!(f, "number+{taken}:{number}"),
            At::Cursor(cursor) => write!(f, "cursor+{taken}:{cursor}"),
            At::Target(target) => write!(f, "link+{taken}:{target}"),
        }
    }
}

/// A text that is no place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PositionError;

impl fmt::Display for PositionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not a position in a list")
    }
}

impl std::error::Error for PositionError {}

impl FromStr for Position {
    type Err = PositionError;

    fn from_str(text: &str) -> Result<Self, PositionError> {
        let (head, value) = text.split_once(':').map_or((text, None), |(head, value)| (head, Some(value)));
        let (kind, taken) = head.split_once('+').ok_or(PositionError)?;
        let at = match (kind, value) {
            ("start", None) => At::Start,
            ("number", Some(number)) => At::Number(number.parse().map_err(|_| PositionError)?),
            ("cursor", Some(cursor)) => At::Cursor(cursor.to_owned()),
            ("link", Some(target)) if target.starts_with('/') => At::Target(target.to_owned()),
            _ => return Err(PositionError),
        };
        Ok(Self { at, taken: taken.parse().map_err(|_| PositionError)? })
    }
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_survives_being_text() {
        for (at, text) in [
            (At::Start, "start+3"),
            (At::Number(20), "number+3:20"),
            (At::Cursor("a:b+c".into()), "cursor+3:a:b+c"),
            (At::Cursor(String::new()), "cursor+3:"),
            (At::Target("/a?b=c:d".into()), "link+3:/a?b=c:d"),
        ] {
            let position = Position { at, taken: 3 };
            assert_eq!((position.to_string().as_str(), text.parse().as_ref()), (text, Ok(&position)));
            let json = serde_json::to_string(&position).expect("a position can be written");
            assert_eq!(serde_json::from_str::<Position>(&json).ok(), Some(position));
        }
        for text in ["", "start", "start+", "start+3:", "number+3", "number+-1:2", "link+0:https://x/", "page+1:2"] {
            assert_eq!(text.parse::<Position>(), Err(PositionError), "{text}");
        }
    }
}
