//! Tells who watches a run which stage the work is in. There is no clock here: whoever measures brings one.

/// The stages of a run, each named like its module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Text becomes a value tree.
    Source,
    /// The trees of several files become one.
    Bundle,
    /// A tree of any version takes the shape of OpenAPI 3.0.
    Upgrade,
    /// Parts of the tree become types of the document model, each when [`Stage::Lower`] asks for it.
    Document,
    /// The document model becomes the intermediate representation.
    Lower,
    /// Equal definitions become one.
    Share,
    /// Everything gets an identifier.
    Names,
    /// What was not asked for is left out.
    Select,
    /// What the output needs is found out.
    Analyze,
    /// A file's tokens are made, on any thread.
    Emit,
    /// Tokens become text, on the thread that made them.
    Format,
}

impl Stage {
    /// All of them, in the order of the pipeline.
    pub const ALL: [Self; 11] = [
        Self::Source,
        Self::Bundle,
        Self::Upgrade,
        Self::Document,
        Self::Lower,
        Self::Share,
        Self::Names,
        Self::Select,
        Self::Analyze,
        Self::Emit,
        Self::Format,
    ];
}

/// Watches a run. The calls come from the threads that do the work, and nest: [`Stage::Document`] is part of [`Stage::Lower`].
pub trait Watch: Sync {
    /// This thread begins to work on `stage`.
    fn begin(&self, stage: Stage);

    /// This thread has done the work that it began last.
    fn end(&self, stage: Stage);
}

/// Nobody watches.
pub(crate) struct Unwatched;

impl Watch for Unwatched {
    fn begin(&self, _: Stage) {}

    fn end(&self, _: Stage) {}
}

impl dyn Watch + '_ {
    /// Does some work of a stage.
    pub(crate) fn during<T>(&self, stage: Stage, work: impl FnOnce() -> T) -> T {
        self.begin(stage);
        let done = work();
        self.end(stage);
        done
    }
}
