//! The program that sends samples through the generated types: the crate's models and runtime, and a few lines.
//!
//! It leaves out the operations, which would take most of the time to compile.

use std::fs;
use std::path::Path;

use codegen::Model;
use toml_edit::{DocumentMut, value};

use super::super::crates::{Build, Crates};
use crate::failure::Failure;

/// How the line of a sample begins that was decoded and written.
pub(super) const WRITTEN: &str = "+";
/// How the line of one begins that was not, with the reason.
pub(super) const FAILED: &str = "-";

/// The package of the program, for the crate `package`.
pub(super) fn package(package: &str) -> String {
    format!("{package}-trip")
}

/// Lays out the program for `models` of the crate `package`.
pub(super) fn build(crates: &Crates, package: &str, models: &[Model]) -> Result<Build, Failure> {
    let name = self::package(package);
    let source = crates.directory(package);
    let manifest = source.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(|error| Failure::io("read", &manifest, &error))?;
    let mut document: DocumentMut = text.parse().map_err(Failure::work)?;
    document["package"]["name"] = value(name.as_str());
    document.remove("lints");
    document.remove("dev-dependencies");
    let mut build = crates.lay_out(&name, &document.to_string(), &main(&source, models))?;
    build.cargo.arg("--no-default-features");
    Ok(build)
}

fn main(source: &Path, models: &[Model]) -> String {
    let path = |below: &str| format!("{:?}", source.join("src").join(below).display().to_string());
    let entries: Vec<String> = models.iter().map(|model| format!("    again::<{}>,\n", model.path)).collect();
    let filled =
        MAIN.replace("{runtime}", &path("runtime/mod.rs")).replace("{models}", &path("generated/models/mod.rs"));
    filled.replace("{entries}", &entries.concat()).replace("{written}", WRITTEN).replace("{failed}", FAILED)
}

const MAIN: &str = r#"//! Decodes values and writes them again: a line of the file that the argument names has the number of a type, a tab and a value.
#![allow(warnings)]

#[path = {runtime}]
mod runtime;
mod generated {
    #[path = {models}]
    pub mod models;
}

use std::io::Write as _;
use std::panic;

use generated::models;
use runtime::codec;

fn main() {
    let path = std::env::args_os().nth(1).expect("a file is named");
    let text = std::fs::read_to_string(path).expect("the file can be read");
    let mut out = std::io::stdout().lock();
    for line in text.lines() {
        let (number, value) = line.split_once('\t').expect("a number, a tab and a value");
        let again = MODELS[number.parse::<usize>().expect("a number")];
        let outcome = panic::catch_unwind(|| again(value)).unwrap_or_else(|_| Err("panics".to_owned()));
        match outcome {
            Ok(text) => writeln!(out, "{written}{text}"),
            Err(message) => writeln!(out, "{failed}{}", message.replace('\n', " ")),
        }
        .expect("the reader is there");
        out.flush().expect("the reader is there");
    }
}

fn again<T: codec::Decode + codec::Encode + serde::Serialize>(text: &str) -> Result<String, String> {
    // A schema that takes null is an `Option` of its type wherever it is used, so it is one here, too.
    let value: Option<T> = codec::from_slice(text.as_bytes()).map_err(|error| format!("is not decoded: {error}"))?;
    let written = codec::to_vec(&value).map_err(|error| format!("is not written: {error}"))?;
    let through_serde = serde_json::to_value(&value).map_err(|error| format!("is not written through serde: {error}"))?;
    match serde_json::from_slice::<serde_json::Value>(&written) {
        Ok(value) if by_value(value.clone()) == by_value(through_serde.clone()) => Ok(String::from_utf8_lossy(&written).into_owned()),
        Ok(_) => Err(format!("is written through serde as {through_serde}")),
        Err(error) => Err(format!("is not written as JSON: {error}")),
    }
}

/// A number that is an alias of a type of Rust is written as serde writes that: 3.0 for 3.
fn by_value(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) if number.is_f64() => {
            number.as_f64().and_then(codec::whole).map_or(Value::Number(number), Value::from)
        }
        Value::Array(items) => items.into_iter().map(by_value).collect(),
        Value::Object(members) => members.into_iter().map(|(key, value)| (key, by_value(value))).collect(),
        other => other,
    }
}

const MODELS: &[fn(&str) -> Result<String, String>] = &[
{entries}];
"#;
