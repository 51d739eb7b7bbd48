//! Tells from a media type how its content is written.
//!
//! Never here: what the content means; that is its schema's business.

use crate::media_type::essence;

/// How the content of a media type is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// One JSON text.
    Json,
    /// JSON texts, one after the other.
    Lines,
    /// Server-sent events.
    Events,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// Parts with boundaries between them.
    Multipart,
    /// XML.
    Xml,
    /// Some other text.
    Text,
    /// Anything else.
    Bytes,
    /// Whatever its schema suggests: `*/*`, `application/*`, or what is no media type at all.
    Open,
}

/// The notation of a media type, whatever parameters follow it.
pub(super) fn of(media_type: &str) -> Notation {
    let essence = essence(media_type);
    let Some((kind, subtype)) = essence.split_once('/') else { return Notation::Open };
    let suffix = subtype.rsplit_once('+').map_or(subtype, |(_, suffix)| suffix);
    match (kind, subtype, suffix) {
        ("*", ..) | ("application", "*", _) => Notation::Open,
        (_, "x-ndjson" | "ndjson" | "x-jsonl" | "jsonl" | "jsonlines" | "x-jsonlines" | "json-lines", _)
        | (_, "stream+json" | "x-json-stream", _)
        | (_, _, "json-seq") => Notation::Lines,
        (_, _, "json") => Notation::Json,
        ("text", "event-stream", _) => Notation::Events,
        ("application", "x-www-form-urlencoded", _) => Notation::Form,
        ("multipart", ..) => Notation::Multipart,
        (_, _, "xml") => Notation::Xml,
        ("text", ..) => Notation::Text,
        (_, _, "yaml" | "x-yaml" | "jwt" | "toml" | "javascript" | "x-javascript" | "graphql" | "sql" | "x-sh") => {
            Notation::Text
        }
        _ => Notation::Bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::{Notation, of};

    #[test]
    fn notations_are_recognised() {
        for (notation, media_types) in [
            (
                Notation::Json,
                &[
                    "application/json",
                    "application/json; charset=utf-8",
                    "application/problem+json",
                    "Application/JSON",
                    "text/json",
                    "application/*+json",
                ][..],
            ),
            (
                Notation::Lines,
                &["application/x-ndjson", "application/jsonl", "application/geo+json-seq", "application/stream+json"],
            ),
            (Notation::Events, &["text/event-stream; charset=utf-8"]),
            (Notation::Form, &["application/x-www-form-urlencoded"]),
            (Notation::Multipart, &["multipart/form-data", "multipart/mixed; boundary=x"]),
            (Notation::Xml, &["application/xml", "text/xml", "image/svg+xml"]),
            (Notation::Text, &["text/plain", "text/*", "application/apply-patch+yaml", "application/jwt"]),
            (Notation::Bytes, &["application/octet-stream", "image/*", "application/vnd.kubernetes.protobuf"]),
            (Notation::Open, &["*/*", "application/*", "", "string", "*/json"]),
        ] {
            for media_type in media_types {
                assert_eq!(of(media_type), notation, "{media_type}");
            }
        }
    }
}
