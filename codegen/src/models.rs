//! Lists which type stands for which schema, for those who want to hold values of the document against the output.

use crate::analyze::Facts;
use crate::diagnostics::Stages;
use crate::input::Model;
use crate::ir::{Api, Provenance, TypeId};
use crate::names::Names;

/// The types of whole schemas: those of components and of bodies, not those of their parts.
pub fn list(api: &Api, names: &Names, facts: &Facts, stages: &Stages) -> Vec<Model> {
    let is_whole =
        |id: &TypeId| facts.is_kept(*id) && !matches!(api.type_def(*id).provenance, Provenance::Child { .. });
    let model = |id: TypeId| Model {
        pointer: stages.original(&api.type_def(id).origin),
        path: format!("models::{}", names.of_type(id).ident),
        direction: api.type_def(id).direction,
    };
    api.type_ids().filter(is_whole).map(model).collect()
}
