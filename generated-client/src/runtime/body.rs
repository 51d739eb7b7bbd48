//! Bodies on their way out and in, and reading one without letting it grow past a limit.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};

pub use super::content::Content;
pub use super::form::{Encoding, Encodings};
use super::transport::{TransportError, TransportErrorKind};
pub use super::upload::Upload;

/// An error of any kind that may cross threads.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A request's or a response's body: bytes at hand, or a stream of them.
pub struct Body(Inner);

enum Inner {
    Bytes(Full<Bytes>, Bytes),
    Stream(BoxBody<Bytes, BoxError>),
}

impl Body {
    /// A body without content.
    pub fn empty() -> Self {
        Self::from(Bytes::new())
    }

    /// A body whose content arrives bit by bit.
    pub fn stream<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<BoxError>,
    {
        Self(Inner::Stream(body.map_err(Into::into).boxed()))
    }

    /// The same body, at which `watch` looks as it passes.
    pub(super) fn watched(self, watch: impl Watch + Unpin) -> Self {
        Self::stream(Watched { body: self, watch })
    }

    /// The whole content, when it is at hand.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Inner::Bytes(_, bytes) => Some(bytes),
            Inner::Stream(_) => None,
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Inner::Bytes(Full::new(bytes.clone()), bytes))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Inner::Bytes(_, bytes) => write!(f, "Body({} bytes)", bytes.len()),
            Inner::Stream(_) => f.write_str("Body(stream)"),
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Inner::Bytes(full, _) => Pin::new(full).poll_frame(cx).map_err(|never| match never {}),
            Inner::Stream(body) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Bytes(full, _) => full.is_end_stream(),
            Inner::Stream(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Bytes(full, _) => full.size_hint(),
            Inner::Stream(body) => body.size_hint(),
        }
    }
}

/// What comes next of a body; `None` at its end.
pub(super) type Next = Option<Result<Frame<Bytes>, BoxError>>;

/// Looks at a body as it passes.
pub(super) trait Watch: Send + Sync + 'static {
    /// Sees what comes next, and gives what is to come in its place.
    fn pass(&mut self, next: Next) -> Next;

    /// Whether the end need not be seen: nothing would come in its place.
    fn may_end(&self) -> bool {
        true
    }

    /// How much is to come, by what the body says about it.
    fn size_hint(&self, hint: SizeHint) -> SizeHint {
        hint
    }
}

/// A body, and who looks at it.
struct Watched<W> {
    body: Body,
    watch: W,
}

impl<W: Watch + Unpin> http_body::Body for Watched<W> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Next> {
        let next = ready!(Pin::new(&mut self.body).poll_frame(cx));
        Poll::Ready(self.watch.pass(next))
    }

    fn is_end_stream(&self) -> bool {
        self.watch.may_end() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.watch.size_hint(self.body.size_hint())
    }
}

/// Reads `body` to its end, and gives up as soon as it is longer than `limit` bytes.
pub(super) async fn read(body: &mut Body, limit: usize) -> Result<Bytes, TransportError> {
    // A body that announces its size is refused before a byte of it is read.
    if body_size(body).is_some_and(|size| size > limit as u64) {
        return Err(too_large(limit));
    }
    // What comes in one piece is not copied.
    let mut only = Bytes::new();
    let mut content = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|source| TransportError::new(TransportErrorKind::Io, source))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if only.len() + content.len() + data.len() > limit {
            return Err(too_large(limit));
        }
        if only.is_empty() && content.is_empty() {
            only = data;
            continue;
        }
        content.extend_from_slice(&mem::take(&mut only));
        content.extend_from_slice(&data);
    }
    Ok(if content.is_empty() { only } else { content.freeze() })
}

fn body_size(body: &Body) -> Option<u64> {
    http_body::Body::size_hint(body).exact()
}

fn too_large(limit: usize) -> TransportError {
    let message = format!("the response is larger than {limit} bytes (max_response_bytes)");
    TransportError::new(TransportErrorKind::Other, message)
}
