//! The reader that generated `Decode` impls pull values from.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::mem;
use std::str;

use jiter::{Jiter, JiterError, Peek};

use super::kind::JsonKind;
use super::path::Place;
use super::trial::{Loss, Trial, Verdicts};
use super::{Decode, DecodeError};

/// How many containers may nest. A body that goes deeper is refused, so that it cannot overflow the stack.
pub const MAX_DEPTH: u8 = 128;

/// How much memory items and entries may take in any case, and how much more for each byte of the text.
const ROOM: usize = 256 << 20;
const ROOM_PER_BYTE: usize = 8;

const NOT_UTF8: &str = "the text is not UTF-8";

/// Reads JSON text, value by value.
///
/// # Errors
///
/// Every method that reads fails when the text is no JSON there, or holds something else than what is asked for. The error
/// says where; after it the reader is of no use.
pub struct Reader<'j> {
    /// The text up to where it is no UTF-8 any more.
    text: &'j str,
    is_cut: bool,
    jiter: Jiter<'j>,
    depth: u8,
    /// How many bytes of memory items and entries may still take.
    room: usize,
    /// A container was entered and nothing of it read yet, its bracket included.
    entered: bool,
    /// What was not taken as it is known.
    pub(super) loss: Loss,
    /// What is known of the trials within the one that this reader is part of.
    pub(super) verdicts: Option<Verdicts>,
    /// Where the value begins that is on trial. Errors are told from there: to work out their place from the beginning of the
    /// text, for each variant that is refused, would make reading a long list take hours.
    pub(super) origin: Option<usize>,
}

impl<'j> Reader<'j> {
    /// A reader that stands in front of the first value of `data`.
    pub fn new(data: &'j [u8]) -> Self {
        // Checking the encoding once makes every slice of it a string for nothing.
        let (text, is_cut) = match str::from_utf8(data) {
            Ok(text) => (text, false),
            Err(error) => (str::from_utf8(&data[..error.valid_up_to()]).unwrap_or_default(), true),
        };
        Self {
            text,
            is_cut,
            jiter: Jiter::new(text.as_bytes()),
            depth: 0,
            room: data.len().saturating_mul(ROOM_PER_BYTE).saturating_add(ROOM),
            entered: false,
            loss: Loss::default(),
            verdicts: None,
            origin: None,
        }
    }

    /// The same reader with that much memory for items and entries.
    #[cfg(test)]
    pub(super) fn with_room(self, room: usize) -> Self {
        Self { room, ..self }
    }

    /// Reads the next value.
    pub fn value<T: Decode>(&mut self) -> Result<T, DecodeError> {
        T::decode(self)
    }

    /// Reads the next value into `slot`; `null` is an error unless `T` reads it.
    pub fn read<T: Decode>(&mut self, slot: &mut Option<T>) -> Result<(), DecodeError> {
        *slot = Some(T::decode(self)?);
        Ok(())
    }

    /// Reads the next value into `slot`, taking `null` for an absent one.
    pub fn read_optional<T: Decode>(&mut self, slot: &mut Option<T>) -> Result<(), DecodeError> {
        *slot = Option::decode(self)?;
        Ok(())
    }

    /// Reads the next value into `entries`, under `key`.
    pub fn read_entry<T: Decode>(
        &mut self,
        key: Cow<'_, str>,
        entries: &mut BTreeMap<String, T>,
    ) -> Result<(), DecodeError> {
        self.make_room::<(String, T)>()?;
        let value = T::decode(self)?;
        entries.insert(key.into_owned(), value);
        Ok(())
    }

    /// The value of a required field of the object that was just read.
    pub fn required<T>(&self, name: &str, slot: Option<T>) -> Result<T, DecodeError> {
        slot.ok_or_else(|| self.missing(name))
    }

    /// The error that the object just read, or about to be read, has no field `name`.
    #[cold]
    pub fn missing(&self, name: &str) -> DecodeError {
        let index = self.jiter.current_index();
        // A value never follows a closing brace directly, so one right behind us is the end of the object in question.
        let message = format!("missing field `{name}`").into();
        match index.checked_sub(1) {
            Some(last) if self.data().get(last) == Some(&b'}') => {
                error(self.data(), self.origin, Place::of_container, last, message)
            }
            _ => error(self.data(), self.origin, Place::of_value, index, message),
        }
    }

    /// The error that the value at `offset` is not what it should be. The message must not repeat the value.
    #[cold]
    pub fn invalid(&self, offset: usize, message: impl Into<Cow<'static, str>>) -> DecodeError {
        error(self.data(), self.origin, Place::of_value, offset, message.into())
    }

    /// Enters the object that comes next.
    pub fn begin_object(&mut self) -> Result<(), DecodeError> {
        self.begin(Peek::Object, "an object")
    }

    /// Reads the next key of the object, or leaves it. The key borrows from the bytes unless it has escapes in it.
    pub fn next_key(&mut self) -> Result<Option<Cow<'j, str>>, DecodeError> {
        let from = self.jiter.current_index();
        let key = match mem::take(&mut self.entered) {
            true => self.jiter.next_object_bytes(),
            false => self.jiter.next_key_bytes(),
        };
        match key.map(|key| key.map(<[u8]>::len)) {
            Ok(Some(len)) => self.key_text(from, len).map(Some),
            Ok(None) => {
                self.depth = self.depth.saturating_sub(1);
                Ok(None)
            }
            Err(error) => Err(self.syntax(&error)),
        }
    }

    /// Enters the array that comes next.
    pub fn begin_array(&mut self) -> Result<(), DecodeError> {
        self.begin(Peek::Array, "an array")
    }

    /// Moves on to the next item of the array; without one, leaves it and says `false`.
    pub fn next_item(&mut self) -> Result<bool, DecodeError> {
        let item = match mem::take(&mut self.entered) {
            true => self.jiter.known_array(),
            false => self.jiter.array_step(),
        };
        let item = item.map_err(|error| self.syntax(&error))?;
        if item.is_none() {
            self.depth = self.depth.saturating_sub(1);
        }
        Ok(item.is_some())
    }

    /// Makes sure of room for one more `T` in a list or a map. Two characters of text can stand for a struct of a thousand
    /// bytes, so that to limit the text does not limit what is made of it.
    pub(super) fn make_room<T>(&mut self) -> Result<(), DecodeError> {
        match self.room.checked_sub(size_of::<T>()) {
            Some(room) => self.room = room,
            None => return Err(self.invalid(self.jiter.current_index(), "there are too many items to keep in memory")),
        }
        Ok(())
    }

    /// Skips the next value.
    pub fn skip(&mut self) -> Result<(), DecodeError> {
        self.loss.skipped += 1;
        self.raw_value().map(drop)
    }

    /// Skips the next value, and gives its JSON text as it stands.
    pub fn raw_value(&mut self) -> Result<&'j str, DecodeError> {
        let peek = self.peek()?;
        let start = self.jiter.current_index();
        self.jiter.known_skip(peek).map_err(|error| self.syntax(&error))?;
        Ok(self.since(start))
    }

    /// Reads a string. It borrows from the bytes unless it has escapes in it.
    pub fn text(&mut self) -> Result<Cow<'j, str>, DecodeError> {
        self.expect(Peek::String, "a string")?;
        let start = self.jiter.current_index() + 1;
        let len = self.jiter.known_bytes().map(<[u8]>::len).map_err(|error| self.syntax(&error))?;
        self.unescape(start, len)
    }

    /// Reads a string that is only looked at.
    pub fn next_str(&mut self) -> Result<&str, DecodeError> {
        self.expect(Peek::String, "a string")?;
        let (text, is_cut, origin) = (self.text, self.is_cut, self.origin);
        self.jiter.known_str().map_err(|error| syntax(text, is_cut, origin, &error))
    }

    /// Reads a boolean: `true` or `false`.
    pub fn boolean(&mut self) -> Result<bool, DecodeError> {
        let peek = self.peek()?;
        if !matches!(peek, Peek::True | Peek::False) {
            return Err(self.expected("a boolean", peek));
        }
        self.jiter.known_bool(peek).map_err(|error| self.syntax(&error))
    }

    /// Reads a number, and gives its text as it stands. It may be in quotes, as the JSON form of protobuf has integers of 64
    /// bits, and .NET all numbers if it is told to.
    pub fn number(&mut self) -> Result<&'j str, DecodeError> {
        let peek = self.peek()?;
        match JsonKind::of(peek) {
            Some(JsonKind::Number) => {}
            Some(JsonKind::String) => return self.quoted_number(),
            _ => return Err(self.expected("a number", peek)),
        }
        let start = self.jiter.current_index();
        let len = self.jiter.known_number_bytes(peek).map(<[u8]>::len);
        len.map_err(|error| self.syntax(&error))?;
        Ok(self.since(start))
    }

    /// Reads a string in which a number stands, and nothing else. Of a union, a variant that knows as much and takes it as a
    /// string is better.
    #[cold]
    fn quoted_number(&mut self) -> Result<&'j str, DecodeError> {
        let before = self.again();
        if let Cow::Borrowed(text) = self.text()?
            && Reader::new(text.as_bytes()).number() == Ok(text)
        {
            self.loss.texts += 1;
            return Ok(text);
        }
        Err(before.expected("a number", Peek::String))
    }

    /// The error that the number just read is not what it should be.
    #[cold]
    pub(super) fn invalid_number(&self, text: &str, message: &'static str) -> DecodeError {
        self.invalid(self.jiter.current_index() - text.len(), message)
    }

    /// Reads a `null` if one comes next, and says whether it did.
    pub fn null(&mut self) -> Result<bool, DecodeError> {
        let is_null = self.peek()? == Peek::Null;
        if is_null {
            self.jiter.next_null().map_err(|error| self.syntax(&error))?;
        }
        Ok(is_null)
    }

    /// The JSON type of the next value, judged by its first character.
    pub fn peek_kind(&mut self) -> Result<JsonKind, DecodeError> {
        let peek = self.peek()?;
        JsonKind::of(peek).ok_or_else(|| self.expected("a value", peek))
    }

    /// The offset of the next value.
    pub fn position(&mut self) -> Result<usize, DecodeError> {
        self.peek()?;
        Ok(self.jiter.current_index())
    }

    /// Looks ahead for the text of `property` in the object that comes next. Where the value is no string, its text is
    /// JSON. Where the property stands twice, the first one counts.
    pub fn peek_tag(&mut self, property: &str) -> Result<Option<Cow<'j, str>>, DecodeError> {
        let mut ahead = self.ahead()?;
        if !ahead.find(property)? {
            return Ok(None);
        }
        match ahead.peek_kind()? {
            JsonKind::String => ahead.text().map(Some),
            _ => ahead.raw_value().map(|text| Some(text.into())),
        }
    }

    /// Looks ahead whether the next value is an object that has `property`.
    pub fn peek_has(&mut self, property: &str) -> Result<bool, DecodeError> {
        match self.peek_kind()? {
            JsonKind::Object => self.ahead()?.find(property),
            _ => Ok(false),
        }
    }

    /// Looks ahead whether the next value is an object that has `property`, and more there than null.
    pub fn peek_some(&mut self, property: &str) -> Result<bool, DecodeError> {
        match self.peek_kind()? {
            JsonKind::Object => {
                let mut ahead = self.ahead()?;
                Ok(ahead.find(property)? && !ahead.null()?)
            }
            _ => Ok(false),
        }
    }

    /// Puts the next value on trial as one of several variants.
    pub fn trial<U>(&mut self) -> Result<Trial<'_, 'j, U>, DecodeError> {
        let start = self.ahead()?;
        Ok(Trial::new(self, start))
    }

    /// How far the reader has come.
    pub(super) fn offset(&self) -> usize {
        self.jiter.current_index()
    }

    /// The error that the value that comes next has none of the JSON types that it may have.
    #[cold]
    pub fn unexpected_kind(&mut self, wanted: &[JsonKind]) -> DecodeError {
        let wanted: Vec<&str> = wanted.iter().map(|kind| kind.article()).collect();
        self.unexpected(&wanted.join(" or "))
    }

    /// The same, with the types in words.
    #[cold]
    pub fn unexpected(&mut self, wanted: &str) -> DecodeError {
        match self.peek() {
            Ok(found) => self.expected(wanted, found),
            Err(error) => error,
        }
    }

    /// The error that the value that comes next was tried as several variants, and why each of them was refused.
    #[cold]
    pub fn no_variant(&self, attempts: &[(&str, DecodeError)]) -> DecodeError {
        let mut message = "no variant matches".to_owned();
        for (index, (name, error)) in attempts.iter().enumerate() {
            let separator = if index == 0 { ": " } else { "; " };
            // Seen from the value that was tried.
            let place = error.path().strip_prefix('$').filter(|path| !path.is_empty());
            let place = place.map(|path| format!("{path}: ")).unwrap_or_default();
            message.push_str(&format!("{separator}not `{name}` ({place}{})", error.short_message()));
        }
        self.refused(message)
    }

    /// The error that the value that comes next was refused.
    #[cold]
    pub(super) fn refused(&self, message: String) -> DecodeError {
        self.invalid(self.jiter.current_index(), message)
    }

    /// Checks that nothing but white space is left.
    pub fn finish(&mut self) -> Result<(), DecodeError> {
        self.jiter.finish().map_err(|error| self.syntax(&error))?;
        if self.is_cut { Err(self.invalid(self.text.len(), NOT_UTF8)) } else { Ok(()) }
    }

    /// A second reader that stands where this one does: in front of the next value.
    fn ahead(&mut self) -> Result<Self, DecodeError> {
        self.peek()?;
        Ok(Self { entered: false, loss: Loss::default(), ..self.again() })
    }

    /// The same reader once more.
    pub(super) fn again(&self) -> Self {
        Self { jiter: self.jiter.clone(), verdicts: self.verdicts.clone(), ..*self }
    }

    /// Whether what is read is a variant of a union that is tried.
    pub(crate) fn is_on_trial(&self) -> bool {
        self.verdicts.is_some()
    }

    /// Notes that the value that was just read is kept as one that is not known: another variant of a union may know it.
    pub(crate) fn note_unknown(&mut self) {
        self.loss.unknown += 1;
    }

    /// Goes on where a reader stands that was ahead.
    pub(super) fn go_on_from(&mut self, ahead: Self) {
        let loss = self.loss.and(ahead.loss);
        *self = Self { loss, verdicts: self.verdicts.take(), origin: self.origin, ..ahead };
    }

    /// Enters an object and goes through it up to the value of `property`.
    fn find(&mut self, property: &str) -> Result<bool, DecodeError> {
        self.begin_object()?;
        while let Some(key) = self.next_key()? {
            if key == property {
                return Ok(true);
            }
            self.skip()?;
        }
        Ok(false)
    }

    fn begin(&mut self, container: Peek, name: &'static str) -> Result<(), DecodeError> {
        self.expect(container, name)?;
        if self.depth == MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} containers inside one another");
            return Err(self.invalid(self.jiter.current_index(), message));
        }
        self.depth += 1;
        self.entered = true;
        Ok(())
    }

    fn expect(&mut self, wanted: Peek, name: &'static str) -> Result<(), DecodeError> {
        let peek = self.peek()?;
        if peek == wanted { Ok(()) } else { Err(self.expected(name, peek)) }
    }

    fn peek(&mut self) -> Result<Peek, DecodeError> {
        self.jiter.peek().map_err(|error| self.syntax(&error))
    }

    /// The text of the key that was just read; `from` is where its bracket or comma stands, or white space before.
    fn key_text(&self, from: usize, len: usize) -> Result<Cow<'j, str>, DecodeError> {
        let quote = self.data()[from..].iter().position(|&byte| byte == b'"');
        self.unescape(from + quote.unwrap_or_default() + 1, len)
    }

    fn unescape(&self, start: usize, len: usize) -> Result<Cow<'j, str>, DecodeError> {
        let end = start + len;
        let text = &self.text[start..end];
        if !text.as_bytes().contains(&b'\\') {
            return Ok(Cow::Borrowed(text));
        }
        let mut jiter = Jiter::new(&self.text.as_bytes()[start - 1..=end]);
        let text = jiter.next_str().map(|text| Cow::Owned(text.to_owned()));
        text.map_err(|error| self.invalid(start, error.error_type.to_string()))
    }

    /// The text from `start` to where the reader stands.
    fn since(&self, start: usize) -> &'j str {
        &self.text[start..self.jiter.current_index()]
    }

    fn data(&self) -> &'j [u8] {
        self.text.as_bytes()
    }

    #[cold]
    fn syntax(&self, error: &JiterError) -> DecodeError {
        syntax(self.text, self.is_cut, self.origin, error)
    }

    #[cold]
    fn expected(&self, wanted: &str, found: Peek) -> DecodeError {
        let index = self.jiter.current_index();
        match JsonKind::of(found) {
            Some(found) => self.invalid(index, format!("expected {wanted}, found {}", found.article())),
            None => self.invalid(index, "expected a value"),
        }
    }
}

#[cold]
fn syntax(text: &str, is_cut: bool, origin: Option<usize>, problem: &JiterError) -> DecodeError {
    let message =
        if is_cut && problem.index >= text.len() { NOT_UTF8.into() } else { problem.error_type.to_string().into() };
    error(text.as_bytes(), origin, Place::of_value, problem.index, message)
}

/// The error about what stands at `offset`, whose place is seen from the beginning, or from the value that is on trial.
fn error(
    data: &[u8],
    origin: Option<usize>,
    place: fn(&[u8], usize) -> Place,
    offset: usize,
    message: Cow<'static, str>,
) -> DecodeError {
    let origin = origin.unwrap_or_default().min(offset);
    let data = data.get(origin..).unwrap_or_default();
    DecodeError::new(data, place(data, offset - origin), message)
}
