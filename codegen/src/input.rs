//! What goes into the generator and what comes out of it.

use crate::diagnostics::Diagnostics;
use crate::pointer::Pointer;

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
    /// The types that stand for whole schemas of the document, in the order of the output.
    pub models: Vec<Model>,
    /// The crates that the files need besides those of the runtime.
    pub dependencies: Vec<Dependency>,
    /// How many operations the client has.
    pub operations: usize,
    /// What the document's author should know.
    pub warnings: Diagnostics,
}

/// A schema of the document, and the type that values of it are decoded into.
///
/// A schema has several when requests and responses have shapes of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Where the schema stands in the tree that [`read`](crate::read) gives.
    pub pointer: Pointer,
    /// The type's path below the generated directory, such as `models::Pet`.
    pub path: String,
    /// Which values the type is for.
    pub direction: Direction,
}

/// Which way values of a type travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Both ways: every property of the schema is there.
    Both,
    /// To the server: what is `readOnly` is not there.
    Request,
    /// From the server: what is `writeOnly` is not there.
    Response,
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
