//! `cargo xtask explain`: every code can be looked up.

use crate::sandbox::Sandbox;

#[test]
fn every_code_of_the_list_has_an_explanation() {
    let sandbox = Sandbox::new();
    let list = sandbox.xtask(&["explain"]);
    list.says(0, &[]);
    assert!(list.stdout.lines().count() > 5, "{}", list.stdout);
    for line in list.stdout.lines() {
        let (code, title) = line.split_once("  ").expect("a line has a code and a title");
        let upper = sandbox.xtask(&["explain", code]);
        assert!(upper.stdout.starts_with(&format!("{code}: {title}\n\n")), "{}", upper.stdout);
        assert_eq!(sandbox.xtask(&["explain", &code.to_lowercase()]).stdout, upper.stdout);
    }
}

#[test]
fn an_unknown_code_is_bad_usage() {
    let run = Sandbox::new().xtask(&["explain", "E999"]);
    run.says(2, &["error: there is no code \"E999\"; the codes are:\nE001  "]);
}
