//! Reads the name of a media type, such as `text/html; charset=utf-8`, wherever a document writes one.
//!
//! Never here: how its content is written; that is for the stages to know.

/// A media type without its parameters, in lower case.
pub fn essence(media_type: &str) -> String {
    split(media_type).0
}

/// Whether a media type is the one of all JSON, and not of JSON of some kind.
pub fn is_json(media_type: &str) -> bool {
    essence(media_type) == "application/json"
}

/// A media type without its parameters, in lower case, and these as they are written.
pub fn split(media_type: &str) -> (String, &str) {
    let (essence, parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
    (essence.trim().to_ascii_lowercase(), parameters.trim())
}
