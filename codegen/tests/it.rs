//! The generator as a black box: a fixture in, a snapshot out.
//!
//! `fixtures/accepted/*.yaml` name the files to look at in `x-snapshot`; `fixtures/rejected/*.yaml` give diagnostics.

use std::path::Path;

use codegen::{Code, Config, Diagnostics, Input, Loader, Output, Severity, Style};

/// A fixture is one file.
struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, path: &str) -> Result<String, String> {
        Err(format!("{path} is not part of the fixture"))
    }
}

/// The fixture's name and text.
fn read(path: &Path) -> (String, String) {
    let name = path.file_name().expect("a fixture has a name").to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path).expect("a fixture is readable");
    (name, text)
}

fn generate(name: &str, text: &str) -> Result<Output, Diagnostics> {
    codegen::generate(&Input { name, text, loader: &NoFiles }, &Config::default())
}

fn render(diagnostics: &Diagnostics, name: &str, text: &str) -> String {
    diagnostics.render(&Input { name, text, loader: &NoFiles }, Style::Plain)
}

/// The files that the fixture wants to be looked at.
fn wanted(text: &str) -> Vec<String> {
    let line = text.lines().find_map(|line| line.strip_prefix("x-snapshot: ["));
    let list = line.and_then(|line| line.strip_suffix(']')).expect("an accepted fixture has an x-snapshot");
    list.split(", ").map(str::to_owned).collect()
}

#[test]
fn accepted() {
    insta::glob!("fixtures/accepted/*.yaml", |path| {
        let (name, text) = read(path);
        let output = match generate(&name, &text) {
            Ok(output) => output,
            Err(diagnostics) => panic!("{}", render(&diagnostics, &name, &text)),
        };
        let mut snapshot = render(&output.warnings, &name, &text);
        for wanted in wanted(&text) {
            let paths: Vec<_> = output.files.iter().map(|file| file.path.as_str()).collect();
            let file = output.files.iter().find(|file| file.path == wanted);
            let file = file.unwrap_or_else(|| panic!("{name} wants {wanted}, but there is only {paths:?}"));
            snapshot.push_str(&format!("// {wanted}\n{}\n", file.contents));
        }
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(snapshot) });
    });
}

#[test]
fn rejected() {
    insta::glob!("fixtures/rejected/*.yaml", |path| {
        let (name, text) = read(path);
        let diagnostics = match generate(&name, &text) {
            Ok(output) => output.warnings,
            Err(diagnostics) => diagnostics,
        };
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(render(&diagnostics, &name, &text));
        });
    });
}

#[test]
fn every_code_has_a_fixture() {
    let mut missing: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rejected");
    for entry in std::fs::read_dir(fixtures).expect("the fixtures are there") {
        let path = entry.expect("a fixture can be listed").path();
        let (name, text) = read(&path);
        let diagnostics = match generate(&name, &text) {
            Ok(output) => output.warnings,
            Err(diagnostics) => {
                assert!(diagnostics.iter().any(|it| it.severity == Severity::Error), "{name}");
                diagnostics
            }
        };
        assert!(!diagnostics.is_empty(), "{name} is not rejected any more: give it to `accepted`");
        missing.retain(|id| diagnostics.iter().all(|diagnostic| diagnostic.code.id() != *id));
    }
    assert!(missing.is_empty(), "no fixture in codegen/tests/fixtures/rejected shows {missing:?}");
}

#[test]
fn the_restore_endpoint() {
    let output = generate("dws.yaml", include_str!("../../spec/dws.yaml")).expect("the product's document is accepted");
    for path in ["api/table_restore.rs", "models/restore_table_request.rs"] {
        let file = output.files.iter().find(|file| file.path == path).expect("the endpoint has its files");
        let name = path.replace('/', "_");
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(name, file.contents) });
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let text = include_str!("../../spec/dws.yaml");
    let [first, second] = [(); 2].map(|()| generate("dws.yaml", text).map(|output| output.files));
    assert!(first.is_ok() && first.ok() == second.ok());
}
