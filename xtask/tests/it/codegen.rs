//! `cargo xtask codegen`: what is written, what is left alone, and what a check finds.

use std::fs;
use std::time::{Duration, SystemTime};

use crate::sandbox::{PET, Run, Sandbox, pet_with_toy, workspace, xtask_in};

const CODEGEN: &[&str] = &["codegen", "--spec", "api.yaml", "--out", "out"];
const CHECK: &[&str] = &["codegen", "--spec", "api.yaml", "--out", "out", "--check"];

/// A sandbox with a document and what is generated from it.
fn generated(document: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("api.yaml", document);
    sandbox.xtask(CODEGEN).says(0, &["api.yaml: ", " written\n"]);
    sandbox
}

#[test]
fn the_committed_client_is_fresh() {
    let run = xtask_in(&workspace().join("xtask/src"), &["codegen", "--check"]);
    assert_eq!(run.code, Some(0), "generated-client/src/generated is stale: run `cargo xtask codegen`\n{}", run.stderr);
}

#[test]
fn a_directory_follows_its_document() {
    let sandbox = generated(PET);
    let small = sandbox.files("out");
    sandbox.xtask(CODEGEN).says(0, &[&format!("api.yaml: {0} files: {0} unchanged\n", small.len())]);
    sandbox.xtask(CHECK).says(0, &["all fresh"]);

    sandbox.write("api.yaml", pet_with_toy());
    sandbox.xtask(CODEGEN).says(0, &[" written", " unchanged\n"]);
    assert!(sandbox.files("out").len() > small.len());

    sandbox.write("api.yaml", PET);
    sandbox.xtask(CODEGEN).says(0, &["1 removed"]);
    assert_eq!(sandbox.files("out"), small);
}

#[test]
fn warnings_can_be_taken_for_errors() {
    let sandbox = generated(PET);
    let before = sandbox.files("out");
    sandbox.write("api.yaml", format!("{PET}\nunknown: 1\n"));
    let denied = [CODEGEN, &["--warnings", "denied"]].concat();
    sandbox.xtask(&denied).says(1, &["warning[W001]", "`--warnings denied` lets none pass; nothing was written"]);
    assert_eq!(sandbox.files("out"), before);
    sandbox.xtask(CODEGEN).says(0, &["warning[W001]"]);
}

#[test]
fn unchanged_files_keep_their_time() {
    let sandbox = generated(PET);
    let path = sandbox.path("out/models/mod.rs");
    let past = SystemTime::now() - Duration::from_secs(3600);
    fs::File::options().append(true).open(&path).and_then(|file| file.set_modified(past)).expect("the time can be set");
    sandbox.write("out/mod.rs", format!("{}// drifted\n", sandbox.read("out/mod.rs")));
    sandbox.xtask(CODEGEN).says(0, &["1 written"]);
    assert_eq!(fs::metadata(&path).and_then(|it| it.modified()).expect("it is there"), past);
}

#[test]
fn a_check_finds_everything_and_changes_nothing() {
    let sandbox = generated(&pet_with_toy());
    let header = sandbox.read("out/mod.rs");
    sandbox.write("out/mod.rs", header.replace("pub mod models;", "pub mod model;"));
    sandbox.write("out/old/orphan.rs", header);
    fs::remove_file(sandbox.path("out/models/toy.rs")).expect("it is there");
    fs::remove_file(sandbox.path("out/models/pet.rs")).expect("it is there");
    let before = sandbox.files("");
    sandbox.xtask(CHECK).says(
        1,
        &[
            "missing   models/pet.rs\nmissing   models/toy.rs\ndrifted   mod.rs\norphaned  old/orphan.rs\n",
            "-pub mod model;\n",
            "+pub mod models;\n",
            "Run `cargo xtask codegen --spec api.yaml --out out`.",
        ],
    );
    assert_eq!(sandbox.files(""), before);
    sandbox.xtask(CODEGEN).says(0, &["3 written, 1 removed"]);
    sandbox.xtask(CHECK).says(0, &[]);
    assert!(!sandbox.path("out/old").exists(), "a directory that is no longer needed goes too");
}

#[test]
fn a_long_difference_is_cut() {
    let sandbox = generated(PET);
    let long = "// drifted\n".repeat(1000);
    sandbox.write("out/mod.rs", long + &sandbox.read("out/mod.rs"));
    let run = sandbox.xtask(CHECK);
    run.says(1, &["drifted   mod.rs", "… and more"]);
    assert!(run.stderr.lines().count() < 60, "{}", run.stderr);
}

#[test]
fn what_others_wrote_is_never_touched() {
    let sandbox = Sandbox::new();
    sandbox.write("api.yaml", PET);
    sandbox.write("out/mod.rs", "//! Mine.\n");
    sandbox.xtask(CODEGEN).says(1, &["out holds files that `cargo xtask codegen` did not write"]);
    assert_eq!(sandbox.files("out").len(), 1);

    let sandbox = generated(PET);
    sandbox.write("out/mine.rs", "//! Mine.\n");
    sandbox.write("out/models/.mine.swp", "an editor's");
    sandbox.write("api.yaml", pet_with_toy());
    let before = sandbox.files("out");
    sandbox.xtask(CODEGEN).says(1, &["did not write out/mine.rs\n", "Nothing was changed."]);
    sandbox.xtask(CHECK).says(1, &["foreign   mine.rs\n", "move the foreign files away"]);
    assert_eq!(sandbox.files("out"), before);

    fs::remove_file(sandbox.path("out/mine.rs")).expect("it is there");
    sandbox.xtask(CODEGEN).says(0, &["written"]);
    sandbox.xtask(CHECK).says(0, &[]);
    assert!(sandbox.path("out/models/.mine.swp").exists(), "hidden files are left alone");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let sandbox = generated(PET);
    sandbox.write("elsewhere/mod.rs", "//! Mine.\n");
    let before = sandbox.files("elsewhere");
    fs::remove_file(sandbox.path("out/mod.rs")).expect("it is there");
    std::os::unix::fs::symlink("../elsewhere/mod.rs", sandbox.path("out/mod.rs")).expect("links can be made");
    sandbox.xtask(CHECK).says(1, &["drifted   mod.rs", "mod.rs is not a regular file"]);
    sandbox.xtask(CODEGEN).says(0, &["1 written"]);
    assert_eq!(sandbox.files("elsewhere"), before);

    fs::rename(sandbox.path("out/models"), sandbox.path("elsewhere/models")).expect("it can be moved");
    std::os::unix::fs::symlink("../elsewhere/models", sandbox.path("out/models")).expect("links can be made");
    let before = sandbox.files("elsewhere");
    sandbox.xtask(CODEGEN).says(1, &["did not write out/models\n"]);
    assert_eq!(sandbox.files("elsewhere"), before);
}

#[test]
fn a_refused_document_writes_nothing() {
    let sandbox = generated(PET);
    let before = sandbox.files("out");
    sandbox.write("api.yaml", "not: a document\n");
    sandbox.xtask(CODEGEN).says(1, &["error: api.yaml is refused; nothing was written. "]);
    sandbox.xtask(CHECK).says(1, &["is refused"]);
    sandbox.xtask(&["codegen", "--spec", "api.yaml", "--out", "other"]).says(1, &["is refused"]);
    assert_eq!(sandbox.files("out"), before);
    assert!(!sandbox.path("other").exists());
}

#[test]
fn each_mistake_has_one_clear_line() {
    let sandbox = Sandbox::new();
    sandbox.write("api.yaml", PET);
    sandbox.write("latin1.yaml", b"openapi: \xe9");
    let table: &[(&[&str], &str)] = &[
        (
            &["codegen", "--spec", "none.yaml", "--out", "out"],
            "error: cannot read none.yaml: No such file or directory",
        ),
        (&["codegen", "--spec", ".", "--out", "out"], "error: . is a directory, not a document"),
        (
            &["codegen", "--spec", "latin1.yaml", "--out", "out"],
            "error: latin1.yaml: it is not UTF-8 text: line 1, column 10 has the byte 0xe9; save it as UTF-8",
        ),
        (&["codegen", "--spec", "api.yaml", "--out", "api.yaml"], "error: api.yaml is not a directory"),
        (&["codegen", "--spec", "api.yaml", "--out", "api.yaml/out"], "error: cannot "),
        (
            &["new", "--spec", "none.yaml", "--out", "out", "--name", "pets"],
            "error: cannot read none.yaml: No such file",
        ),
    ];
    let before = sandbox.files("");
    for (args, message) in table {
        let run = sandbox.xtask(args);
        run.says(1, &[message]);
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    }
    assert_eq!(sandbox.files(""), before);
}

#[test]
fn what_a_killed_run_left_goes_away() {
    let sandbox = generated(PET);
    sandbox.write("out/.xtask-killed/0", "half a file");
    sandbox.xtask(CODEGEN).says(0, &["unchanged"]);
    assert!(!sandbox.path("out/.xtask-killed").exists());
}

#[test]
fn the_output_does_not_tell_where_it_was_made() {
    let sandbox = Sandbox::new();
    sandbox.write("a b/api.yaml", PET);
    sandbox.xtask(&["codegen", "--spec", "a b/api.yaml", "--out", "out"]).says(0, &[]);
    let files = sandbox.files("out");
    assert!(files.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("a b")));
    let inside = xtask_in(&sandbox.path("a b"), &["codegen", "--spec", "api.yaml", "--out", "../out", "--check"]);
    inside.says(0, &["all fresh"]);
}

#[test]
fn a_default_spelled_out_is_still_the_default() {
    let args = ["codegen", "--check", "--spec", "spec/../spec/dws.yaml", "--out", "generated-client/src/generated"];
    let differences = |run: Run| run.stderr.lines().filter(|it| it.starts_with("drifted")).count();
    // Whether the client is fresh is not asked here, only whether both commands think the same of it.
    assert_eq!(differences(xtask_in(workspace(), &args)), differences(xtask_in(workspace(), &args[..2])));
}

#[test]
fn other_files_of_a_document_stand_below_its_directory_or_the_one_that_is_named() {
    let sandbox = Sandbox::new();
    let (head, schema) = PET.split_once("    Pet:\n").expect("there is a schema");
    sandbox.write("docs/api/pets.yaml", format!("{head}    Pet: {{ $ref: ../shared/pet.yaml }}\n"));
    sandbox.write("docs/shared/pet.yaml", schema);
    let args = ["codegen", "--spec", "docs/api/pets.yaml", "--out", "out"];
    sandbox.xtask(&args).says(0, &["warning[E008]", "it is not below the document's own directory"]);
    let wider = [&args[..], &["--root", "docs"]].concat();
    sandbox.xtask(&wider).says(0, &["written"]);
    assert!(sandbox.read("out/models/pet.rs").contains("pub name: Option<String>"));
    sandbox.xtask(&[&wider[..], &["--check"]].concat()).says(0, &["all fresh"]);

    sandbox.write("docs/shared/pet.yaml", "type: object\nproperties: [\n");
    let run = sandbox.xtask(&[&wider[..], &["--check"]].concat());
    run.says(1, &["error[E001]", "--> docs/api/../shared/pet.yaml:", "is refused"]);
    sandbox.write("docs/shared/pet.yaml", schema.replace("string", "integer"));
    sandbox.xtask(&[&wider[..], &["--check"]].concat()).says(1, &["--root docs --out out`"]);
}
