//! What is done about a defect that does not end the run: the rule, and one closed table.
//!
//! A part that is refused refuses the document only when nothing sound can be generated without it. So every defect is
//! met by the smallest part that the rest can do without:
//!
//! * A keyword that only remarks on a value, or only narrows it, is ignored: the type takes more than the document allows.
//! * A schema that cannot be made sense of is any JSON value, which takes everything that the schema may have meant.
//! * A reply whose body cannot be read is known by its status alone.
//! * A server, a link or a header without which every operation still sends the right bytes is left out.
//! * What is to be given once for the client and cannot be, is given with each call; a credential that cannot be, is not sent.
//! * An operation is left out when its request would have to be guessed: nothing is sent rather than the wrong thing.
//! * The document is refused when it cannot be read at all, or when all of its operations were left out.
//!
//! A stage says so about one finding with [`Diagnostic::instead`](super::Diagnostic::instead), or about all findings of a
//! part with [`Report::contain`](super::Report::contain). A finding about which nobody says anything ends the run.

use std::fmt;

/// What was done instead of what the document asks for, because that is defective or cannot be carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Instead {
    /// A part is read as if it were not there.
    Ignored,
    /// A schema stands for any JSON value.
    AnyValue,
    /// A reply is known by its status alone.
    NoBody,
    /// A server is not offered to the user.
    NoServer,
    /// No credential is sent where the defective scheme asks for one.
    NoCredential,
    /// The value is given with each call, not once for the client.
    ByCall,
    /// The operation around it is not generated.
    NoOperation,
}

impl fmt::Display for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ignored => "it is ignored",
            Self::AnyValue => "any JSON value is taken in its place",
            Self::NoBody => "the reply is known by its status alone, and its body has no type",
            Self::NoServer => "the server is left out",
            Self::NoCredential => "no credential is sent for it",
            Self::ByCall => "the value is given with each call",
            Self::NoOperation => "the operation is left out",
        })
    }
}
