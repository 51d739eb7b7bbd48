//! The stream of a body's bytes.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as _;

use super::arriving::Arriving;
use crate::runtime::error::Error;
use crate::runtime::reply::Reply;

/// A body, chunk by chunk as it arrives. It may be of any length.
///
/// A chunk is whatever came in at once. After a broken connection, or a silence that is too long, there is nothing
/// more; that the body came in whole is certain only when the stream ends without an error.
///
/// ```no_run
/// # use generated_client::runtime::{Error, stream::Download};
/// # async fn save<E: std::fmt::Debug + 'static>(mut body: Download<E>) -> Result<(), Box<dyn std::error::Error>> {
/// let mut file = std::fs::File::create("export.csv")?;
/// while let Some(chunk) = body.next().await {
///     std::io::Write::write_all(&mut file, &chunk?)?;
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until its chunks are asked for"]
pub struct Download<E> {
    arriving: Arriving,
    error: PhantomData<fn() -> E>,
}

impl<E> Download<E> {
    pub(super) fn new(arriving: Arriving) -> Self {
        Self { arriving, error: PhantomData }
    }

    /// The next chunk, never empty; `None` after the last one.
    ///
    /// Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] and [`Error::Timeout`].
    pub async fn next(&mut self) -> Option<Result<Bytes, Error<E>>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The head of the reply: status, headers, request id. Its body is empty.
    pub fn reply(&self) -> &Reply {
        &self.arriving.head
    }

    /// How many bytes are still to come, where the reply says so.
    pub fn remaining(&self) -> Option<u64> {
        self.arriving.body.as_ref().map_or(Some(0), |body| body.size_hint().exact())
    }
}

impl<E> Stream for Download<E> {
    type Item = Result<Bytes, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.arriving.poll_chunk(cx).map(|chunk| chunk.map(|chunk| chunk.map_err(Error::from)))
    }
}

impl<E> fmt::Debug for Download<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Download({}, {:?})", self.arriving.operation, self.arriving.head)
    }
}
