//! Replies: their status, what they hold, and their headers.

use super::{Content, Explode, Link, MediaKind, Origin, Payload, Scalar, Stream, Type};

/// A documented reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The statuses it stands for.
    pub status: StatusSpec,
    /// Where the document defines it.
    pub origin: Origin,
    /// What the document says about it.
    pub description: String,
    /// What it may carry; empty when the document names no content.
    pub contents: Vec<Content>,
    /// What it may carry piece by piece; of a success alone.
    pub stream: Option<Stream>,
    /// The documented headers.
    pub headers: Vec<ResponseHeader>,
    /// The documented follow-up calls.
    pub links: Vec<Link>,
}

impl Response {
    /// What the body may become, and the positions of the contents that become it; none when there is no body.
    pub fn payloads(&self) -> Vec<(Payload<'_>, Vec<usize>)> {
        let mut payloads: Vec<(Payload<'_>, Vec<usize>)> = Vec::new();
        for (index, content) in self.contents.iter().enumerate() {
            let payload = match &content.kind {
                // A string is the same whether it came in quotes or not.
                MediaKind::Json(Type::Scalar(Scalar::String))
                | MediaKind::Text
                | MediaKind::JsonLines(_)
                | MediaKind::EventStream(_) => Payload::Text,
                MediaKind::Json(ty) => Payload::Json(ty),
                MediaKind::Bytes | MediaKind::Form(..) | MediaKind::Multipart(..) => Payload::Bytes,
            };
            match payloads.iter_mut().find(|(known, _)| *known == payload) {
                Some((_, indices)) => indices.push(index),
                None => payloads.push((payload, vec![index])),
            }
        }
        if payloads.is_empty() {
            payloads.extend(self.stream.iter().map(|stream| (Payload::Items(&stream.item), Vec::new())));
        }
        payloads
    }
}

/// A documented header of a reply.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponseHeader {
    /// The header's name.
    pub wire_name: String,
    /// What the document says about it.
    pub description: Option<String>,
    /// How its text is made of the value.
    pub text: HeaderText,
    /// The type of its value.
    pub ty: Type,
}

impl ResponseHeader {
    /// Whether `other` is read in the same way. The names of headers have no case.
    pub fn is_same(&self, other: &Self) -> bool {
        self.wire_name.eq_ignore_ascii_case(&other.wire_name) && self.text == other.text && self.ty == other.ty
    }
}

/// How the text of a header is made of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderText {
    /// The style `simple`.
    Simple(Explode),
    /// `content`: the text is JSON.
    Json,
}

/// The statuses that a reply stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusSpec {
    /// One status code, 100 to 599.
    Code(u16),
    /// A hundred, given by its first digit: `4XX` is `Range(4)`.
    Range(u8),
    /// Every status that has no reply of its own.
    Default,
}

impl StatusSpec {
    /// Whether the reply is on the success side. `default` is an error: OpenAPI documents use it so.
    pub fn is_success(self) -> bool {
        match self {
            Self::Code(code) => code < 400,
            Self::Range(hundred) => hundred < 4,
            Self::Default => false,
        }
    }
}
