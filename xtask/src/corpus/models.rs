//! The list that says which generated type stands for which schema, on its way from the process that generates to those that
//! look at the types.

use std::fs;
use std::path::Path;

use codegen::{Direction, Model};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// What a crate calls the list of its models.
pub(crate) const MODELS: &str = "models.json";

/// A model as it stands in that list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Listed {
    pub(crate) pointer: String,
    pub(crate) path: String,
    pub(crate) direction: Way,
}

/// [`Direction`], for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Way {
    Both,
    Request,
    Response,
}

impl Listed {
    /// The model as a list has it.
    fn new(model: &Model) -> Self {
        let direction = match model.direction {
            Direction::Both => Way::Both,
            Direction::Request => Way::Request,
            Direction::Response => Way::Response,
        };
        Self { pointer: model.pointer.to_string(), path: model.path.clone(), direction }
    }
}

#[cfg(feature = "round-trip")]
impl Way {
    /// The direction itself.
    pub(crate) fn direction(self) -> Direction {
        match self {
            Self::Both => Direction::Both,
            Self::Request => Direction::Request,
            Self::Response => Direction::Response,
        }
    }
}

/// Writes the list into the crate at `directory`.
pub(crate) fn write(directory: &Path, models: &[Model]) -> Result<(), Failure> {
    let path = directory.join(MODELS);
    let list: Vec<Listed> = models.iter().map(Listed::new).collect();
    let text = serde_json::to_string(&list).map_err(Failure::work)?;
    fs::write(&path, text).map_err(|error| Failure::io("write", &path, &error))
}

/// Reads a list of models.
#[cfg(feature = "round-trip")]
pub(crate) fn read(path: &Path) -> Result<Vec<Listed>, Failure> {
    let text = fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))?;
    serde_json::from_str(&text).map_err(|error| Failure::work(format_args!("{}: {error}", path.display())))
}
