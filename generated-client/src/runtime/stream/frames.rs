//! How the items of a stream are told apart, and what each of them holds: plain static data of an operation.

use std::time::Duration;

use bytes::Bytes;

use super::event::{Event, EventParser};
use super::lines::{End, Splitter};
use super::{TooLong, whole};
use crate::runtime::codec::{self, Decode, DecodeError};

/// Ends a stream of events with JSON in them: it is no JSON, and many services send it last.
const DONE: &str = "[DONE]";

/// What a stream consists of.
pub struct Frames<T> {
    pub(super) format: Format,
    pub(super) decode: fn(&Event) -> Result<T, DecodeError>,
}

/// The part of [`Frames`] that does not depend on the items' type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) media_type: &'static str,
    pub(super) framing: Framing,
    last: Option<&'static str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    Events,
    Lines,
    Sequence,
}

impl<T: Decode> Frames<T> {
    /// Server-sent events with JSON for data. An event with the data `[DONE]` ends them.
    pub const fn events() -> Self {
        Self { format: Format::events(Some(DONE)), decode: json }
    }

    /// Server-sent events, each taken as an object of `event`, `id`, `retry` and `data`, the latter being JSON. An
    /// event with the data `[DONE]` ends them.
    pub const fn whole_events() -> Self {
        Self { format: Format::events(Some(DONE)), decode: whole::with_json }
    }

    /// Server-sent events, each taken as an object of `event`, `id`, `retry` and `data`, the latter being a string.
    pub const fn whole_events_of_text() -> Self {
        Self { format: Format::events(None), decode: whole::with_text }
    }

    /// JSON texts with a line each.
    pub const fn lines(media_type: &'static str) -> Self {
        Self { format: Format { media_type, framing: Framing::Lines, last: None }, decode: json }
    }

    /// JSON texts of one or more lines each, such as those of a JSON text sequence (RFC 7464).
    pub const fn sequence(media_type: &'static str) -> Self {
        Self { format: Format { media_type, framing: Framing::Sequence, last: None }, decode: json }
    }
}

impl Frames<String> {
    /// Server-sent events with text for data.
    pub const fn texts() -> Self {
        Self { format: Format::events(None), decode: |event| Ok(event.data().into_owned()) }
    }

    /// Lines of text, without the characters that end them.
    pub const fn text_lines(media_type: &'static str) -> Self {
        let format = Format { media_type, framing: Framing::Lines, last: None };
        Self { format, decode: |event| Ok(event.data().trim_end_matches('\r').to_owned()) }
    }
}

impl<T> Frames<T> {
    /// These, up to the one whose data is `last`, which is not handed out.
    #[must_use]
    pub const fn until(self, last: &'static str) -> Self {
        let Format { media_type, framing, last: _ } = self.format;
        Self { format: Format { media_type, framing, last: Some(last) }, decode: self.decode }
    }

    /// The items of a stream that has come in whole.
    ///
    /// # Errors
    ///
    /// When an item is not what the document promises.
    pub fn decode_all(&self, body: &Bytes) -> Result<Vec<T>, DecodeError> {
        let mut framer = self.format.framer(usize::MAX);
        let (mut chunk, mut items) = (body.clone(), Vec::new());
        while let Some(event) = framer.next(&mut chunk).ok().flatten().or_else(|| framer.finish()) {
            if self.format.is_last(&event) {
                break;
            }
            items.push((self.decode)(&event)?);
        }
        Ok(items)
    }
}

impl<T> Clone for Frames<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Frames<T> {}

impl<T> std::fmt::Debug for Frames<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Frames({:?})", self.format)
    }
}

impl Format {
    const fn events(last: Option<&'static str>) -> Self {
        Self { media_type: "text/event-stream", framing: Framing::Events, last }
    }

    /// A new framer for one stream. It gives up on items of more than `limit` bytes.
    pub(super) fn framer(self, limit: usize) -> Framer {
        match self.framing {
            Framing::Events => Framer::Events(EventParser::new(limit)),
            Framing::Lines => Framer::Texts(Splitter::new(End::Line, limit)),
            Framing::Sequence => Framer::Texts(Splitter::new(End::Text, limit)),
        }
    }

    /// Whether `event` says no more than that the stream is over.
    pub(super) fn is_last(self, event: &Event) -> bool {
        self.last.is_some_and(|last| event.data.trim_ascii() == last.as_bytes())
    }
}

/// Finds the items in bytes.
pub(super) enum Framer {
    Events(EventParser),
    Texts(Splitter),
}

impl Framer {
    /// Takes from `chunk` up to the end of the next item; `None` when the chunk is used up without one.
    pub(super) fn next(&mut self, chunk: &mut Bytes) -> Result<Option<Event>, TooLong> {
        match self {
            Self::Events(parser) => parser.next(chunk),
            Self::Texts(splitter) => Ok(splitter.next(chunk)?.map(of_text)),
        }
    }

    /// What is left at the end. An event that no empty line completed is none, as the standard has it.
    pub(super) fn finish(&mut self) -> Option<Event> {
        match self {
            Self::Events(_) => None,
            Self::Texts(splitter) => splitter.finish().map(of_text),
        }
    }

    /// The last id that the service gave.
    pub(super) fn last_id(&self) -> &str {
        match self {
            Self::Events(parser) => parser.last_id(),
            Self::Texts(_) => "",
        }
    }

    /// The last time to wait that the service gave.
    pub(super) fn last_retry(&self) -> Option<Duration> {
        match self {
            Self::Events(parser) => parser.last_retry(),
            Self::Texts(_) => None,
        }
    }
}

fn of_text(data: Vec<u8>) -> Event {
    Event { data, ..Event::default() }
}

fn json<T: Decode>(event: &Event) -> Result<T, DecodeError> {
    codec::from_slice(&event.data)
}
