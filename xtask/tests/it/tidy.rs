//! House style: how files open, how long they are, and which walls they respect.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::sandbox::workspace;
use crate::words::Words;

/// Where hand-written source stands. What a machine wrote is held to less.
const SOURCES: &[&str] = &["codegen/src", "generated-client/src", "xtask/src", "xtask/tests"];
/// Where a machine's source stands.
const GENERATED: &str = "generated-client/src/generated/";

/// Things that some files never say. A path ending in `/` stands for everything below it.
struct Wall {
    below: &'static [&'static str],
    except: &'static [&'static str],
    never: &'static [&'static str],
}

const WALLS: &[Wall] = &[
    Wall {
        below: &["codegen/src/"],
        except: &[],
        never: &["std::fs", "std::net", "std::env", "SystemTime", "Instant"],
    },
    Wall { below: &["codegen/src/"], except: &["codegen/src/source.rs"], never: &["serde_yaml"] },
    Wall {
        below: &["codegen/src/"],
        except: &["codegen/src/lower/schema.rs", "codegen/src/document/"],
        never: &["SchemaKind"],
    },
    Wall {
        below: &["codegen/src/source.rs", "codegen/src/source/"],
        except: &[],
        never: &["openapiv3", "ir", "quote", "syn"],
    },
    Wall {
        below: &["codegen/src/bundle/", "codegen/src/parts.rs"],
        except: &[],
        never: &["openapiv3", "ir", "quote", "syn", "TokenStream"],
    },
    Wall { below: &["codegen/src/upgrade/"], except: &[], never: &["openapiv3", "ir", "quote", "syn", "TokenStream"] },
    Wall { below: &["codegen/src/document/"], except: &[], never: &["ir", "quote", "syn", "TokenStream"] },
    Wall { below: &["codegen/src/lower/"], except: &[], never: &["quote", "syn", "proc_macro2", "TokenStream"] },
    Wall { below: &["codegen/src/ir/"], except: &[], never: &["openapiv3", "quote", "proc_macro2", "syn"] },
    Wall { below: &["codegen/src/names/"], except: &[], never: &["quote", "openapiv3"] },
    Wall { below: &["codegen/src/select.rs"], except: &[], never: &["quote", "openapiv3", "TokenStream"] },
    Wall {
        below: &["codegen/src/analyze/", "codegen/src/share.rs"],
        except: &[],
        never: &["quote", "openapiv3", "TokenStream"],
    },
    Wall { below: &["codegen/src/emit/"], except: &[], never: &["openapiv3"] },
    // Only `names` makes identifiers: what is emitted is a name that it gave, or one of the runtime's.
    Wall { below: &["codegen/src/emit/"], except: &["codegen/src/emit/token.rs"], never: &["Ident", "format_ident"] },
    Wall { below: &["codegen/src/format.rs", "codegen/src/format/"], except: &[], never: &["ir", "openapiv3"] },
    Wall {
        below: &["generated-client/src/"],
        except: &[
            "generated-client/src/huawei/environment.rs",
            // Who may read a file is nothing that can be made up.
            "generated-client/src/huawei/credentials/tests/secrets.rs",
            "generated-client/src/huawei/sign/tests/",
        ],
        never: &["std::env", "std::fs"],
    },
    Wall { below: &["generated-client/src/runtime/"], except: &[], never: &["crate::generated", "crate::huawei"] },
    Wall {
        below: &["codegen/src/", "generated-client/src/", "xtask/"],
        except: &[],
        never: &["todo!", "unimplemented!", "dbg!", "#ignore"],
    },
];

/// How many lines a hand-written file may have.
const LINES: usize = 600;
/// The files that have more, each with a reason.
const LONG: &[(&str, &str)] = &[];

/// All source files by their path in the workspace.
fn sources() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for directory in SOURCES {
        collect(&workspace().join(directory), directory, &mut files);
    }
    assert!(files.len() > 20, "the sources are not where this test looks for them");
    files
}

fn collect(directory: &Path, shown: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(directory).unwrap_or_else(|error| panic!("{shown}: {error}")) {
        let entry = entry.expect("the directory can be read");
        let path = format!("{shown}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &path, files);
        } else if path.ends_with(".rs") {
            let text = fs::read_to_string(entry.path()).unwrap_or_else(|error| panic!("{path}: {error}"));
            files.insert(path, text);
        }
    }
}

/// Fails the test with all that was found at once.
#[track_caller]
fn report(found: &[String]) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_file_says_what_it_is() {
    let files = sources();
    // A sentence ends in a full stop; what is behind a generated one may be the document's.
    let says =
        |path: &str, line: &str| line.starts_with("//! ") && (path.starts_with(GENERATED) || line.ends_with('.'));
    let silent = files.iter().filter(|(path, text)| !says(path, text.lines().next().unwrap_or_default()));
    let message = |path| format!("{path}: open with a `//!` line that says in a sentence what the file is");
    report(&silent.map(|(path, _)| message(path)).collect::<Vec<_>>());
}

#[test]
fn every_generated_file_names_its_command() {
    let files = sources();
    let generated = files.iter().filter(|(path, _)| path.starts_with(GENERATED));
    let header = "//! Generated by `cargo xtask codegen`; do not edit by hand.";
    let without =
        generated.filter(|(_, text)| !text.lines().take_while(|it| it.starts_with("//!")).any(|it| it == header));
    report(&without.map(|(path, _)| format!("{path}: no header")).collect::<Vec<_>>());
}

#[test]
fn no_line_ends_in_blanks() {
    let mut found = Vec::new();
    for (path, text) in sources() {
        let blank = text.lines().enumerate().filter(|(_, line)| line.ends_with([' ', '\t']));
        found.extend(blank.map(|(index, _)| format!("{path}:{}: trailing blanks", index + 1)));
        if !text.ends_with('\n') {
            found.push(format!("{path}: no newline at the end"));
        }
    }
    report(&found);
}

#[test]
fn files_are_short() {
    let files = sources();
    let is_excused = |path: &str| LONG.iter().any(|(long, _)| *long == path);
    let is_long = |path: &str| files.get(path).is_some_and(|text| text.lines().count() > LINES);
    let by_hand = files.keys().filter(|path| !path.starts_with(GENERATED));
    let mut found: Vec<String> = by_hand
        .filter(|path| is_long(path) && !is_excused(path))
        .map(|path| format!("{path}: more than {LINES} lines; split it by what it is about"))
        .collect();
    let stale = LONG.iter().filter(|(path, _)| !is_long(path));
    found.extend(stale.map(|(path, _)| format!("{path}: no longer long; remove the exception")));
    report(&found);
}

/// A crate that `new` makes takes the source of the runtime and nothing beside it: snapshots stand in their tests.
#[test]
fn the_runtime_is_source_alone() {
    fn others(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).expect("the directory can be read");
        // A file with a dot in front is for the moment, such as a snapshot to be looked at.
        let is_other = |path: &Path| {
            path.extension() != Some("rs".as_ref())
                && path.file_name().is_none_or(|it| it.as_encoded_bytes()[0] != b'.')
        };
        let found = |path: PathBuf| match path.is_dir() {
            true => others(&path),
            false => Vec::from_iter(is_other(&path).then(|| path.display().to_string())),
        };
        entries.flat_map(|entry| found(entry.expect("the directory can be read").path())).collect()
    }
    report(&others(&workspace().join("generated-client/src/runtime")));
}

#[test]
fn walls_are_respected() {
    let files = sources();
    let by_hand = files.iter().filter(|(path, _)| !path.starts_with(GENERATED));
    let words: BTreeMap<&str, Words> = by_hand.map(|(path, text)| (path.as_str(), Words::of(path, text))).collect();
    let mut found = Vec::new();
    for wall in WALLS {
        for (path, words) in words.iter().filter(|(path, _)| is_below(path, wall.below) && !is_below(path, wall.except))
        {
            let said = wall.never.iter().filter(|never| words.say(never));
            found.extend(said.map(|never| format!("{path}: says `{never}`, which is never found here")));
        }
        let unused = wall.below.iter().filter(|place| !words.iter().any(|(path, _)| is_below(path, &[**place])));
        found.extend(unused.map(|place| format!("{place}: there is no such file for a wall to stand around")));
        for except in wall.except {
            let mut excused = words.iter().filter(|(path, _)| is_below(path, &[*except]));
            if !excused.any(|(_, words)| wall.never.iter().any(|never| words.say(never))) {
                found.push(format!("{except}: never says {:?}; remove the exception", wall.never));
            }
        }
    }
    report(&found);
}

fn is_below(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path == *place || (place.ends_with('/') && path.starts_with(place)))
}

/// The setters that the generator writes for parameters share a type with these methods, and must not be called like one.
#[test]
fn the_methods_of_the_runtime_are_reserved() {
    let read =
        |path: &str| fs::read_to_string(workspace().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    let keywords = read("codegen/src/names/keyword.rs");
    let list = |name: &str| {
        let start = keywords.find(&format!("pub const {name}:")).unwrap_or_else(|| panic!("there is no {name}"));
        keywords[start..].split("];").next().expect("a list ends").to_owned()
    };
    let methods = |path: &str, owner: &str| {
        let text = read(path);
        let start = text.find(owner).unwrap_or_else(|| panic!("{path} has no `{owner}`"));
        let block = text[start..].split("\n}\n").next().expect("a block ends").to_owned();
        let names =
            block.split("pub fn ").skip(1).map(|rest| rest.split(['(', '<']).next().expect("a name").to_owned());
        names.collect::<Vec<_>>()
    };
    for (path, owner, reserved) in [
        ("generated-client/src/runtime/call.rs", "impl<'c, Op: Operation> Call<'c, Op> {", "CALL_METHODS"),
        ("generated-client/src/runtime/blocking.rs", "impl<'c, Op: Operation> Call<'c, Op> {", "CALL_METHODS"),
        ("generated-client/src/runtime/blocking.rs", "impl<'c, Op: Streams> Call<'c, Op> {", "CALL_METHODS"),
        ("generated-client/src/runtime/wait/mod.rs", "impl<'c, Op: Follow> Call<'c, Op> {", "CALL_METHODS"),
        ("generated-client/src/runtime/page/mod.rs", "impl<'c, Op: Paged> Call<'c, Op> {", "CALL_METHODS"),
        ("generated-client/src/runtime/wait/sent.rs", "impl<'c, Op: Operation> Call<'c, Op> {", "CALL_METHODS"),
        ("generated-client/src/runtime/stream/mod.rs", "impl<'c, Op: Streams> Call<'c, Op> {", "CALL_METHODS"),
        ("generated-client/src/runtime/stream/mod.rs", "impl<'c, Op: Operation> Call<'c, Op> {", "CALL_METHODS"),
        ("generated-client/src/runtime/client.rs", "impl ClientBuilder {", "BUILDER_METHODS"),
        ("generated-client/src/lib.rs", "impl Client {", "CLIENT_METHODS"),
    ] {
        let (methods, list) = (methods(path, owner), list(reserved));
        assert!(!methods.is_empty(), "{path} has no methods behind `{owner}`");
        for method in methods {
            assert!(list.contains(&format!("\"{method}\"")), "add `{method}` of {path} to {reserved}");
        }
    }
}
