//! JSON lines and JSON text sequences (RFC 7464): bytes in, one JSON text after the other out.

use bytes::{Buf, Bytes};

use super::TooLong;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What begins each text of a sequence.
const RECORD_SEPARATOR: u8 = 0x1e;

/// What ends a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// A line end, wherever it is.
    Line,
    /// A line end outside of the text's brackets and strings, or the beginning of the next text. So a text may have
    /// several lines and is still complete as soon as its last one is.
    Text,
}

/// Finds the ends of JSON texts.
pub(super) struct Splitter {
    end: End,
    limit: usize,
    text: Vec<u8>,
    is_begun: bool,
    depth: usize,
    inside: Inside,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    String,
    /// Behind a backslash in a string.
    Escape,
}

impl Splitter {
    /// A splitter that gives up on texts of more than `limit` bytes.
    pub(super) fn new(end: End, limit: usize) -> Self {
        Self { end, limit, text: Vec::new(), is_begun: false, depth: 0, inside: Inside::Nothing }
    }

    /// Takes from `chunk` up to the end of the next text; `None` when the chunk is used up without one.
    pub(super) fn next(&mut self, chunk: &mut Bytes) -> Result<Option<Vec<u8>>, TooLong> {
        while !chunk.is_empty() {
            let end = chunk.iter().position(|&byte| self.ends_at(byte));
            let part = chunk.split_to(end.unwrap_or(chunk.len()));
            if self.text.len() + part.len() > self.limit {
                return Err(TooLong);
            }
            self.text.extend_from_slice(&part);
            if end.is_some() {
                chunk.advance(1);
                if let Some(text) = self.finish() {
                    return Ok(Some(text));
                }
            }
        }
        Ok(None)
    }

    /// The text whose end did not come, because the stream is over.
    pub(super) fn finish(&mut self) -> Option<Vec<u8>> {
        (self.depth, self.inside) = (0, Inside::Nothing);
        let mut text = std::mem::take(&mut self.text);
        if !std::mem::replace(&mut self.is_begun, true) && text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len());
        }
        let is_blank = text.iter().all(u8::is_ascii_whitespace);
        (!is_blank).then_some(text)
    }

    fn ends_at(&mut self, byte: u8) -> bool {
        match self.end {
            End::Line => byte == b'\n',
            End::Text => byte == RECORD_SEPARATOR || self.ends_text_at(byte),
        }
    }

    fn ends_text_at(&mut self, byte: u8) -> bool {
        match (self.inside, byte) {
            (Inside::String, b'\\') => self.inside = Inside::Escape,
            (Inside::String, b'"') => self.inside = Inside::Nothing,
            (Inside::Escape, _) | (Inside::Nothing, b'"') => self.inside = Inside::String,
            (Inside::Nothing, b'{' | b'[') => self.depth += 1,
            (Inside::Nothing, b'}' | b']') => self.depth = self.depth.saturating_sub(1),
            (Inside::Nothing, b'\n') => return self.depth == 0,
            (Inside::String | Inside::Nothing, _) => {}
        }
        false
    }
}
