//! What the extensions that stand on operations have in common: they are objects with a closed list of members.

use serde_json::{Map, Value};

use super::context::Context;
use crate::diagnostics::{Code, closest};
use crate::pointer::Pointer;

/// An extension, with the code that its findings have.
pub(super) struct Extension {
    pub(super) name: &'static str,
    pub(super) code: Code,
    pub(super) members: &'static [&'static str],
}

impl Extension {
    /// The members of `value`, which stands at `at`. A member that the extension does not have is reported.
    pub(super) fn read<'v>(
        &self,
        cx: &mut Context<'_>,
        value: &'v Value,
        at: &Pointer,
    ) -> Option<&'v Map<String, Value>> {
        let Self { name: extension, code, members: known } = self;
        let Value::Object(members) = value else {
            cx.report.add(*code, at, format!("`{extension}` must be an object"));
            return None;
        };
        for name in members.keys().filter(|name| !known.contains(&name.as_str())) {
            let problem = cx.report.add(*code, &at.child(name), format!("`{extension}` has no member `{name}`"));
            match closest(name, known.iter().copied()) {
                Some(meant) => problem.help(format!("did you mean `{meant}`?")),
                None => problem.help(format!("its members are {}", known.join(", "))),
            };
        }
        Some(members)
    }
}
