//! Which definitions are part of requests, and which only of replies.

use crate::ir::Api;

/// Which way values of a type travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Users make values of the type: it is part of a request, or of nothing.
    Made,
    /// Users only receive values of the type.
    Received,
}

/// The direction of each definition, by id.
pub fn directions(api: &Api) -> Vec<Direction> {
    let ways = api.sent().into_iter().zip(api.received());
    ways.map(|way| if way == (false, true) { Direction::Received } else { Direction::Made }).collect()
}
