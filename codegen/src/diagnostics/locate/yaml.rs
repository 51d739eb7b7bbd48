//! Walks through YAML text from event to event, with the positions that `serde_yaml` does not give. Stops at what is no YAML.

use std::borrow::Cow;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScanError, Span};

use super::{Container, Tracker};

/// A byte order mark, which the parser stops at inside of a text, comments included, and `serde_yaml` does not.
const MARK: char = '\u{feff}';

/// What the parser reads in its place: another character without a width.
const STAND_IN: &str = "\u{2060}";

/// So much text is read again where lines are not indented as the parser wants it.
const MOST_READ_AGAIN: usize = 1 << 26;

/// Tells the tracker every event of the text.
pub(super) fn scan(text: &str, tracker: &mut Tracker) {
    let has_mark = text.contains(MARK);
    let mut parsed = if has_mark { Cow::Owned(text.replace(MARK, STAND_IN)) } else { Cow::Borrowed(text) };
    for _ in 0..=MOST_READ_AGAIN / text.len().max(1) {
        let Err(error) = read(&parsed, has_mark, tracker) else { break };
        let Some(joined) = joined(&parsed, &error) else { break };
        parsed = Cow::Owned(joined);
        tracker.start_again();
    }
    to_bytes(text, tracker);
}

/// Tells the tracker every event up to the first error.
fn read(parsed: &str, has_mark: bool, tracker: &mut Tracker) -> Result<(), ScanError> {
    for event in Parser::new_from_str(parsed) {
        let (event, span) = event?;
        let span = characters(span);
        match event {
            Event::MappingStart(..) => tracker.enter(Container::OBJECT, start(&span)),
            Event::SequenceStart(..) => tracker.enter(Container::ARRAY, start(&span)),
            Event::MappingEnd | Event::SequenceEnd => tracker.leave(),
            Event::Scalar(text, ..) if has_mark => {
                tracker.scalar(|| text.replace(STAND_IN, MARK.encode_utf8(&mut [0; 4])).into(), span);
            }
            Event::Scalar(text, ..) => tracker.scalar(|| text, span),
            // What an alias stands for is written elsewhere: it is shown where it is used.
            Event::Alias(_) => tracker.scalar(|| Cow::Borrowed(""), span),
            _ => {}
        }
    }
    Ok(())
}

/// The text with what is written over several lines in one, where the parser wants these indented and `serde_yaml` does
/// not: a line break in brackets or quotes means what a space means. Every character stays where it is.
fn joined(parsed: &str, error: &ScanError) -> Option<String> {
    if !error.info().contains("indentation") {
        return None;
    }
    let (at, _) = parsed.char_indices().nth(error.marker().index())?;
    let lines = match parsed[at..].chars().next() {
        Some(quote @ ('"' | '\'')) => at..at + 1 + quoted(&parsed[at + 1..], quote)?,
        _ => parsed[..at].rfind('\n')?..at,
    };
    let one_line = parsed[lines.clone()].replace(['\r', '\n'], " ");
    if one_line == parsed[lines.clone()] {
        return None;
    }
    Some([&parsed[..lines.start], &one_line, &parsed[lines.end..]].concat())
}

/// The length of a quoted text up to the quote that ends it. In single quotes, one is written twice.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if quote == '"' => drop(chars.next()),
            c if c != quote => {}
            '\'' if chars.peek().is_some_and(|(_, next)| *next == '\'') => drop(chars.next()),
            _ => return Some(at),
        }
    }
    None
}

fn characters(span: Span) -> Range<usize> {
    span.start.index()..span.end.index()
}

fn start(span: &Range<usize>) -> Range<usize> {
    span.start..span.start + 1
}

/// The parser counts characters, everything else here counts bytes.
fn to_bytes(text: &str, tracker: &mut Tracker) {
    if text.is_ascii() {
        return;
    }
    let places = tracker.wanted.iter_mut().filter_map(|wanted| wanted.place.as_mut());
    let ranges = places.flat_map(|place| std::iter::once(&mut place.value).chain(&mut place.key));
    let mut positions: Vec<&mut usize> = ranges.flat_map(|range| [&mut range.start, &mut range.end]).collect();
    positions.sort();
    let mut bytes = text.char_indices().map(|(at, _)| at).chain(std::iter::repeat(text.len()));
    let (mut character, mut byte) = (0, bytes.next());
    for position in positions {
        while character < *position {
            character += 1;
            byte = bytes.next();
        }
        *position = byte.unwrap_or(text.len());
    }
}
