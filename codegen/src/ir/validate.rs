//! Checks the invariants of the IR after lowering and after selection. A violation is a mistake of ours, never of the document.

use std::collections::BTreeSet;

use super::{
    AdditionalProperties, Api, Dispatch, Location, Need, Operation, Origin, Provenance, Shape, Struct, Type, TypeDef,
    TypeId, Union,
};

/// Checks everything that the later stages rely on.
///
/// # Panics
///
/// When an earlier stage broke a promise.
pub fn validate(api: &Api) {
    for id in api.type_ids() {
        check_definition(api, id);
    }
    check_aliases(api);
    for incoming in &api.incoming {
        let replies = incoming.replies.iter().filter_map(|reply| reply.body.as_ref());
        incoming.payload.iter().chain(replies).for_each(|ty| check_type(api, ty));
    }
    let mut names = BTreeSet::new();
    for operation in &api.operations {
        let name = &operation.wire_name;
        promise(names.insert(name), || format!("a unique id for every operation, but `{name}` occurs twice"));
        check_operation(api, operation);
    }
}

#[track_caller]
fn promise(kept: bool, what: impl FnOnce() -> String) {
    assert!(kept, "lowering promised {}", what());
}

fn check_definition(api: &Api, id: TypeId) {
    let TypeDef { provenance, origin, docs: _, constraints: _, direction: _, shape } = api.type_def(id);
    if let Provenance::Child { parent, hint: _ } | Provenance::Request { of: parent } = provenance {
        promise(parent < &id, || format!("that a parent comes before its child at {origin}"));
    }
    match shape {
        Shape::Struct(object) => check_struct(api, object),
        Shape::Enum(list) => {
            let distinct: BTreeSet<_> = list.values.iter().map(|value| &value.wire_name).collect();
            promise(!list.values.is_empty(), || format!("that the enum at {origin} has values"));
            promise(distinct.len() == list.values.len(), || format!("distinct values of the enum at {origin}"));
        }
        Shape::Union(union) => check_union(api, origin, union),
        Shape::Alias(ty) => check_type(api, ty),
    }
}

fn check_struct(api: &Api, Struct { fields, additional }: &Struct) {
    let mut names = BTreeSet::new();
    for field in fields {
        promise(names.insert(&field.wire_name), || format!("one field for the property at {}", field.origin));
        check_value(api, &field.ty);
    }
    match additional {
        AdditionalProperties::Typed(ty) => check_type(api, ty),
        AdditionalProperties::Ignored | AdditionalProperties::Denied => {}
    }
}

fn check_union(api: &Api, origin: &Origin, union: &Union) {
    let Union { variants, dispatch } = union;
    promise(!variants.is_empty(), || format!("variants for the union at {origin}"));
    if let Dispatch::Choice(choice) = dispatch {
        let reached: BTreeSet<usize> = choice.variants().into_iter().collect();
        promise(reached.into_iter().eq(0..variants.len()), || {
            format!("a way to each variant of the union at {origin}")
        });
    }
    let mut tags = BTreeSet::new();
    for (index, variant) in variants.iter().enumerate() {
        let has_tags = match dispatch {
            Dispatch::Discriminator { .. } if union.takes_others(index) => None,
            Dispatch::Discriminator { .. } => Some(true),
            Dispatch::Choice(_) => Some(false),
        };
        check_value(api, &variant.ty);
        promise(has_tags.is_none_or(|has_tags| has_tags != variant.tags.is_empty()), || {
            format!("tags where they are needed, for the variant at {}", variant.origin)
        });
        for tag in &variant.tags {
            promise(tags.insert(tag), || format!("one variant for the tag `{tag}`"));
        }
    }
}

/// A type in a place that has a presence, or that cannot be null.
fn check_value(api: &Api, ty: &Type) {
    promise(!matches!(ty, Type::Nullable(_)), || "that presence alone says whether a field may be null".to_owned());
    check_type(api, ty);
}

fn check_type(api: &Api, ty: &Type) {
    if let Some(id) = ty.named() {
        promise(id.index() < api.types.len(), || format!("that {id:?} resolves"));
    }
}

/// An alias leads to something that is not an alias, in fewer steps than there are types.
fn check_aliases(api: &Api) {
    for id in api.type_ids() {
        let named = Type::Named(id);
        let end = api.resolve(&named);
        if let Type::Named(end) = end {
            let is_alias = matches!(api.type_def(*end).shape, Shape::Alias(_));
            promise(!is_alias, || format!("that the alias at {} ends somewhere", api.type_def(id).origin));
        }
    }
}

fn check_operation(api: &Api, operation: &Operation) {
    let name = &operation.wire_name;
    promise(operation.tag.index() < api.tags.len(), || format!("a tag for `{name}`"));
    check_path(operation);
    let mut parameters = BTreeSet::new();
    for parameter in &operation.parameters {
        let key = (parameter.location, parameter.wire_name.as_str());
        promise(parameters.insert(key), || format!("one parameter for {}", parameter.origin));
        check_value(api, &parameter.ty);
    }
    for requirement in &operation.security {
        promise(requirement.schemes.iter().all(|demand| demand.scheme.index() < api.schemes.len()), || {
            format!("the schemes of `{name}`")
        });
    }
    operation.sent().chain(operation.received()).for_each(|ty| check_type(api, ty));
    let has_content = operation.body.as_ref().is_none_or(|body| !body.contents.is_empty());
    promise(has_content, || format!("content for the body of `{name}`"));
    promise(operation.responses.is_sorted_by_key(|response| response.status), || format!("sorted replies of `{name}`"));
    check_links(api, operation);
}

fn check_path(operation: &Operation) {
    let path = operation.parameters.iter().filter(|parameter| parameter.location == Location::Path);
    let mut declared = path.clone().map(|parameter| parameter.wire_name.as_str());
    let equal = operation.path.parameters().eq(declared.by_ref());
    promise(equal, || format!("that the parameters of `{}` are those of its path", operation.wire_name));
    let needed = path.clone().all(|parameter| parameter.need != Need::Setter);
    promise(needed, || format!("that the path of `{}` can always be filled", operation.wire_name));
}

fn check_links(api: &Api, operation: &Operation) {
    for link in operation.responses.iter().flat_map(|response| &response.links) {
        promise(link.target.index() < api.operations.len(), || format!("a target for the link at {}", link.origin));
        let given = |name: &str| link.parameters.iter().any(|(parameter, _)| parameter == name);
        let mut needed = api.operation(link.target).parameters.iter().filter(|it| it.need == Need::Argument);
        let complete = needed.all(|parameter| given(&parameter.wire_name));
        promise(complete, || format!("all parameters for the link at {}", link.origin));
    }
}
