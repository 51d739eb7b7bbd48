//! The stream of an operation's items.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use super::arriving::Arriving;
use super::event::Event;
use super::frames::{Framer, Frames, Framing};
use crate::runtime::codec::DecodeError;
use crate::runtime::error::{DecodeFailure, Error, Fault};
use crate::runtime::media_type::essence;
use crate::runtime::reply::Reply;

/// The items of a reply, each as soon as it is complete.
///
/// An item that is not what the document promises is an error of its own, with its text for the
/// [raw body](Error::raw_body), and the next one may follow. After a broken connection, or a silence that is too long,
/// there is nothing more. A stream is never sent again by itself, since nobody else knows what was done with its items.
///
/// ```no_run
/// # use generated_client::runtime::{Error, stream::Items};
/// # async fn print<T: std::fmt::Debug, E>(mut items: Items<T, E>) -> Result<(), Error<E>> {
/// while let Some(item) = items.next().await {
///     println!("{:?}", item?);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until its items are asked for"]
pub struct Items<T, E> {
    source: Source,
    frames: Frames<T>,
    error: PhantomData<fn() -> E>,
}

impl<T, E> Items<T, E> {
    /// The items of a reply, unless it says that it holds something else.
    pub(super) fn new(frames: Frames<T>, arriving: Arriving) -> Result<Self, Error<E>> {
        if let Some(error) = mismatch(&frames, &arriving.head) {
            let Arriving { operation, head: reply, .. } = arriving;
            return Err(Error::Decode(Box::new(DecodeFailure { operation, reply, error })));
        }
        let framer = frames.format.framer(arriving.limit);
        let source = Source { arriving, framer, chunk: Bytes::new(), last: None };
        Ok(Self { source, frames, error: PhantomData })
    }

    /// The next item; `None` after the last one.
    ///
    /// Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// See [`Items`].
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// The head of the reply: status, headers, request id. Its body is empty.
    pub fn reply(&self) -> &Reply {
        &self.source.arriving.head
    }

    /// The event that the last item came in, with its name and its text; of a stream of lines, the line.
    pub fn event(&self) -> Option<&Event> {
        self.source.last.as_ref()
    }

    /// The last id that the service gave an event: what `Last-Event-ID` asks for when connecting again.
    pub fn last_event_id(&self) -> Option<&str> {
        Some(self.source.framer.last_id()).filter(|id| !id.is_empty())
    }

    /// How long the service last asked to wait before connecting again, with an event or without one.
    pub fn reconnect_after(&self) -> Option<Duration> {
        self.source.framer.last_retry()
    }

    fn item(&self, event: &Event) -> Result<T, Error<E>> {
        (self.frames.decode)(event).map_err(|error| {
            let Arriving { operation, head, .. } = &self.source.arriving;
            let reply = head.with_body(event.data.clone());
            Error::Decode(Box::new(DecodeFailure { operation, reply, error }))
        })
    }
}

impl<T, E> Stream for Items<T, E> {
    type Item = Result<T, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let format = self.frames.format;
        let event = match ready!(self.source.poll_event(cx)) {
            Some(Ok(event)) if format.is_last(&event) => {
                self.source.arriving.body = None;
                self.source.chunk.clear();
                return Poll::Ready(None);
            }
            Some(Ok(event)) => event,
            Some(Err(fault)) => return Poll::Ready(Some(Err(fault.into()))),
            None => return Poll::Ready(None),
        };
        let item = self.item(&event);
        self.source.last = Some(event);
        Poll::Ready(Some(item))
    }
}

impl<T, E> fmt::Debug for Items<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Items({}, {:?})", self.source.arriving.operation, self.source.arriving.head)
    }
}

/// Everything but the types.
struct Source {
    arriving: Arriving,
    framer: Framer,
    chunk: Bytes,
    last: Option<Event>,
}

impl Source {
    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event, Fault>>> {
        loop {
            match self.framer.next(&mut self.chunk) {
                Ok(Some(event)) => return Poll::Ready(Some(Ok(event))),
                Ok(None) => {}
                Err(super::TooLong) => {
                    self.chunk.clear();
                    self.framer.finish();
                    return Poll::Ready(Some(Err(self.arriving.too_long())));
                }
            }
            match ready!(self.arriving.poll_chunk(cx)) {
                Some(Ok(chunk)) => self.chunk = chunk,
                Some(Err(fault)) => {
                    // What was begun is no whole item, and only a stream that ends may do without the end of its last one.
                    self.framer.finish();
                    return Poll::Ready(Some(Err(fault)));
                }
                None => return Poll::Ready(self.framer.finish().map(Ok)),
            }
        }
    }
}

/// Whether the reply says that it is no stream of events, as when the request did not ask for one. Lines have many
/// names, so there the items themselves must tell.
fn mismatch<T>(frames: &Frames<T>, head: &Reply) -> Option<DecodeError> {
    let given = head.header("content-type")?;
    let essence = essence(given);
    let is_other = frames.format.framing == Framing::Events && !essence.eq_ignore_ascii_case(frames.format.media_type);
    is_other.then(|| {
        let message = format!("expected {}, the reply is {}", frames.format.media_type, essence.escape_debug());
        DecodeError::of_whole(message)
    })
}
