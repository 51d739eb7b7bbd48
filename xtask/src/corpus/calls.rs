//! The list that says how each operation is called, on its way from the process that generates to those that make calls.

use std::fs;
use std::path::Path;

use codegen::{Argument, BodyArgument, Call, ContentArgument, ContentValue, Passing};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// What a crate calls the list of its calls.
const CALLS: &str = "calls.json";

/// [`Call`], for a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) pointer: String,
    pub(crate) method: String,
    pub(crate) arguments: Vec<Given>,
    pub(crate) body: Option<GivenBody>,
}

/// [`Argument`], for a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) place: String,
    pub(crate) ident: String,
    pub(crate) ty: String,
    pub(crate) is_setter: bool,
    pub(crate) is_copied: bool,
}

/// [`BodyArgument`], for a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GivenBody {
    pub(crate) ident: String,
    pub(crate) is_setter: bool,
    pub(crate) contents: Vec<GivenContent>,
}

/// [`ContentArgument`], for a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct GivenContent {
    pub(crate) media_type: String,
    pub(crate) variant: Option<String>,
    pub(crate) value: GivenValue,
}

/// [`ContentValue`], for a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GivenValue {
    Typed(String),
    Copied(String),
    Lines(String),
    Text,
    Upload,
    Form,
}

impl Listed {
    fn new(call: &Call) -> Self {
        Self {
            pointer: call.pointer.to_string(),
            method: call.method.clone(),
            arguments: call.arguments.iter().map(Given::new).collect(),
            body: call.body.as_ref().map(GivenBody::new),
        }
    }
}

impl Given {
    fn new(argument: &Argument) -> Self {
        Self {
            name: argument.name.clone(),
            place: argument.location.to_owned(),
            ident: argument.ident.clone(),
            ty: argument.ty.clone(),
            is_setter: argument.passing == Passing::Setter,
            is_copied: argument.is_copied,
        }
    }
}

impl GivenBody {
    fn new(body: &BodyArgument) -> Self {
        let content = |content: &ContentArgument| GivenContent {
            media_type: content.media_type.clone(),
            variant: content.variant.clone(),
            value: match &content.value {
                ContentValue::Typed(ty) => GivenValue::Typed(ty.clone()),
                ContentValue::Copied(ty) => GivenValue::Copied(ty.clone()),
                ContentValue::Lines(ty) => GivenValue::Lines(ty.clone()),
                ContentValue::Text => GivenValue::Text,
                ContentValue::Upload => GivenValue::Upload,
                ContentValue::Form => GivenValue::Form,
            },
        };
        Self {
            ident: body.ident.clone(),
            is_setter: body.passing == Passing::Setter,
            contents: body.contents.iter().map(content).collect(),
        }
    }
}

/// Writes the list into the crate at `directory`.
pub(crate) fn write(directory: &Path, calls: &[Call]) -> Result<(), Failure> {
    let path = directory.join(CALLS);
    let list: Vec<Listed> = calls.iter().map(Listed::new).collect();
    let text = serde_json::to_string(&list).map_err(Failure::work)?;
    fs::write(&path, text).map_err(|error| Failure::io("write", &path, &error))
}

/// Reads the list of the crate at `directory`.
#[cfg(feature = "round-trip")]
pub(crate) fn read(directory: &Path) -> Result<Vec<Listed>, Failure> {
    let path = directory.join(CALLS);
    let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
    serde_json::from_str(&text).map_err(|error| Failure::work(format_args!("{}: {error}", path.display())))
}
