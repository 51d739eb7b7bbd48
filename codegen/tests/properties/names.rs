//! A schema or an operation that is added to a document, wherever it is put, renames nothing else.

use std::collections::BTreeMap;

use proptest::collection::btree_set;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value, json};

use super::run;
use codegen::{GeneratedFile, Output};

/// Names that are often spelled alike.
fn name() -> impl Strategy<Value = String> {
    let word = || select(vec!["Pet", "pet", "PET", "Result", "id", "error", "status"]);
    let separator = select(vec!["", "_", "-", ".", "__"]);
    (word(), separator, word()).prop_map(|(left, separator, right)| format!("{left}{separator}{right}"))
}

/// A schema that is like no other, with types inside it.
fn schema(name: &str) -> Value {
    json!({"type": "object", "required": ["id"], "properties": {
        "id": {"type": "string"},
        "petId": {"type": "integer"},
        "pet_id": {"type": "integer"},
        "status": {"type": "string", "enum": [name, "on", "ON", "off"]},
        "inner": {"type": "array", "items": {"type": "object", "properties": {(name): {"type": "string", "enum": ["a", name]}}}},
    }})
}

/// An operation in a group of its own, with types inside it.
fn path_item(name: &str) -> Value {
    json!({"get": {
        "operationId": name,
        "tags": [format!("of {name}")],
        "parameters": [
            {"name": "id", "in": "query", "schema": {"type": "string", "enum": ["a", name]}},
            {"name": "ID", "in": "header", "schema": {"type": "string"}},
        ],
        "responses": {
            "200": {"description": "d", "content": {"application/json": {"schema": {"type": "object", "properties": {(name): {"type": "string"}}}}}},
            "404": {"description": "d", "content": {"application/json": {"schema": {"type": "string"}}}},
        },
    }})
}

/// The document with these schemas and operations.
fn document(schemas: &[String], operations: &[String]) -> String {
    let schemas: Map<String, Value> = schemas.iter().map(|name| (name.clone(), schema(name))).collect();
    let paths: Map<String, Value> = operations.iter().map(|name| (format!("/{name}"), path_item(name))).collect();
    let info = json!({"title": "T", "version": "1"});
    json!({"openapi": "3.0.3", "info": info, "paths": paths, "components": {"schemas": schemas}}).to_string()
}

fn output(schemas: &[String], operations: &[String]) -> Output {
    run(&document(schemas, operations)).unwrap_or_else(|found| panic!("{found}"))
}

/// What everything that the user calls is called, by its place in the document.
fn names(output: &Output) -> BTreeMap<String, Vec<String>> {
    let models = output.models.iter().map(|model| (model.pointer.to_string(), vec![model.path.clone()]));
    let calls = output.calls.iter().map(|call| {
        let arguments = call.arguments.iter().map(|argument| argument.ident.clone());
        (format!("{} method", call.pointer), std::iter::once(call.method.clone()).chain(arguments).collect())
    });
    models.chain(calls).collect()
}

/// Files that list everything, and so change with it.
fn is_index(file: &GeneratedFile) -> bool {
    ["mod.rs", "models/mod.rs", "api/mod.rs"].contains(&file.path.as_str())
}

/// What texts that are spelled alike have in common.
fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Compares the output without the newcomer to that with it.
fn check(before: &Output, after: &Output, newcomer: &str, others: &[String]) -> Result<(), TestCaseError> {
    let is_alike = |text: &str| letters(text).contains(&letters(newcomer));
    let renamed = names(after);
    for (place, names) in names(before) {
        prop_assert!(
            renamed[&place] == names || is_alike(&place),
            "{} at {} became {:?}",
            names.join(" "),
            place,
            renamed[&place]
        );
    }
    // Where nothing is spelled alike, not a byte of the others changes.
    if !others.iter().any(|other| is_alike(other)) {
        for file in before.files.iter().filter(|file| !is_index(file)) {
            prop_assert!(after.files.contains(file), "{} changed", file.path);
        }
    }
    Ok(())
}

/// The list, and the same with one more somewhere.
fn insert(
    names: &std::collections::BTreeSet<String>,
    newcomer: &Index,
    place: &Index,
) -> (Vec<String>, Vec<String>, String) {
    let mut before: Vec<String> = names.iter().cloned().collect();
    let newcomer = before.remove(newcomer.index(before.len()));
    let mut after = before.clone();
    after.insert(place.index(before.len() + 1), newcomer.clone());
    (before, after, newcomer)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, rng_seed: RngSeed::Fixed(1), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_schema_that_is_added_renames_nothing(
        schemas in btree_set(name(), 2..6), operations in btree_set(name(), 0..3), newcomer: Index, place: Index
    ) {
        let operations: Vec<_> = operations.into_iter().collect();
        let (before, after, newcomer) = insert(&schemas, &newcomer, &place);
        check(&output(&before, &operations), &output(&after, &operations), &newcomer, &[before, operations].concat())?;
    }

    #[test]
    fn an_operation_that_is_added_renames_nothing(
        schemas in btree_set(name(), 0..3), operations in btree_set(name(), 2..6), newcomer: Index, place: Index
    ) {
        let schemas: Vec<_> = schemas.into_iter().collect();
        let (before, after, newcomer) = insert(&operations, &newcomer, &place);
        check(&output(&schemas, &before), &output(&schemas, &after), &newcomer, &[before, schemas].concat())?;
    }

    #[test]
    fn the_order_of_a_document_names_nothing(
        schemas in btree_set(name(), 2..6), operations in btree_set(name(), 2..5), turn: Index
    ) {
        let [mut schemas, mut operations] = [schemas, operations].map(|names| names.into_iter().collect::<Vec<_>>());
        let before = names(&output(&schemas, &operations));
        let turn = turn.index(schemas.len());
        schemas.rotate_left(turn);
        operations.reverse();
        prop_assert_eq!(names(&output(&schemas, &operations)), before);
    }
}
