//! Walks through JSON text from token to token. Accepts any text: it only has to be right about what a parser accepted.

use std::borrow::Cow;
use std::ops::Range;

use super::{Container, Tracker};

/// Tells the tracker every token of the text.
pub(super) fn scan(text: &str, tracker: &mut Tracker) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let end = token_end(bytes, at);
        match byte {
            b'{' => tracker.enter(Container::OBJECT, at..end),
            b'[' => tracker.enter(Container::ARRAY, at..end),
            b'}' | b']' => tracker.leave(),
            b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' => {}
            _ => tracker.scalar(|| meaning(text, at..end), at..end),
        }
        at = end;
    }
}

/// The end of the token that starts at `at`.
fn token_end(bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        b'"' => string_end(bytes, at + 1),
        byte if is_structure(byte) => at + 1,
        _ => bytes[at..].iter().position(|&byte| is_structure(byte)).map_or(bytes.len(), |length| at + length),
    }
}

/// The end of a string, its closing quote included.
fn string_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn is_structure(byte: u8) -> bool {
    matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b'"' | b' ' | b'\t' | b'\r' | b'\n')
}

/// What a string says, without quotes and escapes.
fn meaning(text: &str, span: Range<usize>) -> Cow<'_, str> {
    let token = text.get(span).unwrap_or_default();
    let inner = token.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(token);
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    serde_json::from_str(token).map_or(Cow::Borrowed(inner), Cow::Owned)
}
