//! What a call comes to: the one type of each side's replies, or a choice among them.

use super::{Operation, Payload, Response, Type};

/// What the replies of one side hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Outcome<'a> {
    /// Nothing but the status.
    Nothing,
    /// One kind of body, whatever the status.
    Body(Payload<'a>),
    /// What depends on the status or on the content type.
    Choice,
}

impl Operation {
    /// What a success holds.
    pub fn output(&self) -> Outcome<'_> {
        let mut bodies = self.successes().map(body);
        let Some(first) = bodies.next() else { return Outcome::Nothing };
        if bodies.all(|other| other == first) { first } else { Outcome::Choice }
    }

    /// What a documented failure holds; `None` when there is none.
    ///
    /// Where only one is documented, its body says all there is to say. Of several, the status is half of what they
    /// say, and so it is of one without a body.
    pub fn failure(&self) -> Option<Outcome<'_>> {
        let mut failures = self.failures();
        let first = body(failures.next()?);
        Some(match (first, failures.next()) {
            (Outcome::Body(_), None) => first,
            _ => Outcome::Choice,
        })
    }

    /// The type of a success, where every success is JSON of one type.
    pub fn json_output(&self) -> Option<&Type> {
        match self.output() {
            Outcome::Body(Payload::Json(ty)) => Some(ty),
            Outcome::Body(_) | Outcome::Nothing | Outcome::Choice => None,
        }
    }
}

/// One side of the replies of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The documented successes.
    Output,
    /// The documented failures.
    Failure,
}

impl Side {
    /// Both sides.
    pub const ALL: [Self; 2] = [Self::Output, Self::Failure];

    /// The replies of that side. A `default` may be on both.
    pub fn replies(self, operation: &Operation) -> Vec<&Response> {
        match self {
            Self::Output => operation.successes().collect(),
            Self::Failure => operation.failures().collect(),
        }
    }

    /// The replies, if what they hold is a choice.
    pub fn choice(self, operation: &Operation) -> Option<Vec<&Response>> {
        let outcome = match self {
            Self::Output => Some(operation.output()),
            Self::Failure => operation.failure(),
        };
        (outcome == Some(Outcome::Choice)).then(|| self.replies(operation))
    }
}

/// What one reply holds.
fn body(response: &Response) -> Outcome<'_> {
    match response.payloads().as_slice() {
        [] => Outcome::Nothing,
        [(payload, _)] => Outcome::Body(*payload),
        [_, _, ..] => Outcome::Choice,
    }
}
