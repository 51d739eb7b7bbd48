//! Confirms that a sample is what the document allows: the `jsonschema` crate, on the translated document.

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use crate::failure::Failure;

/// The document as the oracle has it.
pub(crate) struct Oracle<'d> {
    registry: Registry<'d>,
}

/// The name under which the oracle knows the document.
const DOCUMENT: &str = "https://document.invalid/";

impl<'d> Oracle<'d> {
    /// An oracle for the schemas of `document`, which are all JSON Schema.
    pub(crate) fn new(document: &'d Value) -> Result<Self, Failure> {
        let registry = Registry::new().add(DOCUMENT, document).and_then(jsonschema::RegistryBuilder::prepare);
        let registry =
            registry.map_err(|error| Failure::work(format_args!("the oracle does not take the document: {error}")))?;
        Ok(Self { registry })
    }

    /// The judge of the schema at `pointer`; none when the oracle does not understand the schema.
    pub(crate) fn judge(&self, pointer: &codegen::Pointer) -> Option<Validator> {
        let schema = json!({"$ref": format!("{DOCUMENT}{}", escaped(pointer))});
        let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
        options.with_registry(&self.registry).offline().build(&schema).ok()
    }
}

/// The pointer as part of a URI.
fn escaped(pointer: &codegen::Pointer) -> String {
    let text = pointer.to_string();
    let mut escaped = String::with_capacity(text.len());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'#' if at == 0 => escaped.push('#'),
            b'/' | b'~' | b'-' | b'_' | b'.' => escaped.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => escaped.push(char::from(byte)),
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    escaped
}
