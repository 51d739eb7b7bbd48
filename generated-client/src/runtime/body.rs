//! Bodies on their way out and in, and reading one without letting it grow past a limit.

use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use http_body_util::combinators::BoxBody;

pub use super::content::Content;
pub use super::form::{Encoding, Encodings};
use super::transport::{TransportError, TransportErrorKind};
pub use super::upload::Upload;

/// An error of any kind that may cross threads.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A request's or a response's body: bytes at hand, or a stream of them.
pub struct Body(Inner);

enum Inner {
    /// None when they have been read.
    Bytes(Option<Bytes>),
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

    /// The whole content, when it is at hand, and nobody has begun to read it.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.0 {
            Inner::Bytes(bytes) => bytes.as_ref(),
            Inner::Stream(_) => None,
        }
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Inner::Bytes(Some(bytes)))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Inner::Bytes(bytes) => write!(f, "Body({} bytes)", bytes.as_ref().map_or(0, Bytes::len)),
            Inner::Stream(_) => f.write_str("Body(stream)"),
        }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match &mut self.0 {
            Inner::Bytes(bytes) => {
                Poll::Ready(bytes.take().filter(|bytes| !bytes.is_empty()).map(|bytes| Ok(Frame::data(bytes))))
            }
            Inner::Stream(body) => Pin::new(body).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Bytes(bytes) => bytes.as_ref().is_none_or(Bytes::is_empty),
            Inner::Stream(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Bytes(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, Bytes::len) as u64),
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
    let mut content = Read::default();
    poll_fn(|cx| content.poll(body, limit, cx)).await
}

/// What has been read of a body. What comes in one piece is not copied.
#[derive(Default)]
struct Read {
    only: Bytes,
    all: Option<BytesMut>,
}

impl Read {
    fn poll(&mut self, body: &mut Body, limit: usize, cx: &mut Context<'_>) -> Poll<Result<Bytes, TransportError>> {
        loop {
            match ready!(http_body::Body::poll_frame(Pin::new(body), cx)) {
                None => return Poll::Ready(Ok(self.take())),
                Some(Err(source)) => return Poll::Ready(Err(TransportError::new(TransportErrorKind::Io, source))),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        self.add(data);
                    }
                }
            }
            if self.len() > limit {
                return Poll::Ready(Err(too_large(limit)));
            }
        }
    }

    fn len(&self) -> usize {
        self.all.as_ref().map_or(self.only.len(), BytesMut::len)
    }

    fn add(&mut self, data: Bytes) {
        if self.len() == 0 {
            self.only = data;
            return;
        }
        let only = mem::take(&mut self.only);
        let all = self.all.get_or_insert_with(|| BytesMut::from(&only[..]));
        all.extend_from_slice(&data);
    }

    fn take(&mut self) -> Bytes {
        self.all.take().map_or_else(|| mem::take(&mut self.only), BytesMut::freeze)
    }
}

fn body_size(body: &Body) -> Option<u64> {
    http_body::Body::size_hint(body).exact()
}

fn too_large(limit: usize) -> TransportError {
    let message = format!("the response is larger than {limit} bytes (max_response_bytes)");
    TransportError::new(TransportErrorKind::Other, message)
}
