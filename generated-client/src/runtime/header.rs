//! Headers of replies with a type: the name of a documented header, how its text is made, and reading it.

use std::fmt;
use std::marker::PhantomData;

use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};

use super::codec::{self, Decode, DecodeError, JsonKind, Reader};
use super::encode::Explode;

/// A documented header of replies. The generated `headers` has one for each; [`Reply::read`](super::Reply::read) and
/// [`Response::read`](super::Response::read) give what it holds.
pub struct Header<T> {
    name: &'static str,
    form: Form,
    holds: PhantomData<fn() -> T>,
}

/// How the text of a header is made of a value, in the style `simple` of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    One(Item),
    List(Item),
    Object(Explode, &'static [(&'static str, Item)], Item),
    Json,
}

/// What stands for a value without parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// A string, as it is.
    Text,
    /// A number or a boolean, as JSON writes it.
    Literal,
    /// Either: a literal where it looks like one.
    Either,
}

impl<T> Header<T> {
    /// A header with one value.
    pub const fn new(name: &'static str, item: Item) -> Self {
        Self { name, form: Form::One(item), holds: PhantomData }
    }

    /// A header with values between commas.
    pub const fn list(name: &'static str, item: Item) -> Self {
        Self { name, form: Form::List(item), holds: PhantomData }
    }

    /// A header with the members of an object between commas: `key,value`, or exploded `key=value`. A member that is
    /// not among `members` is a `rest`.
    pub const fn object(
        name: &'static str,
        explode: Explode,
        members: &'static [(&'static str, Item)],
        rest: Item,
    ) -> Self {
        Self { name, form: Form::Object(explode, members, rest), holds: PhantomData }
    }

    /// A header with JSON in it.
    pub const fn json(name: &'static str) -> Self {
        Self { name, form: Form::Json, holds: PhantomData }
    }

    /// The header's name, as the document writes it.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl<T: Decode> Header<T> {
    /// What the header holds among `headers`; `None` where it is not there.
    pub(super) fn read(&self, headers: &HeaderMap) -> Result<Option<T>, HeaderError> {
        let failed = |problem| HeaderError { name: self.name, problem };
        let json = self.form.json(self.name, headers).map_err(failed)?;
        json.map(|json| codec::from_slice(json.as_bytes()).map_err(|error| failed(Problem::Decode(error)))).transpose()
    }
}

impl<T> Clone for Header<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Header<T> {}

impl<T> fmt::Debug for Header<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header({}: {:?})", self.name, self.form)
    }
}

/// Why a header does not hold what the document promises. It never repeats what it does hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderError {
    name: &'static str,
    problem: Problem,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Problem {
    Encoding,
    Decode(DecodeError),
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, problem } = self;
        match problem {
            Problem::Encoding => write!(f, "the header `{name}` is not UTF-8"),
            // The column is one of JSON that was made of the text.
            Problem::Decode(error) => {
                write!(f, "the header `{name}` is not as documented: {}: {}", error.path(), error.message())
            }
        }
    }
}

impl std::error::Error for HeaderError {}

impl Form {
    /// The value as JSON.
    fn json(self, name: &str, headers: &HeaderMap) -> Result<Option<String>, Problem> {
        let lines = headers.get_all(name).iter().map(text).collect::<Result<Vec<_>, _>>()?;
        let Some(first) = lines.first() else { return Ok(None) };
        // The one header whose lines are not one list: a date in it has a comma.
        let parts: Vec<&str> = if name.eq_ignore_ascii_case(SET_COOKIE.as_str()) {
            lines.clone()
        } else {
            // An empty part is nothing, unless keys and values take turns.
            let is_kept = |part: &&str| !part.is_empty() || matches!(self, Self::Object(Explode::No, ..));
            let lines = lines.iter().filter(|line| !line.is_empty());
            lines.flat_map(|line| line.split(',')).map(str::trim).filter(is_kept).collect()
        };
        Ok(Some(match self {
            Self::One(Item::Text) if name.eq_ignore_ascii_case(SET_COOKIE.as_str()) => Item::Text.json(first),
            Self::One(Item::Text) => Item::Text.json(&lines.join(", ")),
            Self::One(item) => item.json(first),
            Self::Json => (*first).to_owned(),
            Self::List(item) => {
                let items: Vec<_> = parts.iter().map(|part| item.json(part)).collect();
                format!("[{}]", items.join(","))
            }
            Self::Object(explode, members, rest) => object(explode, members, rest, &parts),
        }))
    }
}

fn text(value: &HeaderValue) -> Result<&str, Problem> {
    std::str::from_utf8(value.as_bytes()).map(str::trim).map_err(|_| Problem::Encoding)
}

fn object(explode: Explode, members: &[(&str, Item)], rest: Item, parts: &[&str]) -> String {
    let pairs: Vec<(&str, &str)> = match explode {
        Explode::Yes => parts.iter().map(|part| part.split_once('=').unwrap_or((part, ""))).collect(),
        Explode::No => parts.chunks(2).map(|pair| (pair[0], pair.get(1).copied().unwrap_or_default())).collect(),
    };
    let member = |(key, value): &(&str, &str)| {
        let item = members.iter().find(|(known, _)| known == key).map_or(rest, |(_, item)| *item);
        format!("{}:{}", Item::Text.json(key), item.json(value))
    };
    format!("{{{}}}", pairs.iter().map(member).collect::<Vec<_>>().join(","))
}

impl Item {
    fn json(self, text: &str) -> String {
        match self {
            Self::Literal => text.to_owned(),
            Self::Either if is_literal(text) => text.to_owned(),
            Self::Text | Self::Either => serde_json::Value::from(text).to_string(),
        }
    }
}

fn is_literal(text: &str) -> bool {
    let mut reader = Reader::new(text.as_bytes());
    let is_one = reader.peek_kind().is_ok_and(|kind| matches!(kind, JsonKind::Number | JsonKind::Boolean));
    is_one && reader.skip().is_ok() && reader.finish().is_ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (http::HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).expect("a value"))
        };
        let mut headers = HeaderMap::new();
        for (name, value) in lines.iter().map(pair) {
            headers.append(name, value);
        }
        headers
    }

    #[test]
    fn headers_are_read_in_the_style_simple() {
        const MEMBERS: &[(&str, Item)] = &[("R", Item::Literal), ("G", Item::Text)];
        for (header, lines, expected) in [
            (Header::new("X-A", Item::Text), &[("x-a", " 12 ")] as &[_], json!("12")),
            (Header::new("X-A", Item::Text), &[("x-a", "ü"), ("x-a", "b\"")], json!("ü, b\"")),
            (Header::new("X-A", Item::Text), &[("x-a", "")], json!("")),
            (Header::new("X-A", Item::Literal), &[("x-a", "-1.5"), ("x-a", "2")], json!(-1.5)),
            (Header::new("X-A", Item::Literal), &[("x-a", "true")], json!(true)),
            (Header::new("X-A", Item::Either), &[("x-a", "7")], json!(7)),
            (Header::new("X-A", Item::Either), &[("x-a", "null")], json!("null")),
            (Header::new("X-A", Item::Either), &[("x-a", "[7]")], json!("[7]")),
            (Header::list("X-A", Item::Text), &[("x-a", "a, b,"), ("x-a", "3")], json!(["a", "b", "3"])),
            (Header::list("X-A", Item::Literal), &[("x-a", "")], json!([])),
            (Header::json("X-A"), &[("x-a", "{\"a\": [1]}")], json!({"a": [1]})),
            (
                Header::object("X-A", Explode::No, MEMBERS, Item::Either),
                &[("x-a", "R,100,G,200,B,150")],
                json!({"R": 100, "G": "200", "B": 150}),
            ),
            (Header::object("X-A", Explode::No, MEMBERS, Item::Either), &[("x-a", "G,,R,1")], json!({"G": "", "R": 1})),
            (
                Header::object("X-A", Explode::Yes, MEMBERS, Item::Text),
                &[("x-a", "R=100,G=a=b,B")],
                json!({"R": 100, "G": "a=b", "B": ""}),
            ),
            (
                Header::list("Set-Cookie", Item::Text),
                &[("set-cookie", "a=b; Expires=Mon, 1"), ("set-cookie", "c")],
                json!(["a=b; Expires=Mon, 1", "c"]),
            ),
            (Header::new("Set-Cookie", Item::Text), &[("set-cookie", "a"), ("set-cookie", "c")], json!("a")),
        ] {
            let found: Result<Option<Value>, _> = header.read(&headers(lines));
            assert_eq!(found, Ok(Some(expected)), "{header:?}");
        }
        assert_eq!(Header::<Value>::json("X-B").read(&headers(&[("x-a", "1")])), Ok(None));
    }

    #[test]
    fn what_is_wrong_is_said_without_the_value() {
        let error = |value: &'static str| {
            let header: Header<Vec<i64>> = Header::list("X-A", Item::Literal);
            header.read(&headers(&[("x-a", value)])).map_err(|error| error.to_string())
        };
        assert_eq!(error("1,2"), Ok(Some(vec![1, 2])));
        insta::assert_snapshot!(error("1,secret").unwrap_err(), @"the header `X-A` is not as documented: $[1]: expected a value");
        insta::assert_snapshot!(error("1,2.5").unwrap_err(), @"the header `X-A` is not as documented: $[1]: expected an integer, found a number with a fraction");
        let mut headers = HeaderMap::new();
        headers.insert("x-a", HeaderValue::from_bytes(b"\xff").expect("a value"));
        let header: Header<String> = Header::new("X-A", Item::Text);
        insta::assert_snapshot!(header.read(&headers).unwrap_err(), @"the header `X-A` is not UTF-8");
    }
}
