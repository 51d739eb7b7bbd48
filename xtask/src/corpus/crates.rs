//! The crates that are made of the documents, and cargo at work on them.
//!
//! They stand side by side in the workspace's target directory, share it for what is built of them, and have the versions
//! of the workspace's lock file: what they depend on is compiled once, and nothing is fetched.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::documents::Document;
use crate::failure::Failure;
use crate::place;

/// Where the crates are.
#[derive(Debug)]
pub(crate) struct Crates {
    directory: PathBuf,
}

/// A program to be, and what makes it.
#[cfg(feature = "round-trip")]
#[derive(Debug)]
pub(crate) struct Build {
    /// The command to build it.
    pub(crate) cargo: Command,
    /// Where it will be then.
    pub(crate) program: PathBuf,
}

impl Crates {
    /// The place for them, which may be empty or hold those of an earlier run.
    pub(crate) fn open() -> Result<Self, Failure> {
        let directory = place::workspace().join("target/corpus");
        fs::create_dir_all(&directory).map_err(|error| Failure::io("write to", &directory, &error))?;
        Ok(Self { directory })
    }

    /// The directory of the crate named `package`.
    pub(crate) fn directory(&self, package: &str) -> PathBuf {
        self.directory.join(package)
    }

    /// A cargo command for the crate at `directory`.
    pub(crate) fn cargo(&self, command: &str, directory: &Path) -> Result<Command, Failure> {
        let lock = directory.join("Cargo.lock");
        // The versions of the workspace; cargo leaves out what the crate does not need.
        fs::copy(place::workspace().join("Cargo.lock"), &lock).map_err(|error| Failure::io("write", &lock, &error))?;
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
        cargo.arg(command).args(["--quiet", "--message-format", "short", "--manifest-path"]);
        cargo.arg(directory.join("Cargo.toml")).arg("--target-dir").arg(self.target());
        cargo.env("CARGO_INCREMENTAL", "0").env("CARGO_TERM_COLOR", "never");
        Ok(cargo)
    }

    /// Removes what was built of the crate `package`; what it depends on stays.
    pub(crate) fn clean(&self, package: &str) {
        let built = package.replace('-', "_");
        for directory in ["debug/deps", "debug/.fingerprint", "debug/incremental", "debug"] {
            let entries = fs::read_dir(self.target().join(directory)).into_iter().flatten().flatten();
            for path in entries.map(|entry| entry.path()).filter(|path| is_of(path, package, &built)) {
                // What cannot be removed only takes room.
                let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            }
        }
    }

    /// Where cargo puts the program of the package.
    #[cfg(feature = "round-trip")]
    fn built(&self, package: &str) -> PathBuf {
        self.target().join("debug").join(format!("{package}{}", env::consts::EXE_SUFFIX))
    }

    /// Writes the crate of a program, `package`, and says how it is built and where it will be then.
    #[cfg(feature = "round-trip")]
    pub(crate) fn lay_out(&self, package: &str, manifest: &str, main: &str) -> Result<Build, Failure> {
        let directory = self.directory(package);
        for (path, text) in [("Cargo.toml", manifest), ("src/main.rs", main)] {
            let path = directory.join(path);
            fs::create_dir_all(path.parent().unwrap_or(&directory))
                .and_then(|()| fs::write(&path, text))
                .map_err(|error| Failure::io("write", &path, &error))?;
        }
        let mut cargo = self.cargo("build", &directory)?;
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "0");
        Ok(Build { cargo, program: self.built(package) })
    }

    fn target(&self) -> PathBuf {
        self.directory.join("target")
    }
}

/// Whether a file is built of the crate: `libNAME-HASH.rmeta`, `NAME-HASH.d`, `NAME-HASH` and so on.
fn is_of(path: &Path, package: &str, built: &str) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = name.strip_prefix("lib").unwrap_or(&name);
    let of = |crate_name: &str| name.strip_prefix(crate_name).is_some_and(|rest| rest.is_empty() || is_hash(rest));
    of(package) || of(built)
}

/// `-0123456789abcdef`, and what may follow it.
fn is_hash(rest: &str) -> bool {
    let Some(hash) = rest.strip_prefix('-') else { return rest.starts_with('.') };
    hash.bytes().take_while(u8::is_ascii_hexdigit).count() == 16
}

/// Package names for the documents, in order: each its own, and none that of another package.
pub(crate) fn packages(documents: &[Document]) -> Vec<String> {
    let mut taken = Vec::with_capacity(documents.len());
    for document in documents {
        let base = package(&document.name);
        let numbered = (2..).map(|number| format!("{base}-{number}"));
        let free = std::iter::once(base.clone()).chain(numbered).find(|name| !taken.contains(name));
        taken.push(free.unwrap_or(base));
    }
    taken
}

/// The name as cargo takes it, with a word in front that no package on the way has.
fn package(document: &str) -> String {
    let lower = document.to_ascii_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name = std::iter::once("corpus").chain(words).collect::<Vec<_>>().join("-");
    // Short enough to get a number and another word.
    name[..name.len().min(52)].trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Document, is_of, packages};

    #[test]
    fn each_document_has_a_package_of_its_own() {
        let document =
            |name: &str| Document { name: name.to_owned(), path: PathBuf::new(), root: PathBuf::new(), bytes: 0 };
        let documents = ["a/B_c.json", "a-b.c.json", "é.yaml", &"long-".repeat(20)].map(document);
        let long = "corpus-long-long-long-long-long-long-long-long-long";
        assert_eq!(packages(&documents), ["corpus-a-b-c-json", "corpus-a-b-c-json-2", "corpus-yaml", long]);
    }

    #[test]
    fn what_is_built_of_a_crate_is_told_from_the_rest() {
        let is_of = |name: &str| is_of(Path::new(name), "corpus-a", "corpus_a");
        for name in ["libcorpus_a-0123456789abcdef.rmeta", "corpus_a-0123456789abcdef.d", "corpus-a-0123456789abcdef"] {
            assert!(is_of(name), "{name}");
        }
        for name in ["libcorpus_a_b-0123456789abcdef.rmeta", "corpus-a-b-0123456789abcdef", "serde-0123456789abcdef"] {
            assert!(!is_of(name), "{name}");
        }
    }
}
