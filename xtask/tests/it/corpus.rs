//! `cargo xtask corpus`: what counts as a document, how each fares, and what the exit code says about it.

use std::process::Command;

use serde_json::Value;

use crate::sandbox::{PET, Sandbox};

/// A folder with a document that is accepted and one that is refused, and with files that are no documents.
fn folder() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("docs/pets.yaml", PET);
    sandbox.write("docs/parts/pet.yaml", "type: object\n");
    sandbox.write("docs/old/bad.json", "{\"openapi\": \"1.0\"}");
    sandbox.write("docs/README.md", "openapi: 3.0.3\n");
    sandbox.write("none.toml", "");
    sandbox
}

const BAD: &str = "[[expected]]\ndocument = \"old/bad.json\"\nstage = \"generate\"\nreason = \"an old version\"\n";

#[test]
fn every_document_has_its_row() {
    let sandbox = folder();
    let run = sandbox.xtask(&["corpus", "docs", "--report", "out/report.json"]);
    run.says(
        1,
        &["not all is as expected", "old/bad.json: refused: E003", "#/openapi: `1.0` is not a version of OpenAPI"],
    );

    assert!(run.stdout.lines().any(|row| row.starts_with("old/bad.json") && row.contains("E003")), "{}", run.stdout);
    assert!(run.stdout.contains("2 documents: 1 generated, 1 refused, 0 failed"), "{}", run.stdout);

    let report: Value = serde_json::from_str(&sandbox.read("out/report.json")).expect("the report is JSON");
    let totals = &report["totals"];
    assert_eq!((&totals["documents"], &totals["generated"], &totals["refused"]), (&2.into(), &1.into(), &1.into()));
    assert_eq!(report["rows"][0]["document"], "old/bad.json");
    assert_eq!(report["rows"][1]["generate"]["operations"], 1);
    assert!(report["rows"][1]["generate"]["lines"].as_u64().is_some_and(|lines| lines > 50));
}

#[test]
fn what_is_expected_is_no_failure_and_expires() {
    let sandbox = folder();
    let expect = |list: &str| {
        sandbox.write("expect.toml", list);
        sandbox.xtask(&["corpus", "docs", "--expect", "expect.toml"])
    };
    expect(BAD).says(0, &[]);
    expect(&format!("{BAD}codes = [\"E003\"]\n")).says(0, &[]);
    let other = format!("{BAD}codes = [\"E004\"]\n");
    expect(&other).says(1, &["old/bad.json: refused: E003", "old/bad.json: `generate` does not fail as expect.toml"]);
    let pets = BAD.replace("old/bad.json", "pets.yaml");
    expect(&format!("{BAD}{pets}")).says(1, &["pets.yaml: `generate` does not fail as expect.toml expects"]);
    let absent = BAD.replace("bad", "gone");
    expect(&format!("{BAD}{absent}")).says(1, &["old/gone.json: `generate` does not fail"]);
    expect("[[expected]]\ndocument = \"a\"\nstage = \"generate\"\n").says(1, &["has no `reason`"]);
    expect(&BAD.replace("\"generate\"", "\"sing\"")).says(1, &["there is no stage `sing`"]);
    expect("[[skip]]\n").says(1, &["`skip` means nothing here"]);
}

#[test]
fn a_part_of_the_folder_is_judged_by_itself() {
    let sandbox = folder();
    sandbox.write("expect.toml", BAD);
    sandbox.xtask(&["corpus", "docs", "--only", "p*", "--expect", "expect.toml"]).says(0, &[]);
    sandbox.xtask(&["corpus", "docs", "--only", "old/*", "--expect", "expect.toml"]).says(0, &[]);
    let both = sandbox.xtask(&["corpus", "docs", "--only", "p*", "--only", "old/*", "--expect", "expect.toml"]);
    assert!(both.stdout.contains("2 documents: "), "{}", both.stdout);
    sandbox.xtask(&["corpus", "docs", "--only", "q*"]).says(1, &["there is no document in docs that matches `q*`"]);
    sandbox.xtask(&["corpus", "nowhere"]).says(1, &["cannot read nowhere"]);
}

#[test]
fn a_document_that_takes_too_much_is_one_row() {
    let sandbox = folder();
    let run = sandbox.xtask(&["corpus", "docs", "--timeout", "0", "--only", "pets*"]);
    run.says(1, &["pets.yaml: took more than 0 s"]);
    assert!(run.stdout.contains("1 document: 0 generated, 0 refused, 1 failed"), "{}", run.stdout);
}

/// Calls the command as cargo calls it in place of the compiler: whether the crate with this text passes, and the figures.
fn compile(text: &str) -> (bool, Option<String>) {
    let sandbox = Sandbox::new();
    sandbox.write("lib.rs", text);
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args([
            "rustc",
            "--crate-name",
            "pets",
            "--edition=2024",
            "--crate-type",
            "lib",
            "--emit",
            "metadata",
            "lib.rs",
        ])
        .env("XTASK_RUSTC_FIGURES", sandbox.path("figures.json"))
        .env("XTASK_RUSTC_MEMORY", "4096")
        .current_dir(sandbox.path("."))
        .output()
        .expect("the command starts");
    let figures = sandbox.path("figures.json").exists().then(|| sandbox.read("figures.json"));
    (output.status.success(), figures)
}

#[test]
fn a_warning_fails_a_crate_and_the_compiler_is_measured() {
    let (passes, figures) = compile("pub fn pet() {}\n");
    let figures: Value = serde_json::from_str(&figures.expect("there are figures")).expect("they are JSON");
    assert!(passes && figures["seconds"].as_f64().is_some_and(|seconds| seconds > 0.0), "{figures}");
    assert!(cfg!(not(unix)) || figures["peak_mb"].as_u64().is_some_and(|peak| peak > 10), "{figures}");
    assert!(!compile("fn never_used() {}\n").0);
}
