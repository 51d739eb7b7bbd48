//! Lowers snippets of documents, and compares what comes out as short text.

mod conjunctions;
mod hierarchies;
mod operations;
mod pagination;
mod robustness;
mod schemas;
mod show;

use std::fmt::Write as _;

use crate::config::Config;
use crate::diagnostics::Stages;
use crate::document::Document;
use crate::input::{Input, NoFiles};
use crate::ir::{self, Api};
use crate::watch::Unwatched;
use crate::{lower, source, upgrade};

/// The IR of a document with its warnings, or all findings.
fn lowered(text: &str) -> Result<(Api, String), String> {
    let input = Input { name: "test.yaml", text, loader: &NoFiles };
    let mut stages = Stages::new();
    let config = Config::default();
    let tree = stages.run(|report| source::parse(&input, report)).map_err(|findings| findings.to_string())?;
    let tree = stages.run(|report| upgrade::to_3_0(tree, report)).map_err(|findings| findings.to_string())?;
    let api = stages.run(|report| lower::lower(&Document::new(&tree, &Unwatched), &config, report));
    let api = api.map_err(|findings| findings.to_string())?;
    ir::validate(&api);
    Ok((api, stages.warnings().to_string()))
}

/// Checks what becomes of the component schemas in `schemas`, written as the value of `components/schemas`.
#[track_caller]
fn check_schemas(schemas: &str, expected: &str) {
    let mut text = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n".to_owned();
    for line in schemas.lines() {
        writeln!(text, "    {line}").expect("a string takes everything");
    }
    check(&text, expected);
}

/// Checks what becomes of the paths and components in `rest`.
#[track_caller]
fn check_paths(rest: &str, expected: &str) {
    check(&format!("openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\n{rest}"), expected);
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let actual = match lowered(text) {
        Ok((api, warnings)) => show::show(&api) + &warnings,
        Err(findings) => findings,
    };
    let lines = |text: &str| text.trim().lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>().join("\n");
    let (actual, expected) = (lines(&actual), lines(expected));
    assert!(actual == expected, "expected:\n{expected}\n\nactual:\n{actual}\n");
}
