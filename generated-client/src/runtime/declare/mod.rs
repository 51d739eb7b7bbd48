//! The macros in which generated code declares things, in the words of the document.
//!
//! What does not depend on the document is in what they expand to, and what is not about a name or a type is in functions
//! that they call.

mod examples;
mod modules;
mod open_enum;
mod operation;
mod record;
mod server;
mod union;

pub(crate) use self::examples::examples;
pub(crate) use self::modules::modules;
pub(crate) use self::open_enum::{enum_with_table, open_enum, open_integer_enum};
pub(crate) use self::operation::{operation, setters};
pub(crate) use self::record::{field_setters, methods, record};
pub(crate) use self::server::{server_choice, server_with_variables};
pub(crate) use self::union::{union, union_enum};
