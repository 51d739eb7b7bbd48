//! `examples.rs`: every example of the document becomes a test that decodes it and writes it again.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::ty::Place;
use super::{Cx, File, token, ty};
use crate::ir::{Content, MediaKind, OperationId, Type};
use crate::names::Name;

/// One test: its name, and the examples with their types.
struct Test<'a> {
    name: &'a Name,
    examples: Vec<(Type, &'a serde_json::Value)>,
}

/// Whether the document has any example.
pub fn exist(cx: Cx<'_>) -> bool {
    of_operations(cx).chain(of_types(cx)).next().is_some()
}

/// `examples.rs`.
pub fn file(cx: Cx<'_>) -> File {
    let tests = each_once(of_operations(cx).chain(of_types(cx)));
    let types = || tests.iter().flat_map(|test| &test.examples).map(|(ty, _)| ty);
    let map = types().any(ty::has_map).then(|| quote! { use std::collections::BTreeMap; });
    let models = types().any(ty::names_model).then(|| quote! { use super::models; });
    let mut items: Vec<_> = map.into_iter().chain(models).collect();
    items.push(quote! { use crate::runtime::declare::examples; });
    items.extend(ty::imports(cx, types()));
    let tests = tests.iter().map(|test| self::test(cx, test));
    items.push(quote! { examples! { #(#tests)* } });
    File {
        path: "examples.rs".to_owned(),
        docs: vec!["The examples of the document: each is decoded, written again and compared.".to_owned()],
        items,
    }
}

/// The tests without the examples that an earlier one has: operations share the replies of components.
fn each_once<'a>(tests: impl Iterator<Item = Test<'a>>) -> Vec<Test<'a>> {
    let mut seen = HashSet::new();
    let fresh = tests.map(|mut test| {
        test.examples.retain(|(ty, example)| seen.insert((ty.clone(), example.to_string())));
        test
    });
    fresh.filter(|test| !test.examples.is_empty()).collect()
}

/// The examples of an operation's body and replies.
fn of_operations(cx: Cx<'_>) -> impl Iterator<Item = Test<'_>> {
    cx.api.operation_ids().map(move |id| operation(cx, id)).filter(|test| !test.examples.is_empty())
}

/// The examples of one operation.
fn operation(cx: Cx<'_>, id: OperationId) -> Test<'_> {
    let operation = cx.api.operation(id);
    let sent = operation.body.iter().flat_map(|body| &body.contents);
    let received = operation.responses.iter().flat_map(|response| &response.contents);
    Test { name: &cx.names.of_operation(id).test, examples: sent.chain(received).flat_map(of_content).collect() }
}

/// The examples of a body, with its type.
fn of_content(content: &Content) -> Vec<(Type, &serde_json::Value)> {
    match &content.kind {
        MediaKind::Json(ty) => content.examples.iter().map(|example| (ty.clone(), &example.value)).collect(),
        _ => Vec::new(),
    }
}

/// The examples of definitions.
fn of_types(cx: Cx<'_>) -> impl Iterator<Item = Test<'_>> {
    let named = cx.api.type_ids().filter(move |id| cx.facts.is_kept(*id)).map(move |id| {
        let examples = &cx.api.type_def(id).docs.examples;
        let examples = examples.iter().map(|example| (Type::Named(id), example)).collect();
        Test { name: &cx.names.of_type(id).test, examples }
    });
    named.filter(|test| !test.examples.is_empty())
}

/// One test.
fn test(cx: Cx<'_>, test: &Test<'_>) -> TokenStream {
    let name = test.name;
    let examples = test.examples.iter().map(|(ty, example)| {
        let ty = ty::owned(cx, Place::Outside, ty);
        let text = token::raw_string(&example.to_string());
        quote! { #ty = #text }
    });
    quote! { #name: #(#examples),*; }
}
