//! Writing a variant of a union: its own object, with a tag that says which variant it is.

use std::ops::Range;

use super::kind::JsonKind;
use super::{DecodeError, Encode, EncodeError, Reader, Writer, to_vec};

/// Writes the object `value` with a tag under `property`, by which it is read as the same variant again.
///
/// A tag that `value` writes itself stays if it is one of `tags`, and is replaced by the first of them otherwise: the
/// variant was chosen by its type. Where it writes none, the first of them goes in front.
///
/// # Errors
///
/// When `value` is written as anything but an object, or cannot be written.
pub fn tagged<T: Encode + ?Sized>(
    writer: &mut Writer,
    property: &'static str,
    tags: &'static [&'static str],
    value: &T,
) -> Result<(), EncodeError> {
    let written = writer.piece(|writer| value.write(writer))?;
    let own = find(writer.text(&written), property).map_err(|error| EncodeError::new(error.to_string()))?;
    let tag = to_vec(tags.first().unwrap_or(&property))?;
    match own {
        Own::NoObject => return Err(EncodeError::new("a variant with a tag must be an object")),
        Own::Value(text, _) if tags.iter().any(|tag| says(text, tag)) => {}
        Own::Value(_, place) => writer.replace(written.start + place.start..written.start + place.end, tag),
        Own::None { is_empty } => {
            let mut entry = to_vec(property)?;
            entry.push(b':');
            entry.extend(tag);
            if !is_empty {
                entry.push(b',');
            }
            let behind_bracket = written.start + 1;
            writer.replace(behind_bracket..behind_bracket, entry);
        }
    }
    Ok(())
}

/// What a value has under the property already.
enum Own<'j> {
    /// It is not even an object.
    NoObject,
    None {
        is_empty: bool,
    },
    /// A value: its text, and where that stands.
    Value(&'j str, Range<usize>),
}

fn find<'j>(text: &'j [u8], property: &str) -> Result<Own<'j>, DecodeError> {
    let mut reader = Reader::new(text);
    if reader.peek_kind()? != JsonKind::Object {
        return Ok(Own::NoObject);
    }
    let mut is_empty = true;
    reader.begin_object()?;
    while let Some(key) = reader.next_key()? {
        is_empty = false;
        let value = reader.raw_value()?;
        if key == property {
            let end = reader.offset();
            return Ok(Own::Value(value, end - value.len()..end));
        }
    }
    Ok(Own::None { is_empty })
}

/// Whether a JSON text is the tag: as a string, or as a boolean or a number, for which the tag stands as text.
fn says(text: &str, tag: &str) -> bool {
    match text.as_bytes().first() {
        Some(b'"') => to_vec(tag).is_ok_and(|tag| tag == text.as_bytes()),
        Some(b'n' | b'{' | b'[') | None => false,
        Some(_) => text == tag,
    }
}
