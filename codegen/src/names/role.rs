//! The roles an identifier can have: one table.

use super::case::Case::{Pascal, Snake, Upper};
use super::keyword::{
    BUILDER_METHODS, CALL_METHODS, CLIENT_METHODS, MODEL_TYPES, MODULES, OPERATION_TYPES, SERVER_TYPES, VARIANTS,
};
use super::scope::Role;

/// A type in `models`.
pub const MODEL: Role = Role { case: Pascal, reserved: MODEL_TYPES, suffix: "model", beside: None };
/// The module of a model or of a tag.
pub const MODULE: Role = Role { case: Snake, reserved: MODULES, suffix: "module", beside: Some(Pascal) };
/// A field of a struct.
pub const FIELD: Role = Role { case: Snake, reserved: &[], suffix: "field", beside: None };
/// A setter of a model.
pub const MODEL_SETTER: Role = Role { case: Snake, reserved: &[], suffix: "field", beside: None };
/// A variant of an enum or a union.
pub const VARIANT: Role = Role { case: Pascal, reserved: VARIANTS, suffix: "value", beside: None };
/// An operation's own type, its error and its output, in `api`.
pub const OPERATION: Role = Role { case: Pascal, reserved: OPERATION_TYPES, suffix: "call", beside: None };
/// The method of an operation on the client.
pub const METHOD: Role = Role { case: Snake, reserved: CLIENT_METHODS, suffix: "call", beside: None };
/// An argument of an operation's method.
pub const ARGUMENT: Role = Role { case: Snake, reserved: &[], suffix: "argument", beside: None };
/// A setter on a call.
pub const SETTER: Role = Role { case: Snake, reserved: CALL_METHODS, suffix: "param", beside: None };
/// A setter on the client's builder.
pub const BUILDER_SETTER: Role = Role { case: Snake, reserved: BUILDER_METHODS, suffix: "value", beside: None };
/// A variant for a status.
pub const STATUS: Role = Role { case: Pascal, reserved: &[], suffix: "status", beside: None };
/// A variant for a content type.
pub const CONTENT: Role = Role { case: Pascal, reserved: &[], suffix: "content", beside: None };
/// A variant for a server.
pub const SERVER: Role = Role { case: Pascal, reserved: &[], suffix: "server", beside: None };
/// The type of a server with variables, and that of a variable's values.
pub const SERVER_TYPE: Role = Role { case: Pascal, reserved: SERVER_TYPES, suffix: "server", beside: None };
/// The setter of a variable.
pub const SERVER_SETTER: Role =
    Role { case: Snake, reserved: &["clone", "default", "fmt", "new"], suffix: "variable", beside: None };
/// The constant of a reply's header.
pub const HEADER: Role = Role { case: Upper, reserved: &[], suffix: "header", beside: None };
/// The constant of a webhook or callback.
pub const INCOMING: Role = Role { case: Upper, reserved: &[], suffix: "call", beside: None };
/// The function of a link, on the operation's own type.
pub const LINK: Role = Role { case: Snake, reserved: &["decode", "follow", "progress"], suffix: "link", beside: None };
/// A test of examples.
pub const TEST: Role = Role { case: Snake, reserved: &[], suffix: "example", beside: None };
