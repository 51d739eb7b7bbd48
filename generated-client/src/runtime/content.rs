//! The content of a request in the making: its media type, and what is to be sent.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::HeaderValue;
use http_body::{Frame, SizeHint};
use serde::Serialize;

use super::body::{Body, BoxError};
use super::codec::{Encode, EncodeError, to_vec};
use super::encode::{percent_encode, to_value};
use super::error::Problem;
use super::form::{self, Encodings};
use super::media_type::essence;
use super::multipart::{self, Form, ToForm};
use super::upload::Upload;

/// What may be anything is bytes.
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// What nearly every body is. Being a constant, it need not be checked and copied for each call.
const JSON: HeaderValue = HeaderValue::from_static("application/json");

const FORM: &str = "application/x-www-form-urlencoded";

/// What a request is to send.
///
/// Whatever is wrong with it is kept, and reported with everything else that is wrong with the call.
#[derive(Clone)]
pub struct Content(Result<Ready, Problem>);

#[derive(Clone)]
struct Ready {
    media_type: MediaType,
    pieces: Vec<Upload>,
}

#[derive(Clone)]
enum MediaType {
    One(HeaderValue),
    /// The document allows several, by a wildcard, and the caller has not said which.
    Any(&'static str),
}

impl Content {
    /// A value as JSON.
    pub fn json<T: Encode + ?Sized>(media_type: &'static str, value: &T) -> Self {
        Self::encoded(media_type, to_vec(value).map_err(|error| error.to_string()))
    }

    /// Values as JSON texts, one in each line; of the media type `…/json-seq`, as RFC 7464 has them.
    pub fn json_lines<T: Encode>(media_type: &'static str, values: &[T]) -> Self {
        let mut text = Vec::new();
        let is_sequence = media_type.contains("json-seq");
        let write = |value| {
            text.extend(is_sequence.then_some(0x1e));
            text.extend(to_vec(value)?);
            text.push(b'\n');
            Ok(())
        };
        let written: Result<(), EncodeError> = values.iter().try_for_each(write);
        Self::encoded(media_type, written.map(|()| text).map_err(|error| error.to_string()))
    }

    /// The fields of a value as `application/x-www-form-urlencoded`.
    pub fn form<T: Serialize + ?Sized>(media_type: &'static str, encodings: Encodings, value: &T) -> Self {
        let value = to_value(value).map_err(|error| error.to_string());
        let text = value.and_then(|value| form::urlencoded(&value, encodings));
        Self::encoded(media_type, text.map(String::into_bytes))
    }

    /// The fields of a value as parts, none of which is a file.
    pub fn multipart<T: Serialize + ?Sized>(media_type: &'static str, encodings: Encodings, value: &T) -> Self {
        let mut form = Form::new();
        form.values(value);
        Self::assembled(media_type, encodings, &form)
    }

    /// The parts of a form, files among them.
    pub fn parts(media_type: &'static str, encodings: Encodings, parts: &dyn ToForm) -> Self {
        let mut form = Form::new();
        parts.to_form(&mut form);
        Self::assembled(media_type, encodings, &form)
    }

    /// Text as it is.
    pub fn text(media_type: &'static str, text: &str) -> Self {
        Self::encoded(media_type, Ok(text.as_bytes().to_vec()))
    }

    /// Bytes as they are, at hand or from a stream.
    pub fn upload(media_type: &'static str, upload: impl Into<Upload>) -> Self {
        Self::ready(media_type, vec![upload.into()])
    }

    fn encoded(media_type: &'static str, bytes: Result<Vec<u8>, String>) -> Self {
        match bytes {
            Ok(bytes) => Self::ready(media_type, vec![bytes.into()]),
            Err(error) => Self(Err(Problem::Body(error))),
        }
    }

    fn assembled(media_type: &'static str, encodings: Encodings, form: &Form) -> Self {
        let assembled = multipart::assemble(media_type, encodings, form).and_then(|(media_type, pieces)| {
            let media_type = HeaderValue::from_str(&media_type).map_err(|error| Problem::Body(error.to_string()))?;
            Ok(Ready { media_type: MediaType::One(media_type), pieces })
        });
        Self(assembled)
    }

    fn ready(media_type: &'static str, pieces: Vec<Upload>) -> Self {
        let own = pieces.iter().find_map(Upload::own_media_type);
        let media_type = match own {
            None if media_type == "application/json" => Ok(MediaType::One(JSON)),
            None if matches!(media_type, "*/*" | "application/*") => Ok(MediaType::One(BYTES)),
            None if media_type.contains('*') => Ok(MediaType::Any(media_type)),
            Some(own) if media_type.contains('*') => HeaderValue::from_str(own).map(MediaType::One),
            _ => HeaderValue::from_str(media_type).map(MediaType::One),
        };
        let media_type = media_type.map_err(|_| Problem::Body("its media type has control characters".to_owned()));
        Self(media_type.map(|media_type| Ready { media_type, pieces }))
    }

    /// What is wrong with it, if anything is.
    pub(super) fn problem(&self) -> Option<&Problem> {
        self.0.as_ref().err()
    }

    /// The media type for the header.
    ///
    /// # Errors
    ///
    /// When the document leaves a choice that was not made.
    pub(super) fn media_type(&self) -> Option<Result<&HeaderValue, Problem>> {
        self.0.as_ref().ok().map(|ready| match &ready.media_type {
            MediaType::One(media_type) => Ok(media_type),
            MediaType::Any(allowed) => Err(Problem::ContentType { part: None, allowed }),
        })
    }

    /// The whole, when it is at hand.
    pub(super) fn as_bytes(&self) -> Option<Bytes> {
        match self.0.as_ref().map(|ready| ready.pieces.as_slice()) {
            Ok([only]) => only.as_bytes().cloned(),
            Ok(_) | Err(_) => None,
        }
    }

    /// The whole as a query: a form is one already.
    ///
    /// # Errors
    ///
    /// When it is not text at hand.
    pub(super) fn as_query(&self) -> Result<String, String> {
        let ready = self.0.as_ref().map_err(ToString::to_string)?;
        let bytes = self.as_bytes().ok_or("is a stream, which no query can be")?;
        let text = std::str::from_utf8(&bytes).map_err(|_| "is not text")?;
        let is_form = |media_type: &HeaderValue| media_type.to_str().is_ok_and(|it| essence(it) == FORM);
        let is_form = matches!(&ready.media_type, MediaType::One(media_type) if is_form(media_type));
        Ok(if is_form { text.to_owned() } else { percent_encode(text) })
    }

    /// Whether it can be sent more than once.
    pub(super) fn is_repeatable(&self) -> bool {
        self.0.as_ref().is_ok_and(|ready| ready.pieces.iter().all(Upload::is_repeatable))
    }

    /// The whole as a body.
    ///
    /// # Errors
    ///
    /// When a stream in it has been sent before.
    pub(super) fn open(&self) -> Result<Body, Problem> {
        let ready = self.0.as_ref().map_err(Clone::clone)?;
        let gone = || Problem::Body("its stream has been sent, and there is no second one".to_owned());
        let mut bodies = VecDeque::with_capacity(ready.pieces.len());
        for piece in &ready.pieces {
            bodies.push_back(piece.open().ok_or_else(gone)?);
        }
        Ok(match bodies.pop_front() {
            Some(only) if bodies.is_empty() => only,
            Some(first) => Body::stream(Chain { first, rest: bodies }),
            None => Body::empty(),
        })
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(ready) => f.debug_tuple("Content").field(&ready.pieces).finish(),
            Err(problem) => f.debug_tuple("Content").field(problem).finish(),
        }
    }
}

/// Bodies, one after the other.
struct Chain {
    first: Body,
    rest: VecDeque<Body>,
}

impl http_body::Body for Chain {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        loop {
            match Pin::new(&mut self.first).poll_frame(cx) {
                Poll::Ready(None) => match self.rest.pop_front() {
                    Some(next) => self.first = next,
                    None => return Poll::Ready(None),
                },
                polled => return polled,
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.first.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let sizes = std::iter::once(&self.first).chain(&self.rest).map(|body| body.size_hint().exact());
        sizes.sum::<Option<u64>>().map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}
