//! Finds the documents of a folder. Files that are only parts of a document are not found.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use glob::{MatchOptions, Pattern};
use serde::Deserializer as _;
use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};

use crate::failure::Failure;

/// A document to try.
#[derive(Debug)]
pub(crate) struct Document {
    /// Its path in the folder, with `/`.
    pub(crate) name: String,
    /// Where it is.
    pub(crate) path: PathBuf,
    /// The folder, anywhere in which its other files may be.
    pub(crate) root: PathBuf,
    /// How large it is.
    pub(crate) bytes: u64,
}

/// Finds the documents below `directory`, by name; those whose path or file name matches a pattern of `only`, if there are
/// any.
pub(crate) fn find(directory: &Path, only: &[Pattern]) -> Result<Vec<Document>, Failure> {
    let mut found = Vec::new();
    collect(directory, directory, "", &mut found)?;
    found.retain(|document| only.is_empty() || only.iter().any(|pattern| matches(pattern, &document.name)));
    found.sort_by(|left, right| left.name.cmp(&right.name));
    if found.is_empty() {
        let patterns: Vec<String> = only.iter().map(|pattern| format!("`{pattern}`")).collect();
        let which = if only.is_empty() { String::new() } else { format!(" that matches {}", patterns.join(" or ")) };
        return Err(Failure::work(format_args!(
            "there is no document in {}{which}: no .json, .yaml or .yml with `openapi` or `swagger` at its top level",
            directory.display()
        )));
    }
    Ok(found)
}

fn matches(pattern: &Pattern, name: &str) -> bool {
    let options = MatchOptions { require_literal_separator: true, ..MatchOptions::default() };
    let file = name.rsplit('/').next().unwrap_or(name);
    pattern.matches_with(name, options) || pattern.matches_with(file, options)
}

fn collect(root: &Path, directory: &Path, prefix: &str, found: &mut Vec<Document>) -> Result<(), Failure> {
    let failed = |error| Failure::io("read", directory, &error);
    for entry in fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (path, file) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if file.starts_with('.') {
            continue;
        }
        let name = format!("{prefix}{file}");
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            collect(root, &path, &format!("{name}/"), found)?;
        } else if [".json", ".yaml", ".yml"].iter().any(|end| file.ends_with(end)) {
            let bytes = fs::read(&path).map_err(|error| Failure::io("read", &path, &error))?;
            if is_root(&String::from_utf8_lossy(&bytes)) {
                found.push(Document { name, path, root: root.to_owned(), bytes: bytes.len() as u64 });
            }
        }
    }
    Ok(())
}

/// Whether the text says at its top level which version of OpenAPI it is. It need not be well-formed: a document that is
/// broken further down is still one to be refused.
fn is_root(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut found = false;
    if text.trim_start().starts_with('{') {
        // The error that stops the reader early is the answer.
        let _ = serde_json::Deserializer::from_str(text).deserialize_map(TopLevel(&mut found));
    }
    found || text.lines().any(says_version)
}

/// Whether a line of YAML is the member that says the version.
fn says_version(line: &str) -> bool {
    let rest = |key: &str| ["", "\"", "'"].iter().find_map(|quote| line.strip_prefix(&format!("{quote}{key}{quote}")));
    KEYS.iter().filter_map(|key| rest(key)).any(|rest| rest.trim_start().starts_with(':'))
}

const KEYS: [&str; 2] = ["openapi", "swagger"];

/// Reads the keys of an object up to the one that is looked for.
struct TopLevel<'f>(&'f mut bool);

impl<'de> Visitor<'de> for TopLevel<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if KEYS.contains(&key.as_str()) {
                *self.0 = true;
                return Err(A::Error::custom("found"));
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use glob::Pattern;

    use super::{is_root, matches};

    #[test]
    fn documents_are_told_from_their_parts() {
        for text in [
            "openapi: 3.0.3",
            "\u{feff}info: {}\n'swagger' : '2.0'",
            "{\"info\": {}, \"openapi\": \"3.1.0\", broken",
            "{ \"swagger\": \"2.0\" }",
            "{\nopenapi: 3.0.3\n}",
        ] {
            assert!(is_root(text), "{text}");
        }
        for text in ["", "type: object", "{\"info\": {\"openapi\": 1}}", " openapi: nested", "openapis: 1", "[]"] {
            assert!(!is_root(text), "{text}");
        }
    }

    #[test]
    fn a_pattern_is_about_the_path_or_the_file() {
        let matches = |pattern: &str, name| matches(&Pattern::new(pattern).expect("a pattern"), name);
        assert!(matches("*.json", "a.json") && matches("*.json", "multi/a.json") && matches("multi/*", "multi/a.json"));
        assert!(!matches("a*", "multi/b.json") && !matches("*b.json", "multi.b.yaml"));
    }
}
