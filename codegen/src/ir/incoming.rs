//! Calls that the service makes: webhooks and callbacks, which a user's own server receives.

use super::{Docs, Location, Method, OperationId, Origin, StatusSpec, Type};

/// A call that the service makes.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// What it is named after: the webhook's key, or the operation and the callback's key.
    pub name: String,
    /// Where the document defines it.
    pub origin: Origin,
    /// What the document says about it.
    pub docs: Docs,
    /// What makes the service call.
    pub source: IncomingSource,
    /// The operation that a callback belongs to; a webhook has none.
    pub caller: Option<OperationId>,
    /// OpenAPI's `tags`, of which nothing else is made.
    pub tags: Vec<String>,
    /// The HTTP method.
    pub method: Method,
    /// What comes beside the body, such as a header with a signature.
    pub parameters: Vec<IncomingParameter>,
    /// The type of its body, if that is JSON.
    pub payload: Option<Type>,
    /// What may be answered.
    pub replies: Vec<IncomingReply>,
}

/// What makes the service call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IncomingSource {
    /// Something that happens: `webhooks`, by the key in it.
    Webhook(String),
    /// A call of the user's: `callbacks`, by the expression for the URL that is called.
    Callback(String),
}

/// What comes beside the body of such a call. Nothing reads it, it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingParameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it stands.
    pub location: Location,
    /// What the document says about it.
    pub description: Option<String>,
}

/// An answer to such a call.
#[derive(Debug, Clone, PartialEq)]
pub struct IncomingReply {
    /// The statuses it stands for.
    pub status: StatusSpec,
    /// What the document says about it.
    pub description: String,
    /// The type of its body, if that is JSON.
    pub body: Option<Type>,
}
