//! What is wrong with the values of a call, by the places that they have: a complaint goes with its value.

use crate::runtime::error::Problem;

/// Where a value goes. The body has no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Path,
    Query,
    Cookie,
    /// A header that the document describes.
    Header,
    /// A header of the caller's own.
    OwnHeader,
    Body,
}

impl Place {
    fn is_same_name(self, one: &str, other: &str) -> bool {
        match self {
            Self::Header | Self::OwnHeader => one.eq_ignore_ascii_case(other),
            Self::Path | Self::Query | Self::Cookie | Self::Body => one == other,
        }
    }
}

/// The complaints about the values that are set now.
#[derive(Clone, Default)]
pub(super) struct Complaints(Vec<Complaint>);

#[derive(Clone)]
struct Complaint {
    place: Place,
    name: String,
    problem: Problem,
}

impl Complaints {
    /// Takes a value that replaces the one there was, if it can be sent, and a complaint about it if it cannot.
    pub(super) fn sort<T>(&mut self, place: Place, name: &str, value: Result<T, Problem>) -> Option<T> {
        if !self.0.is_empty() {
            self.0.retain(|known| known.place != place || !place.is_same_name(&known.name, name));
        }
        let complain = |problem| self.0.push(Complaint { place, name: name.to_owned(), problem });
        value.map_err(complain).ok()
    }

    /// All that is wrong, in the order in which it was set.
    pub(super) fn problems(&self) -> Vec<Problem> {
        self.0.iter().map(|complaint| complaint.problem.clone()).collect()
    }
}
