//! The drivers of this stage's tests: small texts of any version in, 3.0-shaped trees and findings out.

use serde_json::Value as Json;

use super::to_3_0;
use crate::diagnostics::Stages;
use crate::input::{Input, NoFiles};
use crate::source::{self, Value};

/// The tree as it is written.
pub(super) fn parse(text: &str) -> Value<'_> {
    let input = Input { name: "api", text, loader: &NoFiles };
    Stages::new().run(|report| source::parse(&input, report)).expect("the text is sound")
}

/// The tree in the shape of 3.0, and all findings.
pub(super) fn upgrade(text: &str) -> (Json, String) {
    let mut stages = Stages::new();
    let mut tree = Json::Null;
    let found = stages.run(|report| tree = to_3_0(parse(text), report).to_json());
    let found = found.err().unwrap_or_else(|| stages.warnings());
    (tree, found.to_string())
}

pub(super) fn findings(text: &str) -> String {
    upgrade(text).1
}

/// Each text must become the tree of the other one, whose outer braces are left out.
#[track_caller]
pub(super) fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        let expected = parse(&format!("{{{expected}}}")).to_json();
        assert_eq!(upgrade(text).0.to_string(), expected.to_string(), "{text}");
    }
}

/// A schema of 3.1 in the shape of 3.0, and all findings.
pub(super) fn schema(text: &str) -> (Json, String) {
    let indented = text.replace('\n', "\n      ");
    let (mut tree, found) =
        upgrade(&format!("openapi: 3.1.0\npaths: {{}}\ncomponents:\n  schemas:\n    A:\n      {indented}\n"));
    (tree["components"]["schemas"]["A"].take(), found)
}

/// The same as [`check`] for schemas of 3.1.
#[track_caller]
pub(super) fn check_schemas(table: &[(&str, &str)]) {
    for (text, expected) in table {
        let expected = parse(&format!("{{{expected}}}")).to_json();
        assert_eq!(schema(text).0.to_string(), expected.to_string(), "{text}");
    }
}
