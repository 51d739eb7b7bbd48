//! Questions about the whole IR, answered once before emission.
//!
//! In: the IR. Out: [`Facts`]. Never here: an identifier, a token, the document.

mod boxes;
mod forms;
mod outcomes;
mod reach;
mod tags;
mod unused;

use std::collections::{BTreeMap, BTreeSet};

use self::boxes::Boxes;
use self::forms::Forms;
use self::outcomes::Outcomes;
use crate::config::Config;
use crate::diagnostics::Report;
use crate::input::Dependency;
use crate::ir::{Api, Endings, OperationId, Scalar, Side, Type, TypeId};

pub use self::forms::{form_has_files, value_has_files};
pub use self::reach::Maker;
pub use self::tags::Tag;

/// What the emitter needs to know beyond the IR.
#[derive(Debug)]
pub struct Facts {
    boxes: Boxes,
    endings: Endings,
    makers: Vec<Maker>,
    forms: Forms,
    kept: Vec<bool>,
    outcomes: Outcomes,
    tags: BTreeMap<TypeId, Tag>,
}

/// Answers every question about `api`, and reports what has no types.
pub fn analyze(api: &Api, config: &Config, report: &mut Report) -> Facts {
    Facts {
        boxes: boxes::boxes(api),
        endings: Endings::of(api),
        makers: reach::makers(api),
        forms: forms::forms(api),
        kept: unused::kept(api, config, report),
        outcomes: outcomes::outcomes(api),
        tags: tags::tags(api),
    }
}

impl Facts {
    /// Whether the member at `index` of a struct or union sits in a `Box`, because the type is recursive or the member large.
    pub fn is_boxed(&self, id: TypeId, index: usize) -> bool {
        self.boxes.members.contains(&(id, index))
    }

    /// Whether a value of the type is too large to stand in an enum without a `Box`.
    pub fn is_large(&self, api: &Api, ty: &Type) -> bool {
        self.boxes.size(api, ty) > boxes::LARGE
    }

    /// Whether values of the type are the whole of a multipart body that has files in it.
    pub fn is_form(&self, id: TypeId) -> bool {
        self.forms.wholes.contains(&id)
    }

    /// Whether values of the type stand in a multipart body where they may be files.
    pub fn is_part(&self, id: TypeId) -> bool {
        self.forms.parts.contains(&id)
    }

    /// The variant of a union that a value without content has.
    pub fn blank_variant(&self, id: TypeId) -> usize {
        self.endings.of_type(id).unwrap_or_default()
    }

    /// Whether the definition becomes a type of the output.
    pub fn is_kept(&self, id: TypeId) -> bool {
        self.kept[id.index()]
    }

    /// The first operation whose replies on that side hold the same, which may be the operation itself.
    pub fn first_alike(&self, side: Side, id: OperationId) -> OperationId {
        self.outcomes.first(side, id)
    }

    /// Whether another operation, a later one, shares what the replies of this one hold on that side.
    pub fn is_shared(&self, side: Side, id: OperationId) -> bool {
        self.outcomes.is_shared(side, id)
    }

    /// What the discriminator of the unions says of which the type is a variant, if they say one thing.
    pub fn tag(&self, id: TypeId) -> Option<&Tag> {
        self.tags.get(&id)
    }

    /// Whether users make values of the type, or only receive them.
    pub fn maker(&self, id: TypeId) -> Maker {
        self.makers[id.index()]
    }
}

/// The crates that the output needs besides those of the runtime: what the types in use bring along.
pub fn dependencies(api: &Api, config: &Config) -> Vec<Dependency> {
    let mut found = BTreeSet::new();
    for_each_type(api, &mut |ty| {
        if let Type::Scalar(Scalar::Format(format)) = ty {
            found.extend(config.types.get(*format).and_then(|rust| rust.dependency.clone()));
        }
    });
    found.into_iter().collect()
}

/// Visits every type expression of the API, nested ones too.
fn for_each_type<'a>(api: &'a Api, visit: &mut impl FnMut(&'a Type)) {
    api.types.iter().flat_map(|def| def.shape.members()).for_each(|ty| walk(ty, visit));
    for incoming in &api.incoming {
        let replies = incoming.replies.iter().filter_map(|reply| reply.body.as_ref());
        incoming.payload.iter().chain(replies).for_each(|ty| walk(ty, visit));
    }
    for operation in &api.operations {
        operation.sent().chain(operation.received()).for_each(|ty| walk(ty, visit));
    }
}

/// Visits `ty` and what it is made of.
fn walk<'a>(ty: &'a Type, visit: &mut impl FnMut(&'a Type)) {
    visit(ty);
    match ty {
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => walk(inner, visit),
        Type::Named(_) | Type::Scalar(_) | Type::Any => {}
    }
}
