//! Allocates the identifiers around definitions.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::iter;

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use super::scope::{Allotted, Claim, Scope};
use super::{MemberNames, Name, OperationNames, TypeNames, in_scope, names, role};
use crate::ir::{Api, EnumValue, Provenance, Shape, Struct, TypeDef, TypeId, Variant};

/// What a definition is called, and the module it lives in.
type Place = (Name, Name);

/// Types: components first, because people chose their names; then inline definitions, parents before children.
pub(super) fn allocate(api: &Api, operations: &[OperationNames], tests: &mut Scope) -> Vec<TypeNames> {
    let places = places(api, operations);
    let tests = in_scope(tests, places.iter().map(|(ident, _)| Claim::new(ident.as_str()).aside("model")));
    // What is inside a definition has scopes of its own.
    let named: Vec<_> = places.into_iter().zip(tests).zip(&api.types).collect();
    named.into_par_iter().map(|(((ident, module), test), def)| type_names(ident, module, test, def)).collect()
}

fn places(api: &Api, operations: &[OperationNames]) -> Vec<Place> {
    let operations: HashMap<&str, &OperationNames> =
        api.operations.iter().map(|operation| operation.wire_name.as_str()).zip(operations).collect();
    let mut places: Vec<Option<Place>> = vec![None; api.types.len()];
    let (mut models, mut modules) = (Scope::new(role::MODEL), Scope::new(role::MODULE));
    let aliases = modules.name(Claim::new("aliases"));
    for ids in generations(api).values() {
        let claims: Vec<_> = ids.iter().map(|id| claim(api, *id, &operations, &places)).collect();
        let idents = models.allot(&claims);
        let is_own = |id: &TypeId| parent(api, *id).is_none();
        let heads = ids.iter().zip(claims).zip(&idents).filter(|((id, _), _)| is_own(id));
        let mut own = in_scope(&mut modules, heads.map(|((_, claim), ident)| claim.followed(ident.suffix.as_deref())))
            .into_iter();
        for (id, Allotted { name, .. }) in ids.iter().zip(idents) {
            let module = match parent(api, *id) {
                Some(parent) => place(&places, parent).1.clone(),
                None => own.next().expect("a definition without a parent has a module of its own"),
            };
            places[id.index()] = Some((name, module));
        }
    }
    let places = places.into_iter().map(|place| place.expect("every definition is of some generation"));
    gathered(api, places.collect(), &aliases)
}

/// The places, with modules in which nothing but other names would stand made one: a document may have thousands, of a line each.
fn gathered(api: &Api, mut places: Vec<Place>, aliases: &Name) -> Vec<Place> {
    let of_own = |(_, def): &(&Place, &TypeDef)| !matches!(def.shape, Shape::Alias(_));
    let kept: HashSet<Name> =
        places.iter().zip(&api.types).filter(of_own).map(|((_, module), _)| module.clone()).collect();
    for (_, module) in places.iter_mut().filter(|(_, module)| !kept.contains(module)) {
        *module = aliases.clone();
    }
    places
}

/// The definitions by how far they are from a name that somebody chose, components first.
fn generations(api: &Api) -> BTreeMap<usize, Vec<TypeId>> {
    let mut generations: BTreeMap<usize, Vec<TypeId>> = BTreeMap::new();
    for id in api.type_ids() {
        let ancestors: Vec<_> = iter::successors(Some(id), |id| parent(api, *id)).collect();
        let is_chosen = matches!(api.type_def(ancestors[ancestors.len() - 1]).provenance, Provenance::Component(_));
        generations.entry(ancestors.len() - usize::from(is_chosen)).or_default().push(id);
    }
    generations
}

fn parent(api: &Api, id: TypeId) -> Option<TypeId> {
    match &api.type_def(id).provenance {
        Provenance::Child { parent, .. } | Provenance::Request { of: parent } => Some(*parent),
        Provenance::Component(_) | Provenance::Shared(_) | Provenance::Operation { .. } => None,
    }
}

fn place(places: &[Option<Place>], id: TypeId) -> &Place {
    places[id.index()].as_ref().expect("a parent is named before its children")
}

fn claim<'a>(
    api: &'a Api,
    id: TypeId,
    operations: &HashMap<&str, &OperationNames>,
    places: &'a [Option<Place>],
) -> Claim<'a> {
    let derived =
        |claim: Claim<'a>, hint: &'a str| if hint.is_empty() { claim } else { claim.and(hint) }.aside("inline");
    match &api.type_def(id).provenance {
        Provenance::Component(name) => Claim::new(name),
        Provenance::Shared(hint) => Claim::new(hint).aside("inline"),
        Provenance::Operation { operation, hint } => {
            let suffix = operations.get(operation.as_str()).and_then(|names| names.suffix.as_deref());
            derived(Claim::new(operation).followed(suffix), hint)
        }
        Provenance::Child { parent, hint } => derived(Claim::new(place(places, *parent).0.as_str()), hint),
        Provenance::Request { of } => Claim::new(place(places, *of).0.as_str()).and("request").aside("shape"),
    }
}

/// The members of a definition.
fn type_names(ident: Name, module: Name, test: Name, def: &TypeDef) -> TypeNames {
    let mut fields = Scope::new(role::FIELD);
    let members = match &def.shape {
        Shape::Struct(object) => field_names(object, &mut fields),
        Shape::Enum(list) => variants(list.values.iter().map(value)),
        Shape::Union(union) => variants(union.variants.iter().map(|Variant { wire_name, .. }| Claim::new(wire_name))),
        Shape::Alias(_) => Vec::new(),
    };
    let additional = fields.name(Claim::new("additional_properties").aside("map"));
    TypeNames { ident, module, members, additional, test }
}

/// A value by its label, where several may share one, or by itself.
fn value(value: &EnumValue) -> Claim<'_> {
    match &value.label {
        Some(label) => Claim::new(label).aside(&value.wire_name),
        None => Claim::new(&value.wire_name),
    }
}

/// Fields and their setters.
fn field_names(object: &Struct, fields: &mut Scope) -> Vec<MemberNames> {
    let idents = in_scope(fields, object.fields.iter().map(|field| Claim::new(&field.wire_name)));
    let setters = names(role::MODEL_SETTER, idents.iter().map(|ident| Claim::new("with").and(ident.as_str())));
    idents.into_iter().zip(setters).map(|(ident, setter)| MemberNames { ident, setter }).collect()
}

/// Variants; they have no setters, but the table stays uniform.
pub(super) fn variants<'a>(claims: impl Iterator<Item = Claim<'a>>) -> Vec<MemberNames> {
    let idents = names(role::VARIANT, claims);
    idents.into_iter().map(|ident| MemberNames { setter: ident.clone(), ident }).collect()
}
