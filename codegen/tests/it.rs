//! The generator as a black box: a fixture in, a snapshot out.
//!
//! `fixtures/accepted/*.yaml` name in `x-snapshot` the files to look at, or `first call`; `fixtures/rejected/*.yaml` give
//! diagnostics. Of either, `x-operations` says which are generated. What they refer to in other files stands in folders
//! beside them. `properties` holds what is true of any document.

mod properties;

use std::path::{Path, PathBuf};

use codegen::{
    Code, Config, Dependency, Diagnostics, Format, Input, Loader, Operations, Output, Pattern, RustType, Selector,
    Severity, Style, TypeMap, Unused, Warnings,
};

/// A fixture, and the files that stand beside it.
struct Fixture {
    name: String,
    text: String,
    directory: PathBuf,
}

impl Loader for Fixture {
    fn load(&self, path: &str) -> Result<String, String> {
        std::fs::read_to_string(self.directory.join(path)).map_err(|_| format!("{path} is not part of the fixture"))
    }
}

impl Fixture {
    fn read(path: &Path) -> Self {
        let name = path.file_name().expect("a fixture has a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).expect("a fixture is readable");
        Self { name, text, directory: path.parent().expect("it stands in a directory").to_owned() }
    }

    fn input(&self) -> Input<'_> {
        Input { name: &self.name, text: &self.text, loader: self }
    }

    fn generate(&self) -> Result<Output, Diagnostics> {
        codegen::generate(&self.input(), &Config { operations: self.operations(), ..Config::default() })
    }

    /// What it says in `x-operations`: patterns, `tag` before those for tags.
    fn operations(&self) -> Operations {
        let pattern = |text: &str| Pattern::new(text).expect("it is a pattern");
        let selector = |text: &str| match text.strip_prefix("tag ") {
            Some(tag) => Selector::Tag(pattern(tag)),
            None => Selector::Operation(pattern(text)),
        };
        match listed(&self.text, "x-operations") {
            Some(list) => Operations::Only(list.iter().map(|text| selector(text)).collect()),
            None => Operations::All,
        }
    }

    /// Generates the types of all schemas, too: a fixture for one of them needs no operation that uses it.
    fn generate_all(&self) -> Result<Output, Diagnostics> {
        match self.operations() {
            Operations::All => codegen::generate(&self.input(), &Config { unused: Unused::Keep, ..Config::default() }),
            Operations::Only(_) => self.generate(),
        }
    }

    fn render(&self, diagnostics: &Diagnostics) -> String {
        diagnostics.render(&self.input(), Style::Plain, Warnings::Grouped)
    }
}

/// The files that the fixture wants to be looked at.
fn wanted(text: &str) -> Vec<String> {
    listed(text, "x-snapshot").expect("an accepted fixture has an x-snapshot")
}

/// The list under a key at the top of a fixture.
fn listed(text: &str, key: &str) -> Option<Vec<String>> {
    let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": ["))?;
    Some(line.strip_suffix(']')?.split(", ").map(str::to_owned).collect())
}

#[test]
fn accepted() {
    insta::glob!("fixtures/accepted/*.yaml", |path| {
        let fixture = Fixture::read(path);
        let output = match fixture.generate_all() {
            Ok(output) => output,
            Err(diagnostics) => panic!("{}", fixture.render(&diagnostics)),
        };
        let mut snapshot = fixture.render(&output.warnings);
        for wanted in wanted(&fixture.text) {
            let paths: Vec<_> = output.files.iter().map(|file| file.path.as_str()).collect();
            if wanted == "first call" {
                snapshot.push_str(&format!("{:#?}\n", output.first_call));
                continue;
            }
            let file = output.files.iter().find(|file| file.path == wanted);
            let file = file.unwrap_or_else(|| panic!("{} wants {wanted}, but there is only {paths:?}", fixture.name));
            snapshot.push_str(&format!("// {wanted}\n{}\n", file.contents));
        }
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(snapshot) });
    });
}

#[test]
fn rejected() {
    insta::glob!("fixtures/rejected/*.yaml", |path| {
        let fixture = Fixture::read(path);
        let diagnostics = match fixture.generate() {
            Ok(output) => output.warnings,
            Err(diagnostics) => diagnostics,
        };
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(fixture.render(&diagnostics));
        });
    });
}

#[test]
fn every_code_has_a_fixture() {
    let mut missing: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rejected");
    let entries = std::fs::read_dir(fixtures).expect("the fixtures are there");
    let paths = entries.map(|entry| entry.expect("a fixture can be listed").path());
    for path in paths.filter(|path| path.is_file()) {
        let fixture = Fixture::read(&path);
        let name = &fixture.name;
        let diagnostics = match fixture.generate() {
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
fn formats_have_the_types_that_the_table_gives_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/accepted/formats.yaml");
    let uuid = Dependency { name: "uuid", version: "1", features: &[] };
    let rust = RustType { import: Some("uuid"), path: "uuid::Uuid", dependency: Some(uuid.clone()) };
    let types = TypeMap::default().with(Format::Uuid, rust).without(Format::DateTime);
    let output = codegen::generate(&Fixture::read(&path).input(), &Config { types, ..Config::default() });
    let output = output.expect("the fixture is accepted");
    assert_eq!(output.dependencies, [uuid]);
    let file = output.files.iter().find(|file| file.path == "models/formats.rs").expect("the model has a file");
    for line in ["use uuid;", "pub at: String =", "pub day: Option<formats::Date> =", "pub id: Option<uuid::Uuid> ="] {
        assert!(file.contents.contains(line), "{line} is not in\n{}", file.contents);
    }
}

#[test]
fn what_nothing_uses_has_no_type() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/rejected/w017_unused_schemas.yaml");
    let models = |output: Result<Output, Diagnostics>| {
        let models = output.expect("it only warns").models;
        models.into_iter().map(|model| model.path).collect::<Vec<_>>()
    };
    let fixture = Fixture::read(&path);
    assert_eq!(models(fixture.generate()), ["models::Pet"]);
    assert_eq!(models(fixture.generate_all()), ["models::Pet", "models::Named", "models::Gone"]);
}

/// The product's own document.
fn restore() -> Fixture {
    Fixture::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/dws.yaml"))
}

#[test]
fn the_restore_endpoint() {
    let output = restore().generate().expect("the product's document is accepted");
    for path in ["api/table_restore.rs", "models/restore_table_request.rs"] {
        let file = output.files.iter().find(|file| file.path == path).expect("the endpoint has its files");
        let name = path.replace('/', "_");
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(name, file.contents) });
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let [first, second] = [(); 2].map(|()| restore().generate().map(|output| output.files));
    assert!(first.is_ok() && first.ok() == second.ok());
}
