//! Which variant a trial takes.

use crate::runtime::codec::{Decode, DecodeError, Reader, from_slice};

/// An object that knows so many of the members `a`, `b` and `c`, and must have `a`.
#[derive(Debug, Clone, PartialEq)]
struct Knows<const COUNT: usize>(Vec<i64>);

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
    assert_eq!(reader.skipped(), 2);
    assert_eq!(reader.finish(), Ok(()));
}
