//! Operations whose replies come to the same, so that one enum of what they hold does for all of them.
//!
//! They come to the same where the document says so: where all of them are references to the same replies. What only
//! reads alike is left alone, or mending a word of one operation would make the type of another a different one.

use std::collections::BTreeMap;

use crate::ir::{Api, OperationId, Origin, Response, Side, StatusSpec};

/// Of each operation, the first that comes to the same.
#[derive(Debug)]
pub struct Outcomes {
    outputs: Vec<OperationId>,
    failures: Vec<OperationId>,
}

/// Finds which operations come to the same.
pub fn outcomes(api: &Api) -> Outcomes {
    Outcomes { outputs: first(api, Side::Output), failures: first(api, Side::Failure) }
}

impl Outcomes {
    /// The first operation that comes to the same on that side, which may be the operation itself.
    pub fn first(&self, side: Side, id: OperationId) -> OperationId {
        self.of(side)[id.index()]
    }

    /// Whether the operation is the first of several.
    pub fn is_shared(&self, side: Side, id: OperationId) -> bool {
        self.of(side)[id.index() + 1..].contains(&id)
    }

    fn of(&self, side: Side) -> &[OperationId] {
        match side {
            Side::Output => &self.outputs,
            Side::Failure => &self.failures,
        }
    }
}

/// The statuses of some replies, and where the document defines these.
type Places<'a> = Vec<(StatusSpec, &'a Origin)>;

fn first(api: &Api, side: Side) -> Vec<OperationId> {
    let mut known: BTreeMap<Places<'_>, Vec<(OperationId, Vec<&Response>)>> = BTreeMap::new();
    let first = |id| {
        let Some(replies) = side.choice(api.operation(id)) else { return id };
        let places = replies.iter().map(|reply| (reply.status, &reply.origin)).collect();
        let alike = known.entry(places).or_default();
        match alike.iter().find(|(_, others)| hold_the_same(others, &replies)) {
            Some((first, _)) => *first,
            None => {
                alike.push((id, replies));
                id
            }
        }
    };
    api.operation_ids().map(first).collect()
}

/// Whether replies that the document defines at the same places came to the same: one to HEAD has no body.
fn hold_the_same(one: &[&Response], other: &[&Response]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.contents == other.contents)
}
