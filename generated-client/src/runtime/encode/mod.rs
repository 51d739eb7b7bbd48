//! Values into the text of a path, a query, a header or a cookie, by OpenAPI's parameter styles and RFC 6570.

mod escape;
mod json_text;
mod rules;
mod serializer;
mod style;

pub(super) use self::escape::escaped;
pub use self::escape::percent_encode;
pub use self::json_text::JsonText;
pub use self::rules::{Empty, Escape, Explode, Rules, Style};
pub(super) use self::serializer::not_finite;
pub use self::serializer::{ParamValue, ValueError, to_value};
pub use self::style::{Unwritable, expand, pairs};
