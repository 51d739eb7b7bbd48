//! A selection leaves things out, and renames nothing.

use std::fs;
use std::path::Path;

use codegen::{Config, Input, NoFiles, Operations, Output, Pattern, Selector, generate};

fn select(text: &str, operations: Operations) -> Option<Output> {
    generate(&Input { name: "api", text, loader: &NoFiles }, &Config { operations, ..Config::default() }).ok()
}

#[test]
fn each_operation_alone_is_what_it_is_among_all() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/accepted");
    let entries = fs::read_dir(fixtures).expect("the fixtures are there");
    let files = entries.map(|entry| entry.expect("a fixture can be listed").path()).filter(|path| path.is_file());
    let mut compared = 0;
    for path in files {
        let text = fs::read_to_string(&path).expect("a fixture is readable");
        // Those of several files are not alone.
        let Some(whole) = select(&text, Operations::All) else { continue };
        for call in &whole.calls {
            let ["paths", template, method] = call.pointer.tokens()[..] else { continue };
            let name = format!("{} {template}", method.to_uppercase());
            let pattern = Pattern::new(&Pattern::escape(&name)).expect("it is escaped");
            let part = select(&text, Operations::Only(vec![Selector::Operation(pattern)]));
            let part = part.unwrap_or_else(|| panic!("{name} of {} can be selected", path.display()));
            assert!(part.calls.contains(call), "{name} of {}", path.display());
            let others: Vec<_> = part.calls.iter().filter(|call| !whole.calls.contains(call)).collect();
            assert!(others.is_empty(), "{name} of {}: {others:?}", path.display());
            let others: Vec<_> = part.models.iter().filter(|model| !whole.models.contains(model)).collect();
            assert!(others.is_empty(), "{name} of {}: {others:?}", path.display());
            compared += 1;
        }
    }
    assert!(compared > 50, "only {compared} operations were compared");
}
