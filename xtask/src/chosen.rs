//! What of a document is generated: the options that `codegen` and `new` share, and the command line that repeats them.

use clap::{Args, ValueEnum};
use codegen::{Config, Operations, Pattern, Selector};

/// What of a document is generated.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Chosen {
    /// Only the operations with this tag; may be repeated, and `*` stands for any text.
    ///
    /// An operation is generated that one of the `--tag` or `--operation` selects,
    /// with its callbacks, and so is a webhook. The names are those of the whole
    /// document, so that another choice renames nothing.
    #[arg(long, value_name = "TAG")]
    pub(crate) tag: Vec<Pattern>,

    /// Only the operations with this `operationId`, or with this method and path; may be repeated, and `*` stands for any text.
    #[arg(long, value_name = "OPERATION")]
    pub(crate) operation: Vec<Pattern>,

    /// What becomes of schemas that no operation, webhook or callback uses.
    #[arg(long, value_enum, default_value_t = Unused::Prune)]
    pub(crate) unused: Unused,
}

/// What becomes of schemas that nothing uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Unused {
    /// They have types like all others.
    Keep,
    /// They have no types.
    #[default]
    Prune,
}

impl Chosen {
    /// All operations and all schemas.
    pub(crate) fn everything() -> Self {
        Self { unused: Unused::Keep, ..Self::default() }
    }

    /// The choices as the generator takes them.
    pub(crate) fn config(&self) -> Config {
        let unused = match self.unused {
            Unused::Keep => codegen::Unused::Keep,
            Unused::Prune => codegen::Unused::Prune,
        };
        let tags = self.tag.iter().cloned().map(Selector::Tag);
        let selectors: Vec<_> = tags.chain(self.operation.iter().cloned().map(Selector::Operation)).collect();
        let operations = if selectors.is_empty() { Operations::All } else { Operations::Only(selectors) };
        Config { unused, operations, ..Config::default() }
    }

    /// The options of a command line that chooses the same, with their values.
    pub(crate) fn options(&self) -> Vec<(&'static str, &str)> {
        let tags = self.tag.iter().map(|pattern| ("--tag", pattern.as_str()));
        let operations = self.operation.iter().map(|pattern| ("--operation", pattern.as_str()));
        let unused = (self.unused == Unused::Keep).then_some(("--unused", "keep"));
        tags.chain(operations).chain(unused).collect()
    }
}
