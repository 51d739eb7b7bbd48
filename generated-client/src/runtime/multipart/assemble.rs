//! Puts the parts of a form together: heads, contents, and a boundary that occurs in none of them.

use std::fmt::Write as _;
use std::hash::{BuildHasher, RandomState};

use http::{HeaderName, HeaderValue};

use super::{Entry, FileName, Form, Inner};
use crate::runtime::encode::{ParamValue, Rules, pairs};
use crate::runtime::error::Problem;
use crate::runtime::form::{self, Encodings, Written, encoding};
use crate::runtime::media_type::essence;
use crate::runtime::upload::Upload;

/// What RFC 2046 has for bytes of which nothing is known.
const BYTES: &str = "application/octet-stream";

/// The media type with its boundary, and the body: in one piece, unless a part of it is a stream.
///
/// # Errors
///
/// When a part cannot be written.
pub(in crate::runtime) fn assemble(
    media_type: &str,
    encodings: Encodings,
    form: &Form,
) -> Result<(String, Vec<Upload>), Problem> {
    let media_type = essence(media_type);
    let writer = Writer { encodings, names_files: media_type.eq_ignore_ascii_case("multipart/form-data") };
    let mut parts = Vec::new();
    for (name, entry) in &form.entries {
        writer.entry(name, entry, &mut parts)?;
    }
    let boundary = boundary(&parts);
    // RFC 2387 wants to know the type of the first part in advance.
    let first = parts.first().and_then(|part| part.media_type.as_deref());
    let root = first.filter(|_| media_type.eq_ignore_ascii_case("multipart/related"));
    let root = root.map(|root| format!("; type=\"{}\"", escape(root))).unwrap_or_default();
    let mut pieces = Vec::new();
    let mut text = Vec::new();
    for Ready { head, content, media_type: _ } in parts {
        text.extend_from_slice(format!("--{boundary}\r\n{head}\r\n").as_bytes());
        match content.as_bytes() {
            Some(bytes) => text.extend_from_slice(bytes),
            None => pieces.extend([Upload::from(std::mem::take(&mut text)), content]),
        }
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    pieces.push(text.into());
    Ok((format!("{media_type}{root}; boundary={boundary}"), pieces))
}

/// A part whose head is written.
struct Ready {
    head: String,
    media_type: Option<String>,
    content: Upload,
}

/// Writes the parts of one form.
struct Writer {
    encodings: Encodings,
    /// Whether a file has a name of its own in any case: those of `multipart/form-data` do.
    names_files: bool,
}

impl Writer {
    fn entry(&self, name: &str, entry: &Entry, parts: &mut Vec<Ready>) -> Result<(), Problem> {
        let failed = |error: String| Problem::Body(format!("`{name}`: {error}"));
        match (entry, encoding(self.encodings, name)) {
            (Entry::Problem(error), _) => return Err(failed(error.clone())),
            (Entry::Part(part), encoding) => {
                // Why there is no content matters more than of what type it would be.
                part.0.content.as_ref().map_err(|error| failed(error.clone()))?;
                let media_type = media_type(name, &part.0, encoding)?;
                parts.push(self.part(name, &part.0, media_type).map_err(failed)?);
            }
            (Entry::Value(value), Some(Written::Styled(rules))) => {
                styled(name, value, rules, parts).map_err(Problem::Body)?;
            }
            (Entry::Value(value), Some(Written::As(media_type))) => values(name, value, Some(media_type), "", parts),
            (Entry::Value(value), Some(Written::Base64(media_type))) => {
                values(name, value, Some(media_type), "Content-Transfer-Encoding: base64\r\n", parts);
            }
            (Entry::Value(value), None) => values(name, value, None, "", parts),
        }
        Ok(())
    }

    fn part(&self, name: &str, part: &Inner, media_type: Option<String>) -> Result<Ready, String> {
        let content = part.content.clone()?;
        let file_name = match &part.file_name {
            FileName::None => None,
            FileName::Field => self.names_files.then_some(name),
            FileName::Own(own) => Some(own.as_str()),
        };
        if media_type.as_ref().is_some_and(|media_type| HeaderValue::from_str(media_type).is_err()) {
            return Err("its media type cannot be sent".to_owned());
        }
        let mut head = head(name, file_name, media_type.as_deref());
        for (name, value) in &part.headers {
            let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| "a header's name cannot be sent")?;
            let value = HeaderValue::from_str(value).map_err(|_| format!("the header `{header}` cannot be sent"))?;
            let value = value.to_str().map_err(|_| format!("the header `{header}` cannot be sent"))?;
            let _ = write!(head, "{header}: {value}\r\n");
        }
        Ok(Ready { head, media_type, content })
    }
}

/// The media type of a part: what the caller says, else what the document does, else what is true of any file.
///
/// # Errors
///
/// When the document leaves a choice for a file, and none was made: the receiver would not take bytes of any kind.
fn media_type(name: &str, part: &Inner, encoding: Option<Written>) -> Result<Option<String>, Problem> {
    let documented = match encoding {
        Some(Written::As(media_type)) => Some(media_type),
        _ => None,
    };
    let is_file = part.file_name != FileName::None;
    let own = part.content.as_ref().ok().and_then(Upload::own_media_type);
    let media_type = match (own, documented) {
        (Some(own), _) => Some(own),
        (None, Some(one)) if !one.contains(['*', ',']) => Some(one),
        (None, Some(allowed)) if is_file && !allows_bytes(allowed) => {
            return Err(Problem::ContentType { part: Some(name.to_owned()), allowed });
        }
        (None, _) => is_file.then_some(BYTES),
    };
    Ok(media_type.map(str::to_owned))
}

/// Whether one of several media types is that of bytes of any kind.
fn allows_bytes(media_types: &str) -> bool {
    media_types.split(',').any(|it| matches!(it.trim(), BYTES | "application/*" | "*/*"))
}

/// Each item of a list is a part of its own.
fn values(name: &str, value: &ParamValue, media_type: Option<&str>, more: &str, parts: &mut Vec<Ready>) {
    for item in form::items(value).iter().filter(|item| **item != ParamValue::Null) {
        let has_parts = matches!(item, ParamValue::List(_) | ParamValue::Object(_));
        let shown = media_type.or(has_parts.then_some("application/json"));
        let head = head(name, None, shown) + more;
        let content = form::text(item, media_type).into();
        parts.push(Ready { head, media_type: shown.map(str::to_owned), content });
    }
}

/// The pairs of a query, unescaped, are parts.
fn styled(name: &str, value: &ParamValue, rules: Rules, parts: &mut Vec<Ready>) -> Result<(), String> {
    let pairs = pairs(name, value, rules.verbatim()).map_err(|error| format!("`{name}` {error}"))?;
    for (key, text) in pairs {
        parts.push(Ready { head: head(&key, None, None), media_type: None, content: text.into() });
    }
    Ok(())
}

/// The headers of a part, each with its end of line. Other types than forms leave open what is said of a part; without its
/// name, nobody could tell which it is.
fn head(name: &str, file_name: Option<&str>, media_type: Option<&str>) -> String {
    let quoted = |text| format!("\"{}\"", escape(text));
    let file_name = file_name.map(|file_name| format!("; filename={}", quoted(file_name))).unwrap_or_default();
    let media_type = media_type.map(|media_type| format!("Content-Type: {media_type}\r\n")).unwrap_or_default();
    format!("Content-Disposition: form-data; name={}{file_name}\r\n{media_type}", quoted(name))
}

/// What would end a quoted text or a line is percent-encoded, as browsers do; all other characters stay.
fn escape(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A boundary that no part holds. It is the same for the same parts, so that a request can be compared with another;
/// what a stream will bring cannot be known, so a form with one has a random boundary.
fn boundary(parts: &[Ready]) -> String {
    let contents: Option<Vec<&[u8]>> = parts.iter().map(|part| part.content.as_bytes().map(AsRef::as_ref)).collect();
    let Some(contents) = contents else {
        let random = || RandomState::new().hash_one(0);
        return format!("form-{:016x}{:016x}", random(), random());
    };
    let mut seed = FNV_OFFSET;
    loop {
        seed = contents.iter().fold(seed, |hash, bytes| fnv(fnv(hash, bytes), b"\n"));
        let boundary = format!("form-{seed:016x}");
        let occurs = |bytes: &&[u8]| bytes.windows(boundary.len()).any(|window| window == boundary.as_bytes());
        if !contents.iter().any(occurs) {
            return boundary;
        }
    }
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of Fowler, Noll and Vo: what matters is that it is the same everywhere.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
