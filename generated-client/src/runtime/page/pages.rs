//! The stream of an operation's pages.

use std::collections::HashSet;
use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::position::Position;
use super::walk::{Look, Verdict, Walk};
use super::{Items, Paged};
use crate::runtime::call::{Call, CallResult};
use crate::runtime::finish;

/// The pages of a list, one by one, as the service gives them.
///
/// A failure ends the stream. [`position`](Self::position) then is the page that failed; a new stream can begin
/// [there](Self::from).
#[must_use = "a stream does nothing until its pages are asked for"]
pub struct Pages<'c, Op: Paged> {
    walk: Walk<'c>,
    seen: HashSet<String>,
    /// Which items of the last page had come before.
    pub(super) repeated: Vec<usize>,
    operation: PhantomData<fn() -> Op>,
}

impl<'c, Op: Paged> Pages<'c, Op> {
    pub(super) fn new(call: Call<'c, Op>) -> Self {
        let Call { client, draft, .. } = call;
        let walk = Walk::new(client, *draft, Op::PAGES);
        Self { walk, seen: HashSet::new(), repeated: Vec::new(), operation: PhantomData }
    }

    /// Begins at a position of the same list instead of where the call says. A page that has been taken in part is given
    /// as a whole.
    pub fn from(mut self, position: Position) -> Self {
        self.walk.begin_at(position);
        self
    }

    /// Fails instead of asking for more pages than that: 100,000 if not set. The position is then the next page.
    pub fn max_pages(mut self, pages: u32) -> Self {
        self.walk.limit(pages);
        self
    }

    /// Where the next page begins; `None` after the last one.
    pub fn position(&self) -> Option<&Position> {
        self.walk.position()
    }

    /// The next page; `None` after the last one, and after a failure.
    ///
    /// Dropping the future loses nothing: the page that it was waiting for is the next one.
    ///
    /// # Errors
    ///
    /// Those of the operation; and [`Error::Invalid`](crate::runtime::Error::Invalid) for a link that leads to another
    /// host, for too many pages, and for a position of another kind of list.
    pub async fn next(&mut self) -> Option<CallResult<Op, Op::Output>> {
        poll_fn(|cx| self.poll_page(cx)).await
    }

    pub(super) fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<CallResult<Op, Op::Output>>> {
        let reply = match ready!(self.walk.poll(cx)) {
            Some(Ok(reply)) => reply,
            Some(Err(fault)) => return Poll::Ready(Some(Err(fault.into()))),
            None => return Poll::Ready(None),
        };
        let response = match finish::finish::<Op>(reply) {
            Ok(response) => response,
            Err(error) => {
                self.walk.fail();
                return Poll::Ready(Some(Err(error)));
            }
        };
        let look = self.look(response.value());
        Poll::Ready(match self.walk.advance(response.reply(), &look) {
            Verdict::Give => Some(Ok(response.into_inner())),
            Verdict::Drop => None,
        })
    }

    fn look(&mut self, page: &Op::Output) -> Look {
        let items = Op::items(page);
        let seen = &mut self.seen;
        let mut is_repeated = |item| Op::key(item).is_some_and(|key| !seen.insert(key));
        let repeated = items.iter().enumerate().filter(|(_, item)| is_repeated(*item));
        self.repeated = repeated.map(|(index, _)| index).collect();
        Look { items: items.len(), fresh: items.len() - self.repeated.len(), clues: Op::clues(page) }
    }

    /// The items of the pages that are left.
    pub fn items(self) -> Items<'c, Op> {
        Items::new(self)
    }
}

impl<Op: Paged> Stream for Pages<'_, Op> {
    type Item = CallResult<Op, Op::Output>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(cx)
    }
}

impl<Op: Paged> fmt::Debug for Pages<'_, Op> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pages({})", Op::INFO)
    }
}
