//! Documents that went wrong in every way: they end in findings that say where, or in output that is as sound as any.
//!
//! `MUTATIONS` is the number of documents that are tried, and `MUTATED_DOCUMENTS` a directory of others to begin with.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{env, fs};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value, json};

use super::run;
use codegen::{Diagnostics, Input, NoFiles, Output, Pointer, Style, Warnings, read};

/// One thing that goes wrong, at some node of the document.
#[derive(Debug, Clone)]
enum Edit {
    Delete(Index),
    /// Puts a copy of one node in the place of another.
    Copy(Index, Index),
    Swap(Index, Index),
    Replace(Index, Value),
    Rename(Index, String),
    /// Puts a copy beside the node, under another name or behind it.
    Duplicate(Index, String),
    /// Puts a reference to one node in the place of another.
    Refer(Index, Index),
}

fn odd_name() -> impl Strategy<Value = String> {
    let names = [
        "../../x",
        "/etc/passwd",
        "..",
        ".",
        "con",
        "NUL",
        "nul.rs",
        "\0",
        "a\0b",
        "",
        " ",
        "🎉",
        "表",
        "e\u{301}",
        "\u{202e}x",
        "self",
        "Self",
        "crate",
        "r#type",
        "_",
        "mod",
        "Option",
        "String",
        "Vec",
        "Result",
        "a/b",
        "a\\b",
        "a~1b",
        "a%2Fb",
        "\"",
        "*/",
        "//!",
        "{x}",
        "}",
        "\n",
        "#",
        "?",
        "x-",
        "$ref",
        "<<",
        "0",
        "-1",
        "200",
        "default",
        "type",
        "items",
        "allOf",
        "oneOf",
        "properties",
        "required",
        "enum",
        "schema",
        "content",
        "get",
        "parameters",
        "application/json",
        "text/*",
    ];
    prop_oneof![
        8 => select(names.to_vec()).prop_map(str::to_owned),
        1 => Just("long ".repeat(2_000)),
        1 => ".{0,12}",
    ]
}

fn odd_value() -> impl Strategy<Value = Value> {
    let references = [
        "#",
        "#/",
        "#/components/schemas/Nobody",
        "#/paths",
        "https://example.com/x.yaml",
        "other.yaml#/A",
        "#nobody",
        "%",
    ];
    prop_oneof![
        select(vec![
            json!(null),
            json!(true),
            json!(false),
            json!(0),
            json!(-1),
            json!(1.5e300),
            json!(u64::MAX),
            json!({}),
            json!([]),
            json!(""),
            json!([null]),
            json!({"": null}),
            json!({"type": "object"}),
            json!({"type": ["string", "null", "integer"]}),
            json!({"allOf": []}),
            json!({"oneOf": [{}]}),
            json!({"enum": []}),
            json!({"type": "string", "enum": [1, "a", null]}),
            json!({"not": {}}),
            json!({"type": "array"}),
            json!({"$ref": 1}),
        ]),
        select(references.to_vec()).prop_map(|to| json!({"$ref": to})),
        odd_name().prop_map(Value::String),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        any::<Index>().prop_map(Edit::Delete),
        any::<(Index, Index)>().prop_map(|(from, to)| Edit::Copy(from, to)),
        any::<(Index, Index)>().prop_map(|(from, to)| Edit::Swap(from, to)),
        (any::<Index>(), odd_value()).prop_map(|(at, value)| Edit::Replace(at, value)),
        (any::<Index>(), odd_name()).prop_map(|(at, name)| Edit::Rename(at, name)),
        (any::<Index>(), odd_name()).prop_map(|(at, name)| Edit::Duplicate(at, name)),
        any::<(Index, Index)>().prop_map(|(from, to)| Edit::Refer(from, to)),
    ]
}

/// Every place below the root, as tokens.
fn places(value: &Value) -> Vec<Pointer> {
    let mut places = Vec::new();
    let mut open = vec![(Pointer::root(), value)];
    while let Some((at, value)) = open.pop() {
        let members: Vec<(Pointer, &Value)> = match value {
            Value::Object(members) => members.iter().map(|(key, value)| (at.child(key), value)).collect(),
            Value::Array(elements) => {
                elements.iter().enumerate().map(|(index, value)| (at.child(index), value)).collect()
            }
            _ => Vec::new(),
        };
        places.extend(members.iter().map(|(at, _)| at.clone()));
        open.extend(members);
    }
    places
}

/// What stands at the place.
fn get<'v>(value: &'v Value, at: &Pointer) -> Option<&'v Value> {
    at.tokens().into_iter().try_fold(value, |value, token| match value {
        Value::Object(members) => members.get(token),
        Value::Array(elements) => elements.get(token.parse::<usize>().ok()?),
        _ => None,
    })
}

fn get_mut<'v>(value: &'v mut Value, at: &Pointer) -> Option<&'v mut Value> {
    at.tokens().into_iter().try_fold(value, |value, token| match value {
        Value::Object(members) => members.get_mut(token),
        Value::Array(elements) => elements.get_mut(token.parse::<usize>().ok()?),
        _ => None,
    })
}

fn set(document: &mut Value, at: &Pointer, value: Value) {
    if let Some(place) = get_mut(document, at) {
        *place = value;
    }
}

/// Changes the members around a place.
fn around(document: &mut Value, at: &Pointer, change: impl FnOnce(&mut Map<String, Value>, &str)) {
    let (Some(outer), Some(key)) = (at.parent(), at.last()) else { return };
    if let Some(Value::Object(members)) = get_mut(document, outer) {
        change(members, key);
    }
}

fn apply(document: &mut Value, edit: &Edit) {
    let places = places(document);
    if places.is_empty() {
        return;
    }
    let place = |index: &Index| &places[index.index(places.len())];
    let at = |document: &Value, index: &Index| get(document, place(index)).cloned().unwrap_or_default();
    match edit {
        Edit::Delete(index) => match place(index).parent().and_then(|outer| get_mut(document, outer)) {
            Some(Value::Object(members)) => _ = members.shift_remove(place(index).last().unwrap_or_default()),
            Some(Value::Array(elements)) => _ = elements.pop(),
            _ => {}
        },
        Edit::Copy(from, to) => {
            let value = at(document, from);
            set(document, place(to), value);
        }
        Edit::Swap(left, right) => {
            let (one, other) = (at(document, left), at(document, right));
            set(document, place(left), other);
            set(document, place(right), one);
        }
        Edit::Replace(index, value) => set(document, place(index), value.clone()),
        Edit::Rename(index, name) => around(document, place(index), |members, key| {
            let renamed = std::mem::take(members).into_iter();
            *members =
                renamed.map(|(old, value)| if old == key { (name.clone(), value) } else { (old, value) }).collect();
        }),
        Edit::Duplicate(index, name) => around(document, place(index), |members, key| {
            let value = members[key].clone();
            members.insert(name.clone(), value);
        }),
        Edit::Refer(from, to) => set(document, place(to), json!({"$ref": place(from).to_string()})),
    }
}

/// The documents to begin with, as text and as trees.
fn documents() -> &'static [(String, Value)] {
    static DOCUMENTS: OnceLock<Vec<(String, Value)>> = OnceLock::new();
    DOCUMENTS.get_or_init(|| {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/accepted");
        let directory = env::var_os("MUTATED_DOCUMENTS").map_or(fixtures, PathBuf::from);
        let entries = fs::read_dir(directory).expect("the documents are there");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("a document can be listed").path()).collect();
        paths.retain(|path| path.is_file());
        paths.sort();
        let read = |path: PathBuf| {
            let text = fs::read_to_string(path).ok()?;
            let tree = read(&Input { name: "api", text: &text, loader: &NoFiles }).ok()?;
            Some((text, tree))
        };
        paths.into_iter().filter_map(read).collect()
    })
}

/// Every finding says where it is, and can be shown.
fn check_findings(text: &str, found: &Diagnostics) -> Result<(), TestCaseError> {
    let input = Input { name: "api", text, loader: &NoFiles };
    let written = read(&input);
    for finding in found {
        let Ok(written) = &written else {
            prop_assert!(finding.span.as_ref().is_some_and(|span| span.end <= text.len()), "{} is nowhere", finding);
            continue;
        };
        // What a reference leads to may have been written out in its place, which is then the nearest that is written.
        let near = finding.pointer.ancestors().find(|at| get(written, at).is_some()).unwrap_or(&finding.pointer);
        let depth = |at: &Pointer| at.tokens().len();
        prop_assert!(depth(near) > 0 || depth(&finding.pointer) < 2, "{} is not in the document", finding);
    }
    let shown = found.render(&input, Style::Plain, Warnings::Grouped);
    prop_assert!(found.is_empty() || shown.contains("--> api:"), "{}", shown);
    Ok(())
}

/// Every file is where it may be, and is Rust.
fn check_files(output: &Output) -> Result<(), TestCaseError> {
    let mut seen = BTreeSet::new();
    for file in &output.files {
        prop_assert!(seen.insert(file.path.to_lowercase()), "{} twice", file.path);
        let segments: Vec<&str> = file.path.split('/').collect();
        prop_assert!(segments.len() <= 2, "{}", file.path);
        for segment in segments {
            let stem = segment.strip_suffix(".rs").unwrap_or(segment);
            let is_mark = |c| unicode_ident::is_xid_continue(c) && !unicode_ident::is_xid_start(c);
            let is_letter = |c: char| c.is_alphanumeric() && !c.is_ascii_uppercase();
            let is_plain = stem.chars().all(|c| is_letter(c) || is_mark(c));
            let is_device = ["con", "nul", "aux", "prn", "com1", "lpt1"].contains(&stem);
            prop_assert!(is_plain && !is_device && !stem.is_empty() && segment.len() <= 255, "{}", file.path);
        }
        prop_assert!(syn::parse_file(&file.contents).is_ok(), "{} is no Rust:\n{}", file.path, file.contents);
    }
    Ok(())
}

fn check(text: &str) -> Result<(), TestCaseError> {
    match run(text) {
        Ok(output) => {
            check_findings(text, &output.warnings)?;
            check_files(&output)
        }
        Err(found) => {
            prop_assert!(!found.is_empty());
            check_findings(text, &found)
        }
    }
}

/// How many documents are tried: always the same ones, unless the number is given.
fn config(usual: u32) -> ProptestConfig {
    let asked = env::var("MUTATIONS").ok().and_then(|cases| cases.parse().ok());
    let rng_seed = if asked.is_some() { RngSeed::Random } else { RngSeed::Fixed(1) };
    let config = ProptestConfig { cases: asked.unwrap_or(usual), rng_seed, ..ProptestConfig::default() };
    ProptestConfig { max_shrink_iters: 4_096, failure_persistence: None, ..config }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn a_tree_that_went_wrong_is_refused_or_sound(document: Index, edits in vec(edit(), 1..6)) {
        let documents = documents();
        let mut document = documents[document.index(documents.len())].1.clone();
        edits.iter().for_each(|edit| apply(&mut document, edit));
        check(&document.to_string())?;
    }

    #[test]
    fn a_text_that_went_wrong_is_refused_or_sound(
        document: Index, cut: Index, length in 0..40_usize, inserted in prop_oneof![odd_name(), ".{0,6}", Just("&a *a".to_owned()), Just("{[".to_owned())]
    ) {
        let documents = documents();
        let text = &documents[document.index(documents.len())].0;
        let boundary = |at: usize| (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
        let start = boundary(cut.index(text.len()));
        let end = boundary(start + length);
        check(&format!("{}{inserted}{}", &text[..start], &text[end..]))?;
    }
}
