//! Which definitions become types: all that operations, webhooks and callbacks use, and the others if the user wants them.
//!
//! They keep their place in the IR and their names in any case, so that an operation which is added renames nothing.

use crate::config::{Config, Operations, Unused};
use crate::diagnostics::{Code, Report};
use crate::ir::{Api, Provenance, TypeId};

/// Whether each definition becomes a type, by id. Says once what does not, unless only some operations are wanted: then
/// that is no news.
pub fn kept(api: &Api, config: &Config, report: &mut Report) -> Vec<bool> {
    if config.unused == Unused::Keep || api.operations.is_empty() && api.incoming.is_empty() {
        return vec![true; api.types.len()];
    }
    let kept: Vec<bool> = api.sent().into_iter().zip(api.received()).map(|(sent, received)| sent || received).collect();
    if config.operations != Operations::All {
        return kept;
    }
    let is_component = |id: &TypeId| matches!(api.type_def(*id).provenance, Provenance::Component(_));
    let components = || api.type_ids().filter(is_component);
    let left_out: Vec<TypeId> = components().filter(|id| !kept[id.index()]).collect();
    if let [first, others @ ..] = left_out.as_slice() {
        let all = components().count();
        let what = match others.len() {
            0 => format!("this schema, of {all}, has no type: nothing in the client holds its values"),
            more => format!(
                "this schema and {more} more, of {all}, have no types: nothing in the client holds their values"
            ),
        };
        let finding = report.add(Code::UnusedSchemas, &api.type_def(*first).origin, what);
        finding.help("`--unused keep` generates them, too, and so does `Unused::Keep` from a build script");
    }
    kept
}
