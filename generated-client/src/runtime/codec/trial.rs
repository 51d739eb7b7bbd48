//! Unions whose variants nothing tells apart: each is tried, and the one that leaves the least unread is taken.

use super::reader::Reader;
use super::{Decode, DecodeError};

/// A value on trial as one variant after the other.
///
/// The first variant that reads all members of the value is taken, so that nothing is lost. If there is none, it is the
/// first of those that skip the fewest: what a later version of the API adds must not turn a value into an error.
pub struct Trial<'r, 'j, U> {
    reader: &'r mut Reader<'j>,
    start: Reader<'j>,
    /// The best variant so far, and the reader behind it.
    best: Option<(U, Reader<'j>)>,
    failures: Vec<(&'static str, DecodeError)>,
}

impl<'r, 'j, U> Trial<'r, 'j, U> {
    pub(super) fn new(reader: &'r mut Reader<'j>, start: Reader<'j>) -> Self {
        Self { reader, start, best: None, failures: Vec::new() }
    }

    /// Tries the variant called `name`.
    pub fn attempt<T: Decode>(&mut self, name: &'static str, variant: fn(T) -> U) {
        let least = self.best.as_ref().map(|(_, reader)| reader.skipped());
        if least == Some(0) {
            return;
        }
        let mut reader = self.start.again();
        match T::decode(&mut reader) {
            Ok(value) if least.is_none_or(|least| reader.skipped() < least) => {
                self.best = Some((variant(value), reader));
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
    pub fn finish(self) -> Result<U, DecodeError> {
        match self.best {
            Some((value, reader)) => {
                self.reader.go_on_from(reader);
                Ok(value)
            }
            None => Err(self.reader.no_variant(&self.failures)),
        }
    }
}
