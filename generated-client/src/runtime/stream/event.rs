//! Server-sent events: bytes in, events out, wherever the bytes happen to be cut.
//!
//! It goes by the "text/event-stream" section of the HTML standard.

use std::borrow::Cow;
use std::time::Duration;

use bytes::{Buf, Bytes};

use super::TooLong;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// One server-sent event, or one line of a stream that has lines for items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    pub(super) name: Option<String>,
    pub(super) id: Option<String>,
    pub(super) retry: Option<u64>,
    pub(super) data: Vec<u8>,
}

impl Event {
    /// What kind of event it is: `message` where the service does not say.
    pub fn name(&self) -> &str {
        self.name.as_deref().filter(|name| !name.is_empty()).unwrap_or("message")
    }

    /// The id that came with this event.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// How long to wait before connecting again, if this event says so.
    pub fn retry(&self) -> Option<Duration> {
        self.retry.map(Duration::from_millis)
    }

    /// What the event carries, the line ends in it as `\n`; bytes that are not UTF-8 are replaced.
    pub fn data(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.data)
    }
}

/// Finds events in bytes.
#[derive(Default)]
pub(super) struct EventParser {
    limit: usize,
    /// The beginning of a line whose end has not come.
    line: Vec<u8>,
    /// The line before ended in `\r`, so a `\n` would only complete its end.
    after_return: bool,
    is_begun: bool,
    has_data: bool,
    event: Event,
    last_id: String,
    last_retry: Option<u64>,
}

impl EventParser {
    /// A parser that gives up on events of more than `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, ..Self::default() }
    }

    /// The last id that the service gave, on this event or on one before.
    pub(super) fn last_id(&self) -> &str {
        &self.last_id
    }

    /// How long to wait before connecting again, as the service said last, be it in an event or on its own.
    pub(super) fn last_retry(&self) -> Option<Duration> {
        self.last_retry.map(Duration::from_millis)
    }

    /// Takes from `chunk` up to the end of the next event; `None` when the chunk is used up without one.
    pub(super) fn next(&mut self, chunk: &mut Bytes) -> Result<Option<Event>, TooLong> {
        while !chunk.is_empty() {
            if std::mem::take(&mut self.after_return) && chunk[0] == b'\n' {
                chunk.advance(1);
                continue;
            }
            let end = chunk.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let part = &chunk[..end.unwrap_or(chunk.len())];
            if self.line.len() + self.event.data.len() + part.len() > self.limit {
                return Err(TooLong);
            }
            let Some(end) = end else {
                self.line.extend_from_slice(part);
                chunk.clear();
                break;
            };
            let line = chunk.split_to(end);
            self.after_return = chunk.get_u8() == b'\r';
            let line = if self.line.is_empty() {
                line
            } else {
                self.line.extend_from_slice(&line);
                std::mem::take(&mut self.line).into()
            };
            if let Some(event) = self.line(&line) {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }

    /// Reads a whole line; an empty one is the end of an event.
    fn line(&mut self, line: &[u8]) -> Option<Event> {
        let is_first = !std::mem::replace(&mut self.is_begun, true);
        let line = if is_first { line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line) } else { line };
        if line.is_empty() {
            return self.dispatch();
        }
        let (field, value) = match line.iter().position(|&byte| byte == b':') {
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &b""[..]),
        };
        self.field(field, value.strip_prefix(b" ").unwrap_or(value));
        None
    }

    fn field(&mut self, field: &[u8], value: &[u8]) {
        match field {
            b"data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push(b'\n');
                }
                self.event.data.extend_from_slice(value);
            }
            b"event" => self.event.name = Some(String::from_utf8_lossy(value).into_owned()),
            b"id" if !value.contains(&0) => {
                self.event.id = Some(String::from_utf8_lossy(value).into_owned());
            }
            b"retry" if value.iter().all(u8::is_ascii_digit) => {
                self.event.retry = std::str::from_utf8(value).ok().and_then(|text| text.parse().ok());
                self.last_retry = self.event.retry.or(self.last_retry);
            }
            // A comment, such as one that keeps the connection alive, or a field that the standard does not know.
            _ => {}
        }
    }

    /// Hands the event out. What came without any data is none, but its id counts: whoever connects again has seen all up
    /// to there. The id of an event that breaks off does not, or the event would be lost.
    fn dispatch(&mut self) -> Option<Event> {
        let event = std::mem::take(&mut self.event);
        if let Some(id) = &event.id {
            self.last_id.clone_from(id);
        }
        std::mem::take(&mut self.has_data).then_some(event)
    }
}
