//! Unions whose variants nothing tells apart: each is tried, and the one that leaves the least unread is taken.

use std::any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::reader::Reader;
use super::{Decode, DecodeError};

/// A value on trial as one variant after the other.
///
/// The first variant that knows all of the value is taken, so that nothing is lost. If there is none, it is the first of
/// those that lose least: what a later version of the API adds must not turn a value into an error. To skip a member is worse
/// than to keep any number of values as unknown, and to read a text as a number is a little worse than to skip it.
pub struct Trial<'r, 'j, U> {
    reader: &'r mut Reader<'j>,
    start: Reader<'j>,
    /// What an earlier trial of the same value as the same union came to.
    known: Option<Verdict>,
    best: Option<Best<'j, U>>,
    failures: Vec<(&'static str, DecodeError)>,
}

/// The best variant so far, and the reader behind it.
struct Best<'j, U> {
    name: &'static str,
    value: U,
    reader: Reader<'j>,
}

/// What a reader did not take as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Loss {
    /// Texts that were read as numbers.
    pub(super) texts: usize,
    pub(super) skipped: usize,
    pub(super) unknown: usize,
}

impl Loss {
    /// How much it is; what weighs more comes first.
    fn weight(self) -> (usize, usize, usize) {
        (self.skipped + self.texts, self.texts, self.unknown)
    }

    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            texts: self.texts + other.texts,
            skipped: self.skipped + other.skipped,
            unknown: self.unknown + other.unknown,
        }
    }
}

/// What a trial came to.
#[derive(Clone)]
enum Verdict {
    Variant(&'static str),
    /// What was wrong, seen from the value.
    Failure(String),
}

/// What the trials within a trial came to, by where the value begins and what it was tried as.
///
/// Each attempt of the outer trial meets the inner ones again. If they began anew, every level of unions in unions would
/// double the work, and a few hundred bytes could keep a client busy for hours.
#[derive(Clone, Default)]
pub(super) struct Verdicts(Rc<RefCell<BTreeMap<(usize, &'static str), Verdict>>>);

impl<'r, 'j, U> Trial<'r, 'j, U> {
    pub(super) fn new(reader: &'r mut Reader<'j>, mut start: Reader<'j>) -> Self {
        start.origin = Some(start.offset());
        let key = Self::key(&start);
        let known = start.verdicts.get_or_insert_default().0.borrow().get(&key).cloned();
        Self { reader, start, known, best: None, failures: Vec::new() }
    }

    fn key(start: &Reader<'j>) -> (usize, &'static str) {
        (start.offset(), any::type_name::<U>())
    }

    /// Tries the variant called `name`.
    pub fn attempt<T: Decode>(&mut self, name: &'static str, variant: fn(T) -> U) {
        let is_ruled_out =
            self.known.as_ref().is_some_and(|known| !matches!(known, Verdict::Variant(it) if *it == name));
        let least = self.best.as_ref().map(|best| best.reader.loss);
        if is_ruled_out || least == Some(Loss::default()) {
            return;
        }
        let mut reader = self.start.again();
        match T::decode(&mut reader) {
            Ok(value) if least.is_none_or(|least| reader.loss.weight() < least.weight()) => {
                self.best = Some(Best { name, value: variant(value), reader });
            }
            Ok(_) => {}
            Err(error) => self.failures.push((name, error)),
        }
    }

    /// The variant that fits best.
    ///
    /// # Errors
    ///
    /// When none fits; the error says of each why not.
    pub fn finish(mut self) -> Result<U, DecodeError> {
        let outcome = match (self.best.take(), self.known.take()) {
            (Some(best), _) => Ok(best),
            (None, Some(Verdict::Failure(message))) => Err(self.reader.refused(message)),
            (None, _) => Err(self.reader.no_variant(&self.failures)),
        };
        // What the outermost trial came to is asked for only once.
        if let Some(verdicts) = &self.reader.verdicts {
            let verdict = match &outcome {
                Ok(best) => Verdict::Variant(best.name),
                Err(error) => Verdict::Failure(error.message().to_owned()),
            };
            verdicts.0.borrow_mut().insert(Self::key(&self.start), verdict);
        }
        let Best { value, reader, .. } = outcome?;
        self.reader.go_on_from(reader);
        Ok(value)
    }
}
