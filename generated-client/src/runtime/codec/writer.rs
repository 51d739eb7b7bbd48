//! The writer that `Encode` impls put values into.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use super::{Encode, EncodeError};

/// Room for most bodies, so that they need not move while they grow.
const CAPACITY: usize = 256;

/// Writes JSON text, value by value, without white space.
///
/// Nothing is checked but the values themselves: whoever writes an object writes each key once.
pub struct Writer {
    text: Vec<u8>,
}

/// How much there is, and never what: a body can be private.
impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writer({} bytes)", self.text.len())
    }
}

impl Writer {
    pub(super) fn new() -> Self {
        Self { text: Vec::with_capacity(CAPACITY) }
    }

    /// What was written.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.text
    }

    /// Writes a value as serde_json does.
    pub(crate) fn plain<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        serde_json::to_writer(&mut self.text, value).map_err(|error| EncodeError::new(error.to_string()))
    }

    /// Writes a string.
    pub fn string(&mut self, text: &str) -> Result<(), EncodeError> {
        if !is_verbatim(text.as_bytes()) {
            return self.plain(text);
        }
        self.text.reserve(text.len() + 2);
        self.text.push(b'"');
        self.text.extend_from_slice(text.as_bytes());
        self.text.push(b'"');
        Ok(())
    }

    /// Writes JSON text that is known to be valid as it stands, but for the white space between its tokens: a line break
    /// would end one of [JSON lines](crate::runtime::body::Content::json_lines).
    pub fn verbatim(&mut self, json: &str) -> Result<(), EncodeError> {
        let mut at = Within::Structure;
        self.text.extend(json.bytes().filter(|&byte| {
            let is_space = at == Within::Structure && matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
            at = at.after(byte);
            !is_space
        }));
        Ok(())
    }

    /// Writes `null`.
    pub fn null(&mut self) -> Result<(), EncodeError> {
        self.text.extend_from_slice(b"null");
        Ok(())
    }

    /// Writes an array.
    pub fn array<T: Encode>(&mut self, items: &[T]) -> Result<(), EncodeError> {
        self.text.push(b'[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.text.push(b',');
            }
            item.write(self).map_err(|error| error.in_item(index))?;
        }
        self.text.push(b']');
        Ok(())
    }

    /// Begins an object.
    pub fn object(&mut self) -> Object<'_> {
        Object { writer: self, before_entry: b'{' }
    }

    /// Where that stands which `write` writes.
    pub(super) fn piece(
        &mut self,
        write: impl FnOnce(&mut Self) -> Result<(), EncodeError>,
    ) -> Result<Range<usize>, EncodeError> {
        let start = self.text.len();
        write(self)?;
        Ok(start..self.text.len())
    }

    /// The text of a piece.
    pub(super) fn text(&self, piece: &Range<usize>) -> &[u8] {
        &self.text[piece.clone()]
    }

    /// Puts other text in the place of a piece.
    pub(super) fn replace(&mut self, piece: Range<usize>, text: Vec<u8>) {
        self.text.splice(piece, text);
    }
}

/// Where in JSON text a byte stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Structure,
    String,
    /// Behind a backslash in a string.
    Escape,
}

impl Within {
    fn after(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::Structure, b'"') | (Self::Escape, _) => Self::String,
            (Self::String, b'"') => Self::Structure,
            (Self::String, b'\\') => Self::Escape,
            (same, _) => same,
        }
    }
}

/// Whether a text stands in JSON as it is. Most do, and to see that, the compiler looks at many bytes at once.
fn is_verbatim(text: &[u8]) -> bool {
    let needs_escape = |byte: &u8| (*byte < b' ') | (*byte == b'"') | (*byte == b'\\');
    !text.iter().fold(false, |found, byte| found | needs_escape(byte))
}

/// An object that is being written.
#[derive(Debug)]
pub struct Object<'w> {
    writer: &'w mut Writer,
    /// What comes before the next entry: the bracket or a comma.
    before_entry: u8,
}

impl Object<'_> {
    /// Writes an entry: its key, and what `write` writes.
    pub fn entry(
        &mut self,
        key: &str,
        write: impl FnOnce(&mut Writer) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        self.key(key)?;
        write(self.writer).map_err(|error| error.in_entry(key))
    }

    fn key(&mut self, key: &str) -> Result<(), EncodeError> {
        self.writer.text.push(self.before_entry);
        self.before_entry = b',';
        self.writer.string(key)?;
        self.writer.text.push(b':');
        Ok(())
    }

    /// Ends the object.
    pub fn end(self) -> Result<(), EncodeError> {
        if self.before_entry == b'{' {
            self.writer.text.push(b'{');
        }
        self.writer.text.push(b'}');
        Ok(())
    }
}
