//! Lists that come in pages: how to get from one page to the next.

/// `x-pagination`: how the results of an operation come in pages.
///
/// Paths are names of properties, from the body of the reply down, or from an item down. What stands on the way may be
/// absent or null.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagination {
    /// What the next page is asked for by.
    pub step: PageStep,
    /// Where the list of a page's items stands; empty when the reply itself is the list.
    pub items: Vec<String>,
    /// Where the text or number stands that tells an item from all others; empty when it is the item itself.
    pub key: Option<Vec<String>>,
    /// Where a page says whether more follow.
    pub more: Option<Vec<String>>,
    /// The query parameter without which everything comes in one page.
    pub whole_without: Option<String>,
}

/// What the next page is asked for by. The parameters are in the query, and hold numbers or, for cursors, also texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageStep {
    /// The number of items before the page.
    Offset {
        /// The parameter.
        parameter: String,
        /// Where a page says how many items there are in all.
        total_items: Option<Vec<String>>,
    },
    /// The number of the page.
    Page {
        /// The parameter.
        parameter: String,
        /// The number of the first page.
        first: u32,
        /// Where a page says how many pages there are in all.
        total_pages: Option<Vec<String>>,
    },
    /// A text or number that the page before holds.
    Cursor {
        /// The parameter.
        parameter: String,
        /// Where the cursor stands.
        from: CursorPlace,
    },
    /// A URL in the page before.
    Link {
        /// Where the URL stands; in the header `Link` if that is not said.
        next: Option<Vec<String>>,
    },
}

/// Where a cursor stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CursorPlace {
    /// In the reply.
    Reply(Vec<String>),
    /// In the last item of the page.
    LastItem(Vec<String>),
}
