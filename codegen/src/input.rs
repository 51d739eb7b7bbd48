//! What goes into the generator and what comes out of it.

use crate::diagnostics::Diagnostics;

/// A document to generate from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The document's name, as diagnostics show it: usually its path.
    pub name: &'a str,
    /// The text, JSON or YAML.
    pub text: &'a str,
    /// Where the files that the document refers to come from.
    pub loader: &'a dyn Loader,
}

/// Gives the generator the other files of a document, so that it needs no file system of its own.
pub trait Loader: Sync {
    /// The text of the file at `path`, a relative path with `/` below the document's own directory.
    ///
    /// # Errors
    ///
    /// Why the file cannot be had, as a person should read it.
    fn load(&self, path: &str) -> Result<String, String>;
}

/// What a run produced.
#[derive(Debug)]
pub struct Output {
    /// The files below the generated directory, sorted by path.
    pub files: Vec<GeneratedFile>,
    /// The crates that the files need besides those of the runtime.
    pub dependencies: Vec<Dependency>,
    /// How many operations the client has.
    pub operations: usize,
    /// What the document's author should know.
    pub warnings: Diagnostics,
}

/// One file of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedFile {
    /// The path below the generated directory, with `/`.
    pub path: String,
    /// The text, ending in a newline.
    pub contents: String,
}

/// A crate that generated code needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// The crate's name.
    pub name: &'static str,
    /// The version requirement.
    pub version: &'static str,
    /// The features to switch on.
    pub features: &'static [&'static str],
}
