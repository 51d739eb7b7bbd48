//! Where a schema without a name stands, as far as that can name it.
//!
//! Never here: an identifier; the names stage makes those from the provenance.

use super::context::Context;
use super::labels;
use crate::beyond;
use crate::ir::{Provenance, TypeId};
use crate::pointer::Pointer;

/// The surroundings of a schema that has no name of its own.
#[derive(Debug, Clone)]
pub(super) struct Place {
    owner: Owner,
    hint: String,
}

#[derive(Debug, Clone)]
enum Owner {
    Type(TypeId),
    Operation(String),
    /// A part of the document that several operations share, so that the hint alone names it.
    Document,
}

impl Place {
    /// Inside the definition `parent`.
    pub(super) fn child(parent: TypeId, hint: &str) -> Self {
        Self { owner: Owner::Type(parent), hint: hint.to_owned() }
    }

    /// In a part of `operation` that stands at `at`; a part that is shared is named after its own key instead.
    pub(super) fn part(operation: &str, hint: &str, at: &Pointer) -> Self {
        match at.tokens()[..] {
            ["components", kind, key, ..] => {
                let hint =
                    if kind == "parameters" || kind == "headers" { key.to_owned() } else { format!("{key} {hint}") };
                Self { owner: Owner::Document, hint }
            }
            _ => Self { owner: Owner::Operation(operation.to_owned()), hint: hint.to_owned() },
        }
    }

    /// At `at`, to which a reference leads although nothing there has a name: after the nearest thing that has one.
    pub(super) fn of_pointer(cx: &mut Context<'_>, at: &Pointer) -> Self {
        let (mut owner, mut hints, mut before) = (None, Vec::new(), "");
        let ancestors: Vec<&Pointer> = at.ancestors().collect();
        for ancestor in ancestors.into_iter().rev() {
            let Some(token) = ancestor.last() else { continue };
            // What stands in a list of names is one, whatever it is called.
            let is_name = NAMES.contains(&before);
            match cx.definitions.id_at(ancestor) {
                Some(id) => {
                    owner = Some(id);
                    hints.clear();
                }
                // The parts of an `allOf` are one thing, and which of them it is says nothing.
                None if before == "allOf" => {}
                None if is_name => hints.push(token.to_owned()),
                None if owner.is_some() && matches!(before, "oneOf" | "anyOf") => {
                    hints.push(labels::alternative(cx, ancestor).unwrap_or_else(|| token.to_owned()));
                }
                None => hints.extend(word(token).map(str::to_owned)),
            }
            before = if is_name { "" } else { token };
        }
        let hint = hints.join(" ");
        match owner {
            Some(id) => Self { owner: Owner::Type(id), hint },
            None => Self { owner: Owner::Document, hint },
        }
    }

    /// A member of the definition `id`, called `name`, whose schema stands at `at`. What a component holds is the component's,
    /// whoever extends it.
    pub(super) fn of_member(cx: &mut Context<'_>, at: &Pointer, id: TypeId, name: &str) -> Self {
        if cx.is_made(at) {
            return Self::child(id, name);
        }
        match Self::of_pointer(cx, at) {
            place @ Self { owner: Owner::Type(_), .. } => place,
            _ => Self::child(id, name),
        }
    }

    /// One step further in, at a position that has no name but a word.
    #[must_use]
    pub(super) fn within(&self, word: &str) -> Self {
        let hint = if self.hint.is_empty() { word.to_owned() } else { format!("{} {word}", self.hint) };
        Self { owner: self.owner.clone(), hint }
    }

    /// What a definition at this place is named after.
    pub(super) fn provenance(&self) -> Provenance {
        let hint = self.hint.clone();
        match &self.owner {
            Owner::Type(parent) => Provenance::Child { parent: *parent, hint },
            Owner::Operation(operation) => Provenance::Operation { operation: operation.clone(), hint },
            Owner::Document => Provenance::Shared(hint),
        }
    }
}

/// The members whose own members are called as the author likes.
const NAMES: [&str; 7] =
    ["$defs", "definitions", "patternProperties", "properties", "schemas", beyond::DEFS, beyond::PATTERN_PROPERTIES];

/// The word that a token of a pointer contributes to a name: none for the members that the standard defines, as they are called
/// in any of its versions or where the upgrade keeps them.
fn word(token: &str) -> Option<&str> {
    match token {
        "components"
        | "paths"
        | "schemas"
        | "parameters"
        | "requestBodies"
        | "headers"
        | "schema"
        | "content"
        | "properties"
        | "allOf"
        | "oneOf"
        | "anyOf"
        | "$defs"
        | "definitions"
        | beyond::DEFS
        | beyond::DEFINITIONS
        | beyond::MEDIA_TYPES
        | beyond::PATH_ITEMS => None,
        "responses" => Some("response"),
        "requestBody" => Some("request"),
        "items" => Some("item"),
        "additionalProperties" => Some("value"),
        _ => Some(token),
    }
}
