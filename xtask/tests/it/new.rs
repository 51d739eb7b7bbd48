//! `cargo xtask new`: a crate that stands alone, complete or not there at all.

use std::collections::BTreeSet;
use std::fs;

use toml_edit::{DocumentMut, Item, Table};

use crate::sandbox::{PET, Run, Sandbox, workspace, xtask_in};

fn new(sandbox: &Sandbox, out: &str, name: &str) -> Run {
    sandbox.xtask(&["new", "--spec", "api.yaml", "--out", out, "--name", name])
}

fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("api.yaml", PET);
    sandbox
}

#[test]
fn a_new_crate_is_complete() {
    let sandbox = sandbox();
    new(&sandbox, "deep/pets", "pets-client").says(0, &["files in deep/pets\n"]);
    let files = sandbox.files("deep/pets");
    for path in ["Cargo.toml", "README.md", ".gitignore", "src/lib.rs", "src/runtime/mod.rs", "src/generated/mod.rs"] {
        assert!(files.contains_key(path), "{path} is missing");
    }
    for (path, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!path.ends_with(".rs") || text.starts_with("//!"), "{path} has no opening line");
        assert!(!text.contains("{package}") && !text.contains("{regenerate}"), "{path} is not filled in");
        assert!(!text.contains("generated_client"), "{path} names the crate it was copied from");
    }
    assert!(sandbox.files("").keys().all(|path| !path.contains(".xtask")), "nothing else is left behind");
    sandbox
        .xtask(&["codegen", "--spec", "api.yaml", "--out", "deep/pets/src/generated", "--check"])
        .says(0, &["all fresh"]);
}

#[test]
fn a_selection_is_made_again_by_the_command_in_the_readme() {
    let sandbox = sandbox();
    let select = ["--tag", "none", "--operation", "getPet"];
    let made = |more: &[&str]| {
        sandbox.xtask(&[&["new", "--spec", "api.yaml", "--out", "pets", "--name", "pets"], more].concat())
    };
    made(&select).says(1, &["error[E018]: no operation has the tag `none`", "nothing was written"]);
    made(&["--operation", "get*", "--operation", "GET /pets"]).says(0, &[]);
    let readme = sandbox.read("pets/README.md");
    assert!(readme.contains("src/generated --operation 'get*' --operation 'GET /pets'\n"), "{readme}");
}

#[test]
fn the_manifest_stands_alone() {
    let sandbox = sandbox();
    new(&sandbox, "pets", "pets-client").says(0, &[]);
    let manifest: DocumentMut = sandbox.read("pets/Cargo.toml").parse().expect("it is TOML");
    assert_eq!(manifest["package"]["name"].as_str(), Some("pets-client"));
    assert!(manifest["package"]["edition"].is_str());
    assert!(manifest["workspace"].as_table().is_some_and(Table::is_empty));
    assert_eq!(manifest["lints"]["clippy"]["disallowed_names"].as_str(), Some("allow"));
    assert!(!inherits(manifest.as_item()), "{manifest}");
    for (name, dependency) in manifest["dependencies"].as_table().expect("there are some") {
        let version = dependency.as_str().or_else(|| dependency.get("version")?.as_str());
        assert!(version.is_some(), "{name} has no version");
    }
}

/// Whether `workspace = true` stands anywhere in `item`.
fn inherits(item: &Item) -> bool {
    item.as_table_like().is_some_and(|table| {
        table.iter().any(|(key, item)| (key == "workspace" && item.as_bool() == Some(true)) || inherits(item))
    })
}

#[test]
fn an_empty_directory_gives_way_and_one_in_use_does_not() {
    let sandbox = sandbox();
    fs::create_dir(sandbox.path("empty")).expect("directories can be made");
    new(&sandbox, "empty", "pets").says(0, &[]);
    let before = sandbox.files("");
    new(&sandbox, "empty", "pets").says(1, &["error: empty is not empty"]);
    new(&sandbox, "api.yaml", "pets").says(1, &["error: api.yaml is not a directory"]);
    new(&sandbox, ".", "pets").says(1, &["is not empty"]);
    assert_eq!(sandbox.files(""), before);

    fs::create_dir(sandbox.path("here")).expect("directories can be made");
    let run = xtask_in(&sandbox.path("here"), &["new", "--spec", "../api.yaml", "--out", ".", "--name", "pets"]);
    run.says(0, &["files in .\n"]);
    assert_eq!(sandbox.files("here").len(), sandbox.files("empty").len());
}

#[test]
fn a_failure_leaves_nothing_behind() {
    let sandbox = sandbox();
    new(&sandbox, "pets", "serde").says(1, &["a crate cannot be named \"serde\""]);
    sandbox.write("api.yaml", "not: a document\n");
    new(&sandbox, "deep/pets", "pets").says(1, &["is refused"]);
    assert_eq!(sandbox.files("").len(), 1);
    assert!(!sandbox.path("deep").exists());
}

#[test]
fn names_are_those_that_cargo_takes() {
    let sandbox = sandbox();
    for name in ["", "1st", "a b", "a/b", "füß", "crate", "std", "-x"] {
        new(&sandbox, "out", name).says(2, &["--name"]);
    }
}

#[test]
fn the_template_offers_the_runtime_that_the_client_offers() {
    let sandbox = sandbox();
    new(&sandbox, "pets", "pets").says(0, &[]);
    let offered = |text: &str| {
        let imports = text.split(';').filter_map(|item| item.trim().strip_prefix("pub use "));
        let runtime = imports.filter(|it| it.starts_with("self::runtime::"));
        runtime.map(|it| it.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<BTreeSet<_>>()
    };
    let client = fs::read_to_string(workspace().join("generated-client/src/lib.rs")).expect("it is there");
    assert_eq!(offered(&sandbox.read("pets/src/lib.rs")), offered(&client));
}
