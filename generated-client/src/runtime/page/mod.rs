//! Lists that come in pages: asking for one page after the other, up to the last, and no further.
//!
//! ```no_run
//! use generated_client::runtime::page::Paged;
//! use generated_client::runtime::{Call, CallResult};
//!
//! # async fn each<Op: Paged>(list: Call<'_, Op>) -> CallResult<Op, ()> {
//! let mut items = list.items();
//! while let Some(item) = items.next().await {
//!     let item = item?; // a failure ends the stream, and `items.position()` tells where to begin again
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A page is asked for when the items of the one before have been taken. Each page is a call of its own, with the timeout
//! and the retries of the call that the list was made of.
//!
//! # Where a list ends
//!
//! | pages by                | the last page                                                                      |
//! |-------------------------|------------------------------------------------------------------------------------|
//! | offset, or page number  | has nothing in it; or, where the document says how to tell, is known to be the last |
//! | cursor                  | names no cursor for the next, or one that was used already                         |
//! | link                    | links to no next page, or to one that was read already                             |
//!
//! A page with fewer items than were asked for says nothing: services have limits of their own. A page that is the same
//! as the one before, byte for byte, ends the list of a service that gives its last page over and over. An operation
//! whose items can be told apart has a [key](Paged::key) for that: no item is given twice, and a page that brings
//! nothing new is the last.

mod items;
mod link;
mod pages;
mod position;
#[cfg(test)]
mod tests;
mod walk;

pub use self::items::Items;
pub use self::pages::Pages;
pub use self::position::{Position, PositionError};
use super::call::Call;
use super::operation::Operation;

/// An operation whose results come in pages.
pub trait Paged: Operation {
    /// What the list consists of.
    type Item: Send + 'static;

    /// How to get from one page to the next.
    const PAGES: &'static PageInfo;

    /// The items of a page.
    fn items(page: &Self::Output) -> &[Self::Item];

    /// The items of a page, out of it.
    fn into_items(page: Self::Output) -> Vec<Self::Item>;

    /// What a page says about those that follow.
    fn clues(page: &Self::Output) -> PageClues {
        let _ = page;
        PageClues::default()
    }

    /// What tells an item from all others, where the document says so.
    fn key(item: &Self::Item) -> Option<String> {
        let _ = item;
        None
    }
}

/// How to get from one page to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageInfo {
    /// What the next page is asked for by.
    pub step: PageStep,
    /// The query parameter without which everything comes in one page.
    pub whole_without: Option<&'static str>,
}

/// What the next page is asked for by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PageStep {
    /// A query parameter that holds the number of items before the page.
    Offset(&'static str),
    /// A query parameter that holds the number of the page.
    Page {
        /// The parameter.
        parameter: &'static str,
        /// The number of the first page.
        first: u64,
    },
    /// A query parameter that holds a text of the page before: [`PageClues::next`].
    Cursor(&'static str),
    /// The URL in the header `Link` with the relation `next`.
    LinkHeader,
    /// A URL in the page before: [`PageClues::next`].
    Link,
}

/// What a page says about those that follow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageClues {
    /// The cursor or the URL of the next page.
    pub next: Option<String>,
    /// Whether there are more pages.
    pub more: Option<bool>,
    /// How many items there are in all.
    pub total_items: Option<u64>,
    /// How many pages there are in all.
    pub total_pages: Option<u64>,
}

impl<'c, Op: Paged> Call<'c, Op> {
    /// The pages of the list, one by one. Nothing is sent before the first is asked for.
    ///
    /// What the call says about size and order holds for all pages, and what it says about the page is where the list
    /// begins.
    pub fn pages(self) -> Pages<'c, Op> {
        Pages::new(self)
    }

    /// The items of all pages, one by one. Nothing is sent before the first is asked for.
    ///
    /// See [`pages`](Self::pages).
    pub fn items(self) -> Items<'c, Op> {
        Items::new(self.pages())
    }
}
