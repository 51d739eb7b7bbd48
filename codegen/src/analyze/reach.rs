//! Which definitions are part of requests, and which only of replies.

use crate::ir::Api;

/// Who makes values of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maker {
    /// Whoever uses the generated code: the type is part of a request, or of nothing.
    User,
    /// The service alone: users only receive them.
    Service,
}

/// Who makes the values of each definition, by id.
pub fn makers(api: &Api) -> Vec<Maker> {
    let ways = api.sent().into_iter().zip(api.received());
    ways.map(|way| if way == (false, true) { Maker::Service } else { Maker::User }).collect()
}
