//! Replies that are read as they arrive: items one by one, or bytes chunk by chunk.
//!
//! Nothing here grows with the length of the stream: there is the chunk at hand and the item being put together, of
//! which neither is longer than the client's limit for a response. The time allowed for a call ends when the head of
//! the reply is there; from then on only a silence that is too long ends it. Dropping a stream closes the connection.

mod arriving;
mod download;
mod event;
mod frames;
mod items;
mod lines;
#[cfg(test)]
mod tests;
mod whole;

pub(super) use self::arriving::Arriving;
pub use self::download::Download;
pub use self::event::Event;
pub use self::frames::Frames;
pub use self::items::Items;
use super::call::{Call, CallResult};
use super::finish;
use super::operation::Operation;
use super::send;
use super::transport::BoxFuture;

/// An operation whose success can come as a stream of items.
pub trait Streams: Operation {
    /// What an item holds.
    type Item: Send + 'static;

    /// How the items are told apart.
    const FRAMES: Frames<Self::Item>;
}

/// The stream of the items of `Op`.
pub type ItemsOf<Op> = Items<<Op as Streams>::Item, <Op as Operation>::Error>;

/// An item is longer than the limit.
#[derive(Debug)]
pub(super) struct TooLong;

impl<'c, Op: Streams> Call<'c, Op> {
    /// Sends the call, and gives the items of its reply as they arrive.
    ///
    /// It asks for the content type of the stream alone. Where the document wants a field of the request to say that
    /// a stream is expected, too, that field is the caller's to set.
    ///
    /// # Errors
    ///
    /// See [`Error`](super::Error). A failure after the head of the reply is an item of the stream.
    pub fn stream(mut self) -> BoxFuture<'c, CallResult<Op, ItemsOf<Op>>> {
        let frames = Op::FRAMES;
        self.draft.accept = Some(frames.format.media_type);
        Box::pin(async move {
            let arrived = send::send_for_head(self.client, &self.draft).await?;
            Items::new(frames, finish::streaming::<Op>(arrived)?)
        })
    }
}

impl<'c, Op: Operation> Call<'c, Op> {
    /// Sends the call, and gives the body of a successful reply as it arrives, whatever its content type.
    ///
    /// # Errors
    ///
    /// See [`Error`](super::Error). A failure after the head of the reply is an item of the stream.
    pub fn download(self) -> BoxFuture<'c, CallResult<Op, Download<Op::Error>>> {
        Box::pin(async move {
            let arrived = send::send_for_head(self.client, &self.draft).await?;
            finish::streaming::<Op>(arrived).map(Download::new)
        })
    }
}
