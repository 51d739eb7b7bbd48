//! The table of requests: what calls of generated operations put on the wire, as a snapshot to be read beside the standard.
//!
//! `table.rs` makes the calls; it is a program of the crate that is made of the fixtures it calls.

use std::fs;

use crate::sandbox::workspace;
use crate::scratch;

#[test]
fn requests_are_as_the_standard_has_them() {
    let fixtures = ["body_choice", "body_kinds", "multipart", "parameter_styles", "parameters", "request_body"];
    let scratch = scratch::make("requests", fixtures);
    let examples = scratch.join("examples");
    fs::create_dir(&examples).expect("the crate can be written");
    let table = workspace().join("xtask/tests/it/requests/table.rs");
    fs::copy(table, examples.join("table.rs")).expect("the crate can be written");
    // Requests are built and not sent, so that no transport is needed.
    let run = scratch::cargo(&scratch, &["run", "--no-default-features", "--example", "table"]).output();
    let run = run.expect("cargo can be run");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("requests", String::from_utf8_lossy(&run.stdout));
    });
}
