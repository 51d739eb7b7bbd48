//! What a request sends besides values: bytes at hand, or a stream of them that is never held as a whole.

use std::fmt;
use std::io::Read;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body::{Frame, SizeHint};

use super::body::{Body, BoxError, Next, Watch};

/// How much of a reader is read at once.
const CHUNK: usize = 64 << 10;

/// Content to send: bytes at hand, or a stream of them.
///
/// Bytes and text convert into one. A stream is sent as it comes and never held as a whole; who knows its length says
/// so with [`length`](Self::length), and the request announces it.
///
/// A call with a stream that cannot be opened [again](Self::repeatable) is sent once: it is not retried, whatever the
/// retry policy says, and a clone of the call cannot be sent after it.
///
/// ```
/// use generated_client::runtime::body::Upload;
///
/// let bytes = Upload::from(vec![1, 2, 3]);
/// assert_eq!(bytes.known_length(), Some(3));
/// let stream = Upload::blocking_reader(std::io::empty()).media_type("image/png");
/// assert!(stream.known_length().is_none() && !stream.is_repeatable());
/// ```
#[derive(Clone)]
pub struct Upload {
    source: Source,
    length: Option<u64>,
    media_type: Option<String>,
}

#[derive(Clone)]
enum Source {
    Bytes(Bytes),
    Once(Arc<Mutex<Option<Body>>>),
    Again(Arc<dyn Fn() -> Body + Send + Sync>),
}

impl Upload {
    /// A stream of bytes, sent once.
    pub fn stream<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes> + Send + Sync + 'static,
        B::Error: Into<BoxError>,
    {
        let length = body.size_hint().exact();
        let source = Source::Once(Arc::new(Mutex::new(Some(Body::stream(body)))));
        Self { source, length, media_type: None }
    }

    /// A stream that `open` opens anew for each attempt, so that the call can be retried.
    pub fn repeatable(open: impl Fn() -> Body + Send + Sync + 'static) -> Self {
        Self { source: Source::Again(Arc::new(open)), length: None, media_type: None }
    }

    /// What a reader gives, sent once. Reading happens where the request is sent, and blocks it: that is fine for memory
    /// and for files on a local disk.
    pub fn blocking_reader(reader: impl Read + Send + 'static) -> Self {
        Self::stream(Blocking { reader: Mutex::new(Box::new(reader)), buffer: BytesMut::new() })
    }

    /// What a reader gives, sent once.
    pub fn reader(reader: impl tokio::io::AsyncRead + Send + 'static) -> Self {
        Self::stream(Async { reader: Mutex::new(Box::pin(reader)), buffer: BytesMut::new() })
    }

    /// Says how many bytes a stream has. A stream that turns out to have more or fewer breaks the request.
    #[must_use]
    pub fn length(self, bytes: u64) -> Self {
        let length = match self.source {
            Source::Bytes(_) => self.length,
            Source::Once(_) | Source::Again(_) => Some(bytes),
        };
        Self { length, ..self }
    }

    /// Says of what media type the content is, where the document leaves that open.
    #[must_use]
    pub fn media_type(self, media_type: impl Into<String>) -> Self {
        Self { media_type: Some(media_type.into()), ..self }
    }

    /// How many bytes there are, if that is known.
    pub fn known_length(&self) -> Option<u64> {
        self.length
    }

    /// Whether it can be sent more than once.
    pub fn is_repeatable(&self) -> bool {
        matches!(self.source, Source::Bytes(_) | Source::Again(_))
    }

    /// The content, when it is at hand.
    pub fn as_bytes(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Bytes(bytes) => Some(bytes),
            Source::Once(_) | Source::Again(_) => None,
        }
    }

    /// What [`media_type`](Self::media_type) said.
    pub(super) fn own_media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// The content as a body; `None` when the stream is gone.
    pub(super) fn open(&self) -> Option<Body> {
        let body = match &self.source {
            Source::Bytes(bytes) => return Some(Body::from(bytes.clone())),
            Source::Once(body) => body.lock().unwrap_or_else(PoisonError::into_inner).take()?,
            Source::Again(open) => open(),
        };
        Some(match self.length {
            Some(left) => body.watched(Measured { left }),
            None => body,
        })
    }
}

/// Two are equal when they have the same bytes, or are clones of one stream.
impl PartialEq for Upload {
    fn eq(&self, other: &Self) -> bool {
        let same = match (&self.source, &other.source) {
            (Source::Bytes(left), Source::Bytes(right)) => left == right,
            (Source::Once(left), Source::Once(right)) => Arc::ptr_eq(left, right),
            (Source::Again(left), Source::Again(right)) => Arc::ptr_eq(left, right),
            _ => false,
        };
        same && self.length == other.length && self.media_type == other.media_type
    }
}

/// How much there is: it can be long, and private.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.as_bytes().is_some() { "" } else { "a stream of " };
        match self.length {
            Some(length) => write!(f, "Upload({kind}{length} bytes)"),
            None => write!(f, "Upload({kind}bytes)"),
        }
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        Self { length: Some(bytes.len() as u64), source: Source::Bytes(bytes), media_type: None }
    }
}

/// Implements the conversion of what `Bytes` can be made from.
macro_rules! from_bytes {
    ($($type:ty: $convert:expr),* $(,)?) => {
        $(impl From<$type> for Upload {
            fn from(content: $type) -> Self {
                let convert: fn($type) -> Bytes = $convert;
                convert(content).into()
            }
        })*
    };
}

from_bytes! {
    Vec<u8>: Bytes::from,
    String: Bytes::from,
    &[u8]: Bytes::copy_from_slice,
    &str: |text| Bytes::copy_from_slice(text.as_bytes()),
}

/// Sees that a body is as long as was said.
struct Measured {
    left: u64,
}

impl Watch for Measured {
    fn pass(&mut self, next: Next) -> Next {
        match &next {
            Some(Ok(frame)) => {
                let length = frame.data_ref().map_or(0, |data| data.len() as u64);
                let Some(left) = self.left.checked_sub(length) else {
                    return Some(Err("the stream is longer than was said".into()));
                };
                self.left = left;
            }
            None if self.left > 0 => {
                let missing = std::mem::take(&mut self.left);
                return Some(Err(format!("the stream ended {missing} bytes early").into()));
            }
            Some(Err(_)) | None => {}
        }
        next
    }

    fn may_end(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self, _: SizeHint) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// A body that is read when the connection takes more. The lock is never contended: it makes the reader `Sync`.
struct Blocking {
    reader: Mutex<Box<dyn Read + Send>>,
    buffer: BytesMut,
}

impl http_body::Body for Blocking {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Self { reader, buffer } = &mut *self;
        let reader = reader.get_mut().unwrap_or_else(PoisonError::into_inner);
        buffer.resize(CHUNK, 0);
        let read = loop {
            match reader.read(buffer) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        Poll::Ready(match read {
            Ok(0) => None,
            Ok(length) => Some(Ok(Frame::data(buffer.split_to(length).freeze()))),
            Err(error) => Some(Err(error.into())),
        })
    }
}

/// The same for a reader that tells when there is more.
struct Async {
    reader: Mutex<Pin<Box<dyn tokio::io::AsyncRead + Send>>>,
    buffer: BytesMut,
}

impl http_body::Body for Async {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let Self { reader, buffer } = &mut *self;
        let reader = reader.get_mut().unwrap_or_else(PoisonError::into_inner);
        buffer.resize(CHUNK, 0);
        let mut read = tokio::io::ReadBuf::new(buffer);
        let polled = reader.as_mut().poll_read(cx, &mut read);
        let length = read.filled().len();
        polled.map(|result| match result {
            Ok(()) if length == 0 => None,
            Ok(()) => Some(Ok(Frame::data(buffer.split_to(length).freeze()))),
            Err(error) => Some(Err(error.into())),
        })
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    async fn sent(upload: &Upload) -> Result<String, String> {
        let body = upload.open().ok_or("gone")?;
        let collected = body.collect().await.map_err(|error| error.to_string())?;
        Ok(String::from_utf8_lossy(&collected.to_bytes()).into_owned())
    }

    #[tokio::test]
    async fn bytes_and_repeatable_streams_are_sent_again() {
        for upload in [
            Upload::from("abc"),
            Upload::from(&b"abc"[..]),
            Upload::repeatable(|| Body::from(Bytes::from_static(b"abc"))).length(3),
        ] {
            assert!(upload.is_repeatable());
            assert_eq!(sent(&upload).await.as_deref(), Ok("abc"));
            assert_eq!(sent(&upload.clone()).await.as_deref(), Ok("abc"));
        }
    }

    #[tokio::test]
    async fn readers_are_sent_once() {
        for upload in [Upload::blocking_reader(&b"abc"[..]), Upload::reader(&b"abc"[..])] {
            assert!(!upload.is_repeatable() && upload.known_length().is_none());
            let clone = upload.clone();
            assert_eq!(clone, upload);
            assert_eq!(sent(&upload).await.as_deref(), Ok("abc"));
            assert_eq!(sent(&clone).await, Err("gone".to_owned()));
        }
    }

    #[tokio::test]
    async fn long_readers_come_in_pieces() {
        let text = "x".repeat(3 * CHUNK + 1);
        let mut body = Upload::blocking_reader(std::io::Cursor::new(text.clone())).open().expect("a body");
        let mut pieces = Vec::new();
        while let Some(frame) = body.frame().await {
            pieces.push(frame.expect("a frame").into_data().expect("data").len());
        }
        assert_eq!(pieces, [CHUNK, CHUNK, CHUNK, 1]);
    }

    #[tokio::test]
    async fn a_length_is_announced_and_kept() {
        for (length, expected) in
            [(3, Ok("abc")), (2, Err("the stream is longer than was said")), (5, Err("the stream ended 2 bytes early"))]
        {
            let upload = Upload::blocking_reader(&b"abc"[..]).length(length);
            assert_eq!(upload.known_length(), Some(length));
            let result = sent(&upload).await;
            assert_eq!(result.as_deref().map_err(String::as_str), expected);
        }
        assert_eq!(format!("{:?}", Upload::from("abc").length(9)), "Upload(3 bytes)");
    }
}
