//! A server-sent event as one JSON object, for documents that describe events so.

use super::event::Event;
use crate::runtime::codec::{self, Decode, DecodeError, Reader};

/// Decodes the event; data that is no JSON counts as a string, and so does JSON in an event that has text.
pub(super) fn with_json<T: Decode>(event: &Event) -> Result<T, DecodeError> {
    let mut reader = Reader::new(&event.data);
    if reader.skip().and_then(|()| reader.finish()).is_err() {
        return with_text(event);
    }
    decode(event, &event.data()).or_else(|error| with_text(event).map_err(|_| error))
}

/// Decodes the event; its data is a string, whatever it looks like.
pub(super) fn with_text<T: Decode>(event: &Event) -> Result<T, DecodeError> {
    decode(event, &quoted(&event.data()))
}

fn decode<T: Decode>(event: &Event, data: &str) -> Result<T, DecodeError> {
    let name = event.name.as_deref().map(|name| ("event", quoted(name)));
    let id = event.id.as_deref().map(|id| ("id", quoted(id)));
    let retry = event.retry.map(|retry| ("retry", retry.to_string()));
    let members = [name, id, retry].into_iter().flatten();
    let mut text: String = members.map(|(key, value)| format!("\"{key}\":{value},")).collect();
    text.insert(0, '{');
    text.push_str("\"data\":");
    text.push_str(data);
    text.push('}');
    codec::from_slice(text.as_bytes())
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
