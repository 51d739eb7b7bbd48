//! The table of requests: what calls of generated operations put on the wire.
//!
//! It is in snapshots to be read beside the standard, one for each theme.
//!
//! The program in `table` makes the calls; it is one of the crate that is made of the fixtures and of `styles.yaml`.

use std::fs;

use crate::sandbox::workspace;
use crate::scratch;

#[test]
fn requests_are_as_the_standard_has_them() {
    let fixtures = [
        "body_choice",
        "body_choice_alike",
        "body_kinds",
        "multipart",
        "parameter_styles",
        "parameters",
        "query_string",
        "request_body",
    ];
    let here = "xtask/tests/it/requests";
    let specs = fixtures.map(scratch::accepted).into_iter().chain([format!("{here}/styles.yaml")]);
    let scratch = scratch::make("requests", specs);
    let program = scratch.join("examples/table");
    fs::create_dir_all(&program).expect("the crate can be written");
    for entry in fs::read_dir(workspace().join(here).join("table")).expect("the program is there") {
        let entry = entry.expect("a file can be listed");
        fs::copy(entry.path(), program.join(entry.file_name())).expect("the crate can be written");
    }
    // Requests are built and not sent, so that no transport is needed.
    let run = scratch::cargo(&scratch, &["run", "--no-default-features", "--example", "table"]).output();
    let run = run.expect("cargo can be run");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = String::from_utf8_lossy(&run.stdout);
    let themes: Vec<(&str, &str)> =
        text.split("# theme: ").skip(1).filter_map(|theme| theme.split_once("\n\n")).collect();
    assert_eq!(themes.len(), 4);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        for (name, requests) in themes {
            insta::assert_snapshot!(name, requests);
        }
    });
}
