//! The stream of the items of an operation's pages.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::position::Position;
use super::{Paged, Pages};
use crate::runtime::call::CallResult;

/// The items of a list, one by one, whatever page they stand on.
///
/// A failure ends the stream. [`position`](Self::position) then is where the items that were not given begin; a new
/// stream can begin [there](Self::from).
#[must_use = "a stream does nothing until its items are asked for"]
pub struct Items<'c, Op: Paged> {
    pages: Pages<'c, Op>,
    /// The page at hand, and how many of its items were taken.
    page: Position,
    rest: vec::IntoIter<Op::Item>,
    /// How many items of the page at hand were taken before this stream began.
    skipped: usize,
}

impl<'c, Op: Paged> Items<'c, Op> {
    pub(super) fn new(pages: Pages<'c, Op>) -> Self {
        Self { pages, page: Position::START, rest: Vec::new().into_iter(), skipped: 0 }
    }

    /// Begins at a position of the same list instead of where the call says.
    pub fn from(mut self, position: Position) -> Self {
        self.pages = self.pages.from(position);
        self
    }

    /// Fails instead of asking for more pages than that: 100,000 if not set. The position is then the next page.
    pub fn max_pages(mut self, pages: u32) -> Self {
        self.pages = self.pages.max_pages(pages);
        self
    }

    /// Where the items that were not given yet begin; `None` after the last one.
    pub fn position(&self) -> Option<Position> {
        match self.rest.len() {
            0 => self.pages.position().cloned(),
            _ => Some(self.page.clone()),
        }
    }

    /// The next item; `None` after the last one, and after a failure.
    ///
    /// Dropping the future loses nothing.
    ///
    /// # Errors
    ///
    /// See [`Pages::next`].
    pub async fn next(&mut self) -> Option<CallResult<Op, Op::Item>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// All items that are left, in one list.
    ///
    /// # Errors
    ///
    /// See [`Pages::next`]. Items that were there already are lost then; to keep them, ask for one after the other.
    pub async fn all(mut self) -> CallResult<Op, Vec<Op::Item>> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<CallResult<Op, Op::Item>>> {
        loop {
            for item in self.rest.by_ref() {
                let index = self.page.taken;
                self.page.taken += 1;
                if index >= self.skipped && self.pages.repeated.binary_search(&index).is_err() {
                    return Poll::Ready(Some(Ok(item)));
                }
            }
            let page = self.pages.position().cloned();
            match (ready!(self.pages.poll_page(cx)), page) {
                (Some(Ok(output)), Some(page)) => {
                    self.skipped = page.taken;
                    self.page = Position { taken: 0, ..page };
                    self.rest = Op::into_items(output).into_iter();
                }
                (Some(Err(error)), _) => return Poll::Ready(Some(Err(error))),
                _ => return Poll::Ready(None),
            }
        }
    }
}

impl<Op: Paged> Stream for Items<'_, Op> {
    type Item = CallResult<Op, Op::Item>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(cx)
    }
}

/// Nothing in the stream is pinned, whatever the items are.
impl<Op: Paged> Unpin for Items<'_, Op> {}

impl<Op: Paged> fmt::Debug for Items<'_, Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Items({})", Op::INFO)
    }
}
