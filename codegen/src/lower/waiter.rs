//! Turns `x-waiter` into a [`Waiter`], and checks that it fits the operation it stands on.
//!
//! The extension is described in `spec/README.md`. Never here: anything but its members and the types of the 200 reply.

use serde_json::Value;

use super::body_path::{self, Target, TargetKind};
use super::context::Context;
use super::extension::{Extension, Reader};
use crate::diagnostics::{Code, closest};
use crate::ir::{Api, Operation, Presence, StatusSpec, Waiter};

/// The waiter of `operation`, from the value of its extension.
pub(super) fn lower(cx: &mut Context<'_>, api: &Api, operation: &Operation, extension: &Value) -> Option<Waiter> {
    let at = operation.origin.child(EXTENSION.name);
    let members = EXTENSION.read(cx, extension, &at)?;
    let reader = &mut Reader { cx, api, operation, members };
    let state = reader.required_target("state");
    let success = reader.states("success", state.as_ref());
    let failure = reader.states("failure", state.as_ref());
    let interval_seconds = reader.interval();
    let progress = reader.target("progress");
    let failure_code = reader.target("failure-code");
    let failure_message = reader.target("failure-message");
    let path = |found: (Vec<String>, Target<'_>)| found.0;
    let waiter = Waiter {
        state: state.map(path)?,
        success: success?,
        failure: failure?,
        interval_seconds: interval_seconds?,
        progress: progress.map(path),
        failure_code: failure_code.map(path),
        failure_message: failure_message.map(path),
    };
    reader.check_disjoint(&waiter);
    Some(waiter)
}

pub(super) static EXTENSION: Extension = Extension {
    name: "x-waiter",
    code: Code::Waiter,
    members: &["state", "success", "failure", "interval", "progress", "failure-code", "failure-message"],
};

impl<'a> Reader<'a, '_, '_> {
    fn required_target(&mut self, name: &str) -> Option<(Vec<String>, Target<'a>)> {
        if !self.members.has(name) {
            self.members.lacks(self.cx, name, "");
        }
        self.target(name)
    }

    /// A pointer into the body of the 200 reply, and what it leads to.
    fn target(&mut self, name: &str) -> Option<(Vec<String>, Target<'a>)> {
        let value = self.members.get(name)?;
        let Some(path) = value.as_str().and_then(body_path::tokens) else {
            self.report(name, format!("`{name}` must be a JSON pointer into the reply, such as `/status`"));
            return None;
        };
        let Some(response) = body_path::response(&self.operation.responses, StatusSpec::Code(200)) else {
            self.report(name, "the operation has no 200 reply to read");
            return None;
        };
        match body_path::follow(self.api, response, &path) {
            Ok(Target { kind: TargetKind::Scalar(_), .. }) => {
                self.report(name, "the pointer cannot be followed: it does not lead to a string");
                None
            }
            Ok(target) if matches!(target.presence, Presence::Required | Presence::Optional) => Some((path, target)),
            Ok(_) => {
                self.report(name, "what the pointer leads to may be null");
                None
            }
            Err(reason) => {
                self.report(name, format!("the pointer cannot be followed: {reason}"));
                None
            }
        }
    }

    /// A list of states, which an enum must know.
    fn states(&mut self, name: &str, state: Option<&(Vec<String>, Target<'a>)>) -> Option<Vec<String>> {
        let Some(values) = self.members.get(name).and_then(Value::as_array) else {
            self.members.lacks(self.cx, name, ", a list of states");
            return None;
        };
        let mut states = Vec::new();
        for (index, value) in values.iter().enumerate() {
            let Some(text) = value.as_str() else {
                self.members.report_element(self.cx, (name, index), "a state must be a string");
                continue;
            };
            if let Some((_, Target { kind: TargetKind::Enum(known), .. })) = state
                && !known.contains(&text)
            {
                let message = format!("`{text}` is not one of the states");
                let problem = self.members.report_element(self.cx, (name, index), message);
                problem.help(match closest(text, known.iter().copied()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("the states are {}", known.join(", ")),
                });
            }
            states.push(text.to_owned());
        }
        Some(states)
    }

    fn interval(&mut self) -> Option<u32> {
        let seconds = self.members.get("interval").and_then(Value::as_u64).and_then(|it| u32::try_from(it).ok());
        let seconds = seconds.filter(|seconds| *seconds > 0);
        if seconds.is_none() {
            self.members.lacks(self.cx, "interval", ", a whole number of seconds");
        }
        seconds
    }

    fn check_disjoint(&mut self, waiter: &Waiter) {
        if waiter.success.is_empty() {
            self.report("success", "without a state that ends the wait well, it never does");
        }
        for state in waiter.failure.iter().filter(|state| waiter.success.contains(state)) {
            self.report("failure", format!("`{state}` cannot end the wait both well and badly"));
        }
    }
}
