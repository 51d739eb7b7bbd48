//! What goes into the generator and what comes out of it.

use serde::{Deserialize, Serialize};

use crate::diagnostics::Diagnostics;
use crate::ir::{Direction, Location};
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

/// Loads nothing: for a document that stands in one file.
#[derive(Debug, Clone, Copy)]
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _path: &str) -> Result<String, String> {
        Err("the document has to stand in one file".to_owned())
    }
}

/// What a run produced.
#[derive(Debug)]
pub struct Output {
    /// The files below the generated directory, sorted by path.
    pub files: Vec<GeneratedFile>,
    /// The types that stand for whole schemas of the document, in the order of the output.
    pub models: Vec<Model>,
    /// How each operation is called, in the order of the document.
    pub calls: Vec<Call>,
    /// The call to begin with, if the document has one that only reads and asks for little.
    pub first_call: Option<FirstCall>,
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// Where the schema stands in the tree that [`read`](crate::read) gives.
    pub pointer: Pointer,
    /// The type's path below the generated directory, such as `models::Pet`.
    pub path: String,
    /// Which values the type is for.
    pub direction: Direction,
}

/// How an operation is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Where the operation stands in the tree that [`read`](crate::read) gives.
    pub pointer: Pointer,
    /// The method of the client.
    pub method: String,
    /// The parameters: those that are arguments of the method, in their order there, and those with a setter on the call.
    pub arguments: Vec<Argument>,
    /// The request body, the last argument of the method if it is one.
    pub body: Option<BodyArgument>,
    /// The content type of the replies that the call gives item by item, too.
    pub stream: Option<String>,
}

/// How a parameter is given to a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Argument {
    /// The parameter's name in the document.
    pub name: String,
    /// Where it goes.
    pub location: Location,
    /// The name of the argument or of the setter.
    pub ident: String,
    /// The type of an owned value.
    pub ty: String,
    /// Who takes it.
    pub passing: Passing,
    /// Whether it is passed by value, and not by reference.
    pub is_copied: bool,
}

/// Who takes a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Passing {
    /// The method of the client.
    Argument,
    /// A method of the call.
    Setter,
}

/// How a request body is given to a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyArgument {
    /// The name of the argument or of the setter.
    pub ident: String,
    /// Who takes it.
    pub passing: Passing,
    /// What it may be.
    pub contents: Vec<ContentArgument>,
}

/// A body of one content type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentArgument {
    /// The content type as the document writes it.
    pub media_type: String,
    /// The variant that stands for it, such as `AddPetBody::Xml`, where the body may be of several content types.
    pub variant: Option<String>,
    /// What the value is made from.
    pub value: ContentValue,
}

/// What the value of a body is made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContentValue {
    /// A value of this type, passed by reference unless it is copied.
    Typed(String),
    /// A small value of this type, passed as it is.
    Copied(String),
    /// A list of values of this type.
    Lines(String),
    /// Text.
    Text,
    /// Bytes, or a stream of them.
    Upload,
    /// Parts that the caller puts together.
    Form,
}

/// A call for an example, as Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstCall {
    /// Where it goes, such as `Server::Production`, unless a client knows that by itself.
    pub endpoint: Option<String>,
    /// What else the client's builder is told for it, such as `.token(std::env::var("TOKEN")?)`.
    pub settings: Vec<String>,
    /// The call of a `client`, such as `client.get_pet("7")`.
    pub call: String,
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
