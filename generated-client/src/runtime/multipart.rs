//! Multipart bodies: forms with files, by RFC 7578, and the other `multipart/…` types that are written alike.

mod assemble;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

pub(super) use self::assemble::assemble;
use super::codec::{
    Decode, DecodeError, Encode, EncodeError, JsonKind, Raw, Reader, Writer, bridge_deserialize, bridge_serialize,
    to_vec,
};
use super::encode::{ParamValue, to_value};
use super::form;
use super::presence::Maybe;
use super::upload::Upload;

/// A part of a multipart body: usually a file.
///
/// Bytes, text and [`Upload`]s convert into one. A file has a name on the wire: that of its field, unless
/// [`file_name`](Self::file_name) says another.
///
/// ```
/// use generated_client::runtime::body::Upload;
/// use generated_client::runtime::multipart::Part;
///
/// let small = Part::new("a,b\n1,2\n").file_name("table.csv").media_type("text/csv");
/// let large = Part::new(Upload::blocking_reader(std::io::empty()).length(0)).file_name("dump.bin");
/// # assert_ne!(small, large);
/// ```
#[derive(Clone, PartialEq)]
pub struct Part(Box<Inner>);

#[derive(Debug, Clone, PartialEq)]
struct Inner {
    content: Result<Upload, String>,
    file_name: FileName,
    headers: Vec<(String, String)>,
}

/// The name of a file.
#[derive(Debug, Clone, PartialEq)]
enum FileName {
    /// The part is no file.
    None,
    /// That of the field.
    Field,
    /// Its own.
    Own(String),
}

impl Part {
    /// A file with that content.
    pub fn new(content: impl Into<Upload>) -> Self {
        Self::from(content.into())
    }

    /// Text that is no file.
    pub fn text(text: impl Into<String>) -> Self {
        Self(Box::new(Inner { content: Ok(text.into().into()), file_name: FileName::None, headers: Vec::new() }))
    }

    /// A value as JSON, which is no file.
    pub fn json<T: Encode + ?Sized>(value: &T) -> Self {
        Self::of_json(to_vec(value).map_err(|error| error.to_string()))
    }

    fn of_json(json: Result<Vec<u8>, String>) -> Self {
        let content = json.map(|json| Upload::from(json).media_type(JSON));
        Self(Box::new(Inner { content, file_name: FileName::None, headers: Vec::new() }))
    }

    /// Names the file, as the server is to see it.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.0.file_name = FileName::Own(name.into());
        self
    }

    /// Says of what media type the part is, instead of what the document says, or `application/octet-stream`.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.0.content = self.0.content.map(|content| content.media_type(media_type));
        self
    }

    /// Adds a header to the part.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.0.headers.push((name.into(), value.into()));
        self
    }
}

impl From<Upload> for Part {
    fn from(content: Upload) -> Self {
        Self(Box::new(Inner { content: Ok(content), file_name: FileName::Field, headers: Vec::new() }))
    }
}

macro_rules! from_content {
    ($($type:ty)*) => {
        $(impl From<$type> for Part {
            fn from(content: $type) -> Self {
                Self::new(content)
            }
        })*
    };
}

from_content!(bytes::Bytes Vec<u8> String &[u8] &str);

/// Never what it holds: that can be long, and private.
impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { content, file_name, headers: _ } = &*self.0;
        f.debug_struct("Part").field("content", content).field("file_name", file_name).finish_non_exhaustive()
    }
}

const JSON: &str = "application/json";

/// In JSON, a part is the text it holds, or the JSON.
impl Decode for Part {
    fn blank() -> Self {
        Self::text("")
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match reader.peek_kind()? {
            JsonKind::String => reader.next_str().map(Self::text),
            _ => reader.raw_value().map(|json| Self::of_json(Ok(json.into()))),
        }
    }
}

/// In JSON, a part is the text it holds, or the JSON.
impl Encode for Part {
    fn write(&self, writer: &mut Writer) -> Result<(), EncodeError> {
        let content = self.0.content.as_ref().map_err(|problem| EncodeError::new(problem.clone()))?;
        match content.as_bytes().and_then(|bytes| std::str::from_utf8(bytes).ok()) {
            Some(json) if content.own_media_type() == Some(JSON) => writer.plain(&Raw(json.as_bytes())),
            Some(text) => writer.string(text),
            None => Err(EncodeError::new("a file that is not text at hand has no place in JSON")),
        }
    }
}

bridge_serialize!(Part);
bridge_deserialize!(Part);

/// The parts of a multipart body, in order.
///
/// Where the document names the parts, a model is put in its place; where it does not, the caller makes one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Form {
    entries: Vec<(String, Entry)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Entry {
    Value(ParamValue),
    Part(Part),
    Problem(String),
}

impl Form {
    /// A form without parts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value: as text, as JSON if it has parts, or as each of its items if it is a list. Null adds nothing.
    pub fn value<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        let entry = to_value(value).map_or_else(|error| Entry::Problem(error.to_string()), Entry::Value);
        self.entries.push((name.to_owned(), entry));
    }

    /// Adds a file, or each of several.
    pub fn part<T: ToPart + ?Sized>(&mut self, name: &str, part: &T) {
        part.to_part(name, self);
    }

    /// Adds each field of a value.
    pub fn values<T: Serialize + ?Sized>(&mut self, value: &T) {
        let members = to_value(value).map_err(|error| error.to_string());
        match members.as_ref().map_err(Clone::clone).and_then(form::members) {
            Ok(members) => {
                let entries = members.iter().map(|(name, value)| (name.clone(), Entry::Value(value.clone())));
                self.entries.extend(entries);
            }
            Err(error) => self.entries.push((String::new(), Entry::Problem(error))),
        }
    }

    /// Adds the parts of a variant, and the tag that tells it apart, unless it has one of the `tags` already.
    pub fn tagged<T: ToForm + ?Sized>(&mut self, property: &str, tags: &[&str], value: &T) {
        let before = self.entries.len();
        value.to_form(self);
        let mut own = self.entries[before..].iter().filter(|(name, _)| name == property);
        let has_tag = own
            .any(|(_, entry)| matches!(entry, Entry::Value(ParamValue::Text(text)) if tags.contains(&text.as_str())));
        if let (false, Some(tag)) = (has_tag, tags.first()) {
            self.entries.retain({
                let mut index = 0;
                move |(name, _)| {
                    index += 1;
                    index <= before || name != property
                }
            });
            self.value(property, tag);
        }
    }
}

/// A value that is written as a multipart body.
pub trait ToForm {
    /// Adds its parts to `form`.
    fn to_form(&self, form: &mut Form);
}

impl ToForm for Form {
    fn to_form(&self, form: &mut Form) {
        form.entries.extend(self.entries.iter().cloned());
    }
}

impl<T: ToPart> ToForm for BTreeMap<String, T> {
    fn to_form(&self, form: &mut Form) {
        self.iter().for_each(|(name, part)| form.part(name, part));
    }
}

impl<T: ToForm> ToForm for Option<T> {
    fn to_form(&self, form: &mut Form) {
        self.iter().for_each(|whole| whole.to_form(form));
    }
}

impl ToForm for serde_json::Value {
    fn to_form(&self, form: &mut Form) {
        form.values(self);
    }
}

impl<T: ToForm + ?Sized> ToForm for Box<T> {
    fn to_form(&self, form: &mut Form) {
        (**self).to_form(form);
    }
}

/// A value that is written as a part with its field's name, or as several.
pub trait ToPart {
    /// Adds it to `form`.
    fn to_part(&self, name: &str, form: &mut Form);
}

impl ToPart for Part {
    fn to_part(&self, name: &str, form: &mut Form) {
        form.entries.push((name.to_owned(), Entry::Part(self.clone())));
    }
}

impl<T: ToPart> ToPart for Option<T> {
    fn to_part(&self, name: &str, form: &mut Form) {
        self.iter().for_each(|part| form.part(name, part));
    }
}

impl<T: ToPart> ToPart for Maybe<T> {
    fn to_part(&self, name: &str, form: &mut Form) {
        self.value().into_iter().for_each(|part| form.part(name, part));
    }
}

impl<T: ToPart> ToPart for Vec<T> {
    fn to_part(&self, name: &str, form: &mut Form) {
        self.iter().for_each(|part| form.part(name, part));
    }
}

impl<T: ToPart + ?Sized> ToPart for Box<T> {
    fn to_part(&self, name: &str, form: &mut Form) {
        (**self).to_part(name, form);
    }
}
