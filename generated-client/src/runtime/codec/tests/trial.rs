//! Which variant a trial takes.

use crate::runtime::codec::{Decode, DecodeError, Encode, Reader, from_slice};
use crate::runtime::declare::{open_enum, record, union};
use crate::runtime::formats::{Date, DateTime};

/// An object that knows so many of the members `a`, `b` and `c`, and must have `a`.
#[derive(Debug, Clone, PartialEq)]
struct Knows<const COUNT: usize>(Vec<i64>);

impl<const COUNT: usize> Encode for Knows<COUNT> {}

impl<const COUNT: usize> Decode for Knows<COUNT> {
    fn blank() -> Self {
        Self(Vec::new())
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (mut values, mut a) = (Vec::new(), None);
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            let known = ["a", "b", "c"][..COUNT].contains(&key.as_ref());
            if key == "a" {
                a = Some(());
            }
            if known { values.push(reader.value()?) } else { reader.skip()? }
        }
        reader.required("a", a)?;
        Ok(Self(values))
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Choice {
    One(Knows<1>),
    Two(Knows<2>),
    Three(Knows<3>),
}

impl Encode for Choice {}

impl Decode for Choice {
    fn blank() -> Self {
        Self::One(Decode::blank())
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut trial = reader.trial()?;
        trial.attempt("One", Self::One);
        trial.attempt("Two", Self::Two);
        trial.attempt("Three", Self::Three);
        trial.finish()
    }
}

#[test]
fn the_first_variant_that_loses_nothing_is_taken() {
    let read = |text: &str| from_slice::<Choice>(text.as_bytes());
    assert_eq!(read(r#"{"a": 1}"#), Ok(Choice::One(Knows(vec![1]))));
    assert_eq!(read(r#"{"a": 1, "b": 2}"#), Ok(Choice::Two(Knows(vec![1, 2]))));
    assert_eq!(read(r#"{"c": 3, "x": 0, "a": 1}"#), Ok(Choice::Three(Knows(vec![3, 1]))));
    assert_eq!(read(r#"{"a": 1, "x": 0}"#), Ok(Choice::One(Knows(vec![1]))), "of equals, the first");
    assert!(read(r#"{"b": 2}"#).is_err());
}

#[test]
fn what_a_trial_skips_counts_for_the_one_around_it() {
    let mut reader = Reader::new(br#"[{"a": 1, "x": [{"y": 0}], "z": 0}]"#);
    let mut outer = reader.trial().expect("a value follows");
    outer.attempt("Choices", |choices: Vec<Choice>| choices.len());
    assert_eq!(outer.finish(), Ok(1));
    assert_eq!(reader.loss.skipped, 2);
    assert_eq!(reader.finish(), Ok(()));
}

open_enum! {
    pub enum Left {
        A = "a",
    }
}

open_enum! {
    pub enum Right {
        B = "b",
    }
}

record! {
    pub struct Header {
        pub size: Option<i64> = optional "size",
    }
}

record! {
    pub struct Body {
        pub sides: Option<Vec<Left>> = optional "sides",
    }
}

union! {
    pub enum Message {
        Header(Header),
        Body(Body),
    }
}

union! {
    pub enum Side {
        Left(Left),
        Right(Right),
    }
}

#[test]
fn a_variant_that_knows_the_value_is_taken_before_one_that_only_keeps_it() {
    let read = |text: &str| from_slice::<Side>(text.as_bytes());
    assert_eq!(read(r#""b""#), Ok(Side::Right(Right::B)));
    assert_eq!(read(r#""a""#), Ok(Side::Left(Left::A)));
    assert_eq!(read(r#""c""#), Ok(Side::Left(Left::from("c"))), "of equals, the first");
    let body = Body { sides: Some(vec![Left::from("x"), Left::from("y")]) };
    assert_eq!(from_slice(br#"{"sides": ["x", "y"]}"#), Ok(Message::Body(body)), "one that skips loses more");
}

/// A union of itself: what tells the variants apart may stand below as many levels as the depth allows.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Left(Option<Box<Node>>),
    Right(Option<Box<Node>>),
}

/// A variant: its child, and one member of its own, which must be an integer.
struct Half<const NAME: char>(Option<Box<Node>>);

impl<const NAME: char> Encode for Half<NAME> {}

impl<const NAME: char> Decode for Half<NAME> {
    fn blank() -> Self {
        Self(None)
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut child = None;
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_ref() {
                "child" => child = Some(reader.value()?),
                own if own == NAME.to_string() => drop(reader.value::<i64>()?),
                _ => reader.skip()?,
            }
        }
        Ok(Self(child))
    }
}

impl Encode for Node {}

impl Decode for Node {
    fn blank() -> Self {
        Self::Left(None)
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut trial = reader.trial()?;
        trial.attempt("Left", |Half::<'a'>(child)| Self::Left(child));
        trial.attempt("Right", |Half::<'b'>(child)| Self::Right(child));
        trial.finish()
    }
}

#[test]
fn trials_within_trials_are_held_once() {
    let nested = |leaf: &str| format!("{}{leaf}{}", r#"{"child":"#.repeat(100), "}".repeat(100));
    let read = |leaf: &str| from_slice::<Node>(nested(leaf).as_bytes());
    let sides = |node: Node| {
        let next = |node: &Node| match node {
            Node::Left(child) | Node::Right(child) => child.as_deref().cloned(),
        };
        std::iter::successors(Some(node), next).map(|node| matches!(node, Node::Left(_))).collect::<Vec<_>>()
    };
    assert_eq!(read(r#"{"b": 1, "x": 2}"#).map(sides), Ok([vec![true; 100], vec![false]].concat()));
    assert_eq!(read(r#"{"x": 2}"#).map(sides), Ok(vec![true; 101]));
    let error = read(r#"{"a": "", "b": ""}"#).unwrap_err();
    assert!(error.message().len() < 1_000, "{error}");
    assert!(error.message().starts_with("no variant matches: not `Left` (.child: no variant"), "{error}");
}

/// Outside of a trial, any text is taken for a time: nobody may ever look at it.
#[test]
fn a_text_is_what_it_parses_as() {
    for (text, variant) in
        [("2020-01-01", "date"), ("2020-01-01T00:00:00Z", "time"), ("2020-01-01T25:00:00Z", "text"), ("later", "text")]
    {
        let json = format!("{text:?}");
        let mut reader = Reader::new(json.as_bytes());
        let mut trial = reader.trial().unwrap();
        trial.attempt("Time", |_: DateTime| "time");
        trial.attempt("Date", |_: Date| "date");
        trial.attempt("Text", |_: String| "text");
        assert_eq!(trial.finish(), Ok(variant), "{text}");
        assert!(from_slice::<DateTime>(json.as_bytes()).is_ok());
    }
}
