//! What is wrong with a body, going in or out, and where.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use super::path::{Place, push_key};
use crate::runtime::encode::not_finite;

/// Why JSON text could not be decoded.
///
/// It names the place and the JSON types involved but never repeats a value: bodies can hold private data, and errors
/// end up in logs. (The keys of the path are shown, cut short where they are long.)
///
/// ```text
/// $.snapshots[3].size: expected a number, found a string at line 1 column 345
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeError(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    path: String,
    message: Cow<'static, str>,
    offset: usize,
    line: usize,
    column: usize,
}

impl DecodeError {
    /// The JSON path of the value that is wrong: `$` for the whole text, `$.snapshots[3].size` for a part of it.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What is wrong, without the place.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The message, cut where it is long: the failures of variants within variants would tell of each other without end.
    pub(super) fn short_message(&self) -> Cow<'_, str> {
        const MOST: usize = 240;
        match self.message().char_indices().nth(MOST) {
            Some((end, _)) => format!("{}…", &self.message()[..end]).into(),
            None => self.message().into(),
        }
    }

    /// The byte offset at which it was noticed.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// The column in bytes, from 1.
    pub fn column(&self) -> usize {
        self.0.column
    }

    #[cold]
    pub(super) fn new(data: &[u8], place: Place, message: Cow<'static, str>) -> Self {
        let before = data.get(..place.offset).unwrap_or(data);
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
        Self(Box::new(Inner {
            path: place.path,
            message,
            offset: place.offset,
            line: 1 + before.iter().filter(|&&byte| byte == b'\n').count(),
            column: 1 + before.len() - line_start,
        }))
    }

    /// An error about the text as a whole.
    #[cold]
    pub(in crate::runtime) fn of_whole(message: String) -> Self {
        Self::new(b"", Place { path: "$".to_owned(), offset: 0 }, message.into())
    }

    /// What is wrong with a text that is no JSON, at a byte offset.
    pub(in crate::runtime) fn in_text(data: &[u8], offset: usize, message: &'static str) -> Self {
        Self::new(data, Place { path: "$".to_owned(), offset }, message.into())
    }

    /// Moves the offset past what was stripped in front of the text.
    pub(super) fn shifted(mut self, by: usize) -> Self {
        self.0.offset += by;
        self
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { path, message, line, column, .. } = &*self.0;
        write!(f, "{path}: {message} at line {line} column {column}")
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecodeError({:?})", self.to_string())
    }
}

impl Error for DecodeError {}

/// Why a value cannot be written as JSON.
///
/// ```text
/// $.snapshots[3].size: NaN is not a number that can be sent
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct EncodeError(Box<Unwritten>);

#[derive(Clone, PartialEq, Eq)]
struct Unwritten {
    message: Cow<'static, str>,
    /// The way to the value, from the inside out.
    steps: Vec<Step>,
}

#[derive(Clone, PartialEq, Eq)]
enum Step {
    Entry(String),
    Item(usize),
}

impl EncodeError {
    /// An error about the value that is being written. The message must not repeat the value, unless it is no secret.
    #[cold]
    pub(in crate::runtime) fn new(message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Unwritten { message: message.into(), steps: Vec::new() }))
    }

    /// A number that is infinite or none at all.
    #[cold]
    pub(super) fn not_finite(number: f64) -> Self {
        Self::new(not_finite(number))
    }

    /// The JSON path of the value that is wrong, such as `$.snapshots[3].size`; `$` for the whole.
    pub fn path(&self) -> String {
        let mut path = "$".to_owned();
        for step in self.0.steps.iter().rev() {
            match step {
                Step::Entry(key) => push_key(&mut path, key),
                Step::Item(index) => path.push_str(&format!("[{index}]")),
            }
        }
        path
    }

    /// What is wrong, without the place.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The same error, of what holds the value as an entry of an object.
    #[cold]
    pub(super) fn in_entry(mut self, key: &str) -> Self {
        self.0.steps.push(Step::Entry(key.to_owned()));
        self
    }

    /// The same error, of what holds the value as an item of an array.
    #[cold]
    pub(super) fn in_item(mut self, index: usize) -> Self {
        self.0.steps.push(Step::Item(index));
        self
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path(), self.message())
    }
}

impl fmt::Debug for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncodeError({:?})", self.to_string())
    }
}

impl Error for EncodeError {}
