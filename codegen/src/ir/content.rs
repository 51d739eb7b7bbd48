//! Bodies: what a request sends and a reply brings, by content type.

use super::{Docs, Need, ParameterStyle, Reserved, Type};
use crate::media_type;
use crate::pointer::Pointer;

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// What the document says about it.
    pub docs: Docs,
    /// Whether a call must give it: [`Need::Argument`] or [`Need::Setter`].
    pub need: Need,
    /// What it may be, at least one; the first is what a call sends unless it says otherwise.
    pub contents: Vec<Content>,
}

/// A body of one content type.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The content type as the document writes it, parameters and wildcards included.
    pub media_type: String,
    /// Other content types that the very same may be called, too.
    pub synonyms: Vec<String>,
    /// What it holds.
    pub kind: MediaKind,
    /// The documented examples, as JSON; only of bodies that are JSON.
    pub examples: Vec<Example>,
}

/// An example of a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Where the document has it.
    pub origin: Pointer,
    /// What it shows.
    pub value: serde_json::Value,
}

impl Content {
    /// What tells it from the other contents of a body, in words.
    pub fn words(&self) -> String {
        media_words(&self.media_type)
    }
}

/// A media type in words: the usual name of what it stands for, or else its subtype.
pub fn media_words(media_type: &str) -> String {
    let (essence, parameters) = media_type::split(media_type);
    let (kind, subtype) = essence.split_once('/').unwrap_or(("", &essence));
    let name = match (kind, subtype) {
        ("application", "x-www-form-urlencoded") => "form",
        ("application", "octet-stream") => "bytes",
        ("multipart", "form-data") => "multipart",
        ("text", "plain") => "text",
        ("*", "*") | ("application", "*") => "any",
        (kind, "*") => kind,
        (_, subtype) => subtype.strip_prefix("x-").unwrap_or(subtype),
    };
    format!("{name} {parameters}").trim_end().to_owned()
}

/// What a body of some content type holds.
#[derive(Debug, Clone, PartialEq)]
pub enum MediaKind {
    /// JSON, with this type.
    Json(Type),
    /// JSON texts one after the other, each of this type.
    JsonLines(Type),
    /// Server-sent events whose data is of this type.
    EventStream(Type),
    /// `application/x-www-form-urlencoded`, with the properties of this type.
    Form(Type, Vec<PropertyEncoding>),
    /// `multipart/…`, with a part for each property of this type; [`Type::Any`] where the document names none.
    Multipart(Type, Vec<PropertyEncoding>),
    /// Text that the client does not look into.
    Text,
    /// Bytes that the client does not look into.
    Bytes,
}

impl MediaKind {
    /// The type of the value that the body is made from, unless that is just text or bytes.
    pub fn ty(&self) -> Option<&Type> {
        match self {
            Self::Json(ty)
            | Self::JsonLines(ty)
            | Self::EventStream(ty)
            | Self::Form(ty, _)
            | Self::Multipart(ty, _) => Some(ty),
            Self::Text | Self::Bytes => None,
        }
    }
}

/// What the document says about one property of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyEncoding {
    /// The property's name on the wire.
    pub property: String,
    /// How it is written, where that is not the default for its type.
    pub encoding: Option<Encoding>,
    /// The headers that it may have as a part, which the caller sets.
    pub headers: Vec<String>,
}

/// How a property of a form is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encoding {
    /// Like a query parameter.
    Style(ParameterStyle, Reserved),
    /// As text of this content type.
    ContentType(String),
    /// As a part that says that it is base64, of bytes of this content type.
    Base64(String),
}

/// What the body of a reply becomes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Payload<'a> {
    /// A value of this type, from JSON.
    Json(&'a Type),
    /// Text.
    Text,
    /// The bytes as they came.
    Bytes,
    /// The pieces of a stream, all of them.
    Items(&'a Type),
}

/// The content of a reply that comes piece by piece.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// The content type as the document writes it.
    pub media_type: String,
    /// The type of each piece.
    pub item: Type,
    /// How the pieces are told apart, and what of each is decoded.
    pub frames: Frames,
    /// `x-sse-sentinel`: the text of the piece that only says that it was the last.
    pub last: Option<String>,
}

/// How the pieces of a stream are told apart, and what of each is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frames {
    /// Server-sent events, whose data is JSON.
    Events,
    /// Server-sent events, whose data is text.
    EventTexts,
    /// Server-sent events, each of them as an object whose `data` is JSON.
    WholeEvents,
    /// Server-sent events, each of them as an object whose `data` is a string.
    WholeEventsOfText,
    /// A JSON text in each line.
    Lines,
    /// Lines of text.
    TextLines,
    /// JSON texts that may have several lines.
    Sequence,
}

#[cfg(test)]
mod tests {
    use super::media_words;

    #[test]
    fn media_types_have_names() {
        for (media_type, expected) in [
            ("application/json", "json"),
            ("Application/JSON; charset=utf-8", "json charset=utf-8"),
            ("application/x-www-form-urlencoded", "form"),
            ("multipart/form-data", "multipart"),
            ("multipart/mixed", "mixed"),
            ("text/plain", "text"),
            ("text/html", "html"),
            ("application/octet-stream", "bytes"),
            ("application/x-ndjson", "ndjson"),
            ("application/vnd.github.v3+json", "vnd.github.v3+json"),
            ("application/merge-patch+json", "merge-patch+json"),
            ("image/*", "image"),
            ("*/*", "any"),
            ("string", "string"),
        ] {
            assert_eq!(media_words(media_type), expected, "{media_type}");
        }
    }
}
