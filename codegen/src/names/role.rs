//! The roles an identifier can have: one table.

use super::case::Case::{Pascal, Snake, Upper};
use super::keyword::{
    BUILDER_METHODS, CALL_METHODS, CLIENT_METHODS, MODEL_TYPES, MODULES, OPERATION_TYPES, PRELUDE, SERVER_TYPES,
    VARIANTS,
};
use super::scope::Alphabet::{Ascii, Unicode};
use super::scope::Role;

/// A type in `models`.
pub const MODEL: Role = Role { case: Pascal, reserved: &[PRELUDE, MODEL_TYPES], suffix: "model", alphabet: Unicode };
/// The module of a model or of a tag, and the name of its file.
pub const MODULE: Role = Role { case: Snake, reserved: &[MODULES], suffix: "module", alphabet: Ascii };
/// A field of a struct.
pub const FIELD: Role = Role { case: Snake, reserved: &[], suffix: "field", alphabet: Unicode };
/// A setter of a model.
pub const MODEL_SETTER: Role = Role { case: Snake, reserved: &[], suffix: "field", alphabet: Unicode };
/// A variant of an enum or a union.
pub const VARIANT: Role = Role { case: Pascal, reserved: &[VARIANTS], suffix: "value", alphabet: Unicode };
/// An operation's own type, its error and its output, in `api`.
pub const OPERATION: Role =
    Role { case: Pascal, reserved: &[PRELUDE, OPERATION_TYPES], suffix: "call", alphabet: Unicode };
/// The method of an operation on the client.
pub const METHOD: Role = Role { case: Snake, reserved: &[CLIENT_METHODS], suffix: "call", alphabet: Unicode };
/// An argument of an operation's method.
pub const ARGUMENT: Role = Role { case: Snake, reserved: &[], suffix: "argument", alphabet: Unicode };
/// A setter on a call.
pub const SETTER: Role = Role { case: Snake, reserved: &[CALL_METHODS], suffix: "param", alphabet: Unicode };
/// A setter on the client's builder.
pub const BUILDER_SETTER: Role = Role { case: Snake, reserved: &[BUILDER_METHODS], suffix: "value", alphabet: Unicode };
/// A variant for a status.
pub const STATUS: Role = Role { case: Pascal, reserved: &[], suffix: "status", alphabet: Unicode };
/// A variant for a content type.
pub const CONTENT: Role = Role { case: Pascal, reserved: &[], suffix: "content", alphabet: Unicode };
/// A variant for a server.
pub const SERVER: Role = Role { case: Pascal, reserved: &[], suffix: "server", alphabet: Unicode };
/// The type of a server with variables, and that of a variable's values.
pub const SERVER_TYPE: Role =
    Role { case: Pascal, reserved: &[PRELUDE, SERVER_TYPES], suffix: "server", alphabet: Unicode };
/// The setter of a variable.
pub const SERVER_SETTER: Role =
    Role { case: Snake, reserved: &[&["clone", "default", "fmt", "new"]], suffix: "variable", alphabet: Unicode };
/// The constant of a reply's header.
pub const HEADER: Role = Role { case: Upper, reserved: &[], suffix: "header", alphabet: Unicode };
/// The constant of a webhook or callback.
pub const INCOMING: Role = Role { case: Upper, reserved: &[], suffix: "call", alphabet: Unicode };
/// The function of a link, on the operation's own type.
pub const LINK: Role =
    Role { case: Snake, reserved: &[&["decode", "follow", "progress"]], suffix: "link", alphabet: Unicode };
/// A test of examples.
pub const TEST: Role = Role { case: Snake, reserved: &[], suffix: "example", alphabet: Unicode };
