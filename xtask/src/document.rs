//! Reads a document, and the other files below its directory that it refers to.

use std::fs;
use std::path::{Component, Path, PathBuf};

use codegen::{Input, Loader};

use crate::failure::Failure;
use crate::place::Place;

/// A document in memory.
pub(crate) struct Document {
    name: String,
    text: String,
    siblings: Siblings,
}

impl Document {
    /// Reads the document at `place`.
    pub(crate) fn read(place: &Place) -> Result<Self, Failure> {
        let read = |error| Failure::io("read", Path::new(place.shown()), &error);
        // Asked first, because the message for reading a directory differs from system to system.
        if fs::metadata(place.path()).map_err(read)?.is_dir() {
            return Err(Failure::work(format_args!("{} is a directory, not a document", place.shown())));
        }
        let bytes = fs::read(place.path()).map_err(read)?;
        let text = utf_8(bytes).map_err(|reason| Failure::work(format_args!("{}: {reason}", place.shown())))?;
        let siblings = Siblings::of(place.path(), place.root())
            .map_err(|error| Failure::io("read", place.root().unwrap_or(place.path()), &error))?;
        Ok(Self { name: place.shown().to_owned(), text, siblings })
    }

    /// The document as the generator takes it.
    pub(crate) fn input(&self) -> Input<'_> {
        Input { name: &self.name, text: &self.text, loader: &self.siblings }
    }
}

/// The files below one directory, and no others: a document cannot make the generator read `/etc/passwd`.
struct Siblings {
    /// Where the document is; paths start there.
    directory: PathBuf,
    /// Where files may be.
    root: PathBuf,
}

impl Siblings {
    fn of(document: &Path, root: Option<&Path>) -> std::io::Result<Self> {
        let parent = document.parent().filter(|it| !it.as_os_str().is_empty());
        let directory = fs::canonicalize(parent.unwrap_or(Path::new(".")))?;
        let root = root.map(fs::canonicalize).transpose()?.unwrap_or_else(|| directory.clone());
        Ok(Self { directory, root })
    }
}

/// How far above a document its files are likely to begin. What asks for more is not to be read.
const MOST_LEVELS: usize = 3;

impl Siblings {
    /// The directory near the document's that holds a file which the document refers to, if there is one.
    fn wider(&self, named: &Path) -> Option<&Path> {
        let target = normal(&self.directory.join(named));
        let above = self.directory.ancestors().skip(1).take(MOST_LEVELS).filter(|root| root.parent().is_some());
        let is_wanted = named.is_relative() && !target.starts_with(&self.root);
        above.filter(|_| is_wanted).find(|root| target.starts_with(root))
    }
}

impl Loader for Siblings {
    fn load(&self, path: &str) -> Result<String, String> {
        let named = Path::new(path);
        let outside = || {
            let place = match self.root == self.directory {
                true => "the document's own directory".to_owned(),
                false => self.root.display().to_string(),
            };
            let wider = self.wider(named).map(|root| format!("; `--root {}` lets it be read", root.display()));
            format!("it is not below {place}{}", wider.unwrap_or_default())
        };
        let is_relative = |it| matches!(it, Component::Normal(_) | Component::CurDir | Component::ParentDir);
        // Asked first, so that nothing is found out about files elsewhere.
        if !named.components().all(is_relative) || !normal(&self.directory.join(named)).starts_with(&self.root) {
            return Err(outside());
        }
        // Canonical, so that a symbolic link cannot lead out either.
        let file = fs::canonicalize(self.directory.join(named)).map_err(|error| error.to_string())?;
        if !file.starts_with(&self.root) {
            return Err(outside());
        }
        if !file.is_file() {
            return Err("it is not a regular file".to_owned());
        }
        let bytes = fs::read(file).map_err(|error| error.to_string())?;
        utf_8(bytes)
    }
}

/// The text of a file, or why it has none and what to do.
fn utf_8(bytes: Vec<u8>) -> Result<String, String> {
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = bytes.as_slice() {
        return Err("it is UTF-16 text; save it as UTF-8".to_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..at];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        let column = String::from_utf8_lossy(before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default());
        let (column, byte) = (column.chars().count() + 1, error.as_bytes()[at]);
        format!("it is not UTF-8 text: line {line}, column {column} has the byte 0x{byte:02x}; save it as UTF-8")
    })
}

/// The path without `..`, as if there were no links.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => _ = normal.pop(),
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use std::fs;

    use codegen::Loader;

    use super::Siblings;

    #[test]
    fn only_files_below_the_document_are_read() {
        let root = tempfile::tempdir().expect("there is a temporary directory");
        let docs = root.path().join("docs");
        fs::create_dir_all(docs.join("schemas")).expect("directories can be made");
        for path in ["docs/api.yaml", "docs/schemas/pet.yaml", "secret.yaml"] {
            fs::write(root.path().join(path), path).expect("files can be written");
        }
        fs::write(docs.join("latin1.yaml"), b"a: b\n\xc3\xa9:\xe9").expect("files can be written");
        fs::write(docs.join("utf16.yaml"), b"\xff\xfea\0").expect("files can be written");
        let siblings = Siblings::of(&docs.join("api.yaml"), None).expect("the document is there");
        assert_eq!(siblings.load("schemas/pet.yaml").as_deref(), Ok("docs/schemas/pet.yaml"));
        assert_eq!(siblings.load("./api.yaml").as_deref(), Ok("docs/api.yaml"));
        let absolute = docs.join("api.yaml");
        let outside = "it is not below the document's own directory";
        let wider = format!("{outside}; `--root {}` lets it be read", root.path().display());
        assert_eq!(siblings.load("../secret.yaml"), Err(wider.clone()));
        assert_eq!(siblings.load("schemas/../../secret.yaml"), Err(wider));
        for path in [&*absolute.to_string_lossy(), "../../../../../../../../secret.yaml"] {
            assert_eq!(siblings.load(path), Err(outside.to_owned()));
        }
        let wider = Siblings::of(&docs.join("api.yaml"), Some(root.path())).expect("the document is there");
        assert_eq!(wider.load("../secret.yaml").as_deref(), Ok("secret.yaml"));
        assert!(wider.load("../../secret.yaml").is_err_and(|reason| reason.starts_with("it is not below ")));
        let reason = "it is not UTF-8 text: line 2, column 3 has the byte 0xe9; save it as UTF-8";
        assert_eq!(siblings.load("latin1.yaml"), Err(reason.to_owned()));
        assert_eq!(siblings.load("utf16.yaml"), Err("it is UTF-16 text; save it as UTF-8".to_owned()));
        for path in ["", "schemas", "none.yaml", "a\0b"] {
            assert!(siblings.load(path).is_err(), "{path:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() {
        let root = tempfile::tempdir().expect("there is a temporary directory");
        fs::create_dir(root.path().join("docs")).expect("directories can be made");
        fs::write(root.path().join("secret.yaml"), "secret").expect("files can be written");
        let link = root.path().join("docs/pet.yaml");
        std::os::unix::fs::symlink("../secret.yaml", &link).expect("links can be made");
        let siblings = Siblings::of(&link, None).expect("the directory is there");
        assert_eq!(siblings.load("pet.yaml"), Err("it is not below the document's own directory".to_owned()));
    }
}
