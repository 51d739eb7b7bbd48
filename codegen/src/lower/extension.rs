//! What the extensions that stand on operations have in common: they are objects with a closed list of members.

use serde_json::{Map, Value};

use super::context::Context;
use crate::diagnostics::{Code, Diagnostic, closest};
use crate::ir::{Api, Operation};
use crate::pointer::Pointer;

/// An extension, with the code that its findings have.
pub(super) struct Extension {
    pub(super) name: &'static str,
    pub(super) code: Code,
    pub(super) members: &'static [&'static str],
}

impl Extension {
    /// The members of `value`, which stands at `at`. A member that the extension does not have is reported.
    pub(super) fn read<'v>(&'static self, cx: &mut Context<'_>, value: &'v Value, at: &Pointer) -> Option<Members<'v>> {
        let Self { name: extension, code, members: known } = self;
        let Value::Object(members) = value else {
            cx.report.add(*code, at, format!("`{extension}` must be an object"));
            return None;
        };
        let is_ours = |name: &String| closest(name, known.iter().copied()).is_some();
        if !members.is_empty() && !members.keys().any(is_ours) {
            let message =
                format!("`{extension}` has no member that is known here: it is another generator's, and ignored");
            cx.ignored(at, message);
            return None;
        }
        for name in members.keys().filter(|name| !known.contains(&name.as_str())) {
            let problem = cx.report.add(*code, &at.child(name), format!("`{extension}` has no member `{name}`"));
            match closest(name, known.iter().copied()) {
                Some(meant) => problem.help(format!("did you mean `{meant}`?")),
                None => problem.help(format!("its members are {}", known.join(", "))),
            };
        }
        Some(Members { extension: self, members, at: at.clone() })
    }
}

/// Reads the members of an extension on an operation.
pub(super) struct Reader<'a, 'c, 'd> {
    pub(super) cx: &'c mut Context<'d>,
    pub(super) api: &'a Api,
    pub(super) operation: &'a Operation,
    pub(super) members: Members<'a>,
}

impl Reader<'_, '_, '_> {
    /// Reports what is wrong with a member.
    pub(super) fn report(&mut self, name: &str, message: impl Into<String>) {
        self.members.report(self.cx, name, message);
    }
}

/// The members of an extension, and where they stand.
pub(super) struct Members<'v> {
    extension: &'static Extension,
    members: &'v Map<String, Value>,
    at: Pointer,
}

impl<'v> Members<'v> {
    /// A member.
    pub(super) fn get(&self, name: &str) -> Option<&'v Value> {
        self.members.get(name)
    }

    /// Whether the member is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    /// The names of all members.
    pub(super) fn names(&self) -> impl Iterator<Item = &'v str> + use<'v> {
        self.members.keys().map(String::as_str)
    }

    /// Reports what is wrong with a member.
    pub(super) fn report<'c>(
        &self,
        cx: &'c mut Context<'_>,
        name: &str,
        message: impl Into<String>,
    ) -> &'c mut Diagnostic {
        cx.report.add(self.extension.code, &self.at.child(name), message)
    }

    /// Reports what is wrong with an element of a member.
    pub(super) fn report_element<'c>(
        &self,
        cx: &'c mut Context<'_>,
        (name, index): (&str, usize),
        message: impl Into<String>,
    ) -> &'c mut Diagnostic {
        cx.report.add(self.extension.code, &self.at.child(name).child(index), message)
    }

    /// Reports that a member is missing; `what` says what it would be, where the name does not.
    pub(super) fn lacks(&self, cx: &mut Context<'_>, name: &str, what: &str) {
        let message = format!("`{}` needs the member `{name}`{what}", self.extension.name);
        cx.report.add(self.extension.code, &self.at, message);
    }
}
