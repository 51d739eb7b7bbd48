//! What is wrong with a document, where, and what to do about it: collected stage by stage, never thrown one at a time.

mod code;
mod instead;
mod locate;
mod moves;
mod origins;
mod render;
mod suggest;

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexSet;

pub use self::code::{Code, Severity};
pub use self::instead::Instead;
pub(crate) use self::moves::Moves;
pub(crate) use self::origins::{Lost, Origins};
pub use self::render::{Style, Warnings};
pub(crate) use self::suggest::closest;
use crate::input::Input;
use crate::pointer::Pointer;

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Which entry of the closed table it is.
    pub code: Code,
    /// How bad it is: what its code says, unless something was done instead.
    pub severity: Severity,
    /// The file that it was found in, relative to the document's directory; none for the document itself.
    pub file: Option<Arc<str>>,
    /// Where in the file it was found.
    pub pointer: Pointer,
    /// Where in the text it was found, when there is no document yet to point into.
    pub span: Option<Range<usize>>,
    /// What is wrong.
    pub message: String,
    /// What it is here that the message says of every such finding.
    pub detail: Option<String>,
    /// What was done about it, for a defect that did not end the run.
    pub instead: Option<Instead>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding about the document as a whole.
    fn new(code: Code, message: String) -> Self {
        let (severity, pointer) = (code.severity(), Pointer::root());
        Self { code, severity, file: None, pointer, span: None, message, detail: None, instead: None, help: None }
    }

    /// Says what is done about it, so that it does not end the run.
    pub(crate) fn instead(&mut self, instead: Instead) -> &mut Self {
        self.severity = Severity::Warning;
        self.instead = Some(instead);
        self
    }

    /// Says what it is here that the message says of every such finding.
    pub(crate) fn detail(&mut self, detail: impl Into<String>) -> &mut Self {
        self.detail = Some(detail.into());
        self
    }

    /// Says what to do about it.
    pub(crate) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, severity, file, pointer, message, instead, .. } = self;
        write!(f, "{severity}[{}] {}{pointer}: {message}", code.id(), file.as_deref().unwrap_or_default())?;
        instead.map_or(Ok(()), |instead| write!(f, "; {instead}"))
    }
}

/// The findings of a run, in the order they were made, each of them once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: IndexSet<Diagnostic>,
}

impl Diagnostics {
    /// The findings in order.
    pub fn iter(&self) -> indexmap::set::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many findings there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Shows all errors and as many `warnings` to a person, with the lines of `input` they are about.
    pub fn render(&self, input: &Input<'_>, style: Style, warnings: Warnings) -> String {
        render::render(self, input, style, warnings)
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = indexmap::set::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One line per finding, without the source text; [`Diagnostics::render`] is what a person should see.
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, diagnostic) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

/// The stages of one run, which share what they have found.
#[derive(Debug, Default)]
pub(crate) struct Stages {
    report: Report,
}

impl Stages {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Runs one stage, which reports what it finds and returns what it could make of the rest.
    ///
    /// When it reported an error, its result is dropped and all findings so far are returned: there is no way past the gate.
    pub(crate) fn run<T>(&mut self, stage: impl FnOnce(&mut Report) -> T) -> Result<T, Diagnostics> {
        let before = self.report.mark();
        let value = stage(&mut self.report);
        if self.report.has_errors_since(before) { Err(self.findings()) } else { Ok(value) }
    }

    /// Where what now stands at `pointer` stood in the document as it was written.
    pub(crate) fn original(&self, pointer: &Pointer) -> Pointer {
        self.report.moves.original(pointer)
    }

    /// The warnings of the stages so far; there are no errors, or the run would have ended.
    pub(crate) fn warnings(self) -> Diagnostics {
        self.findings()
    }

    fn findings(&self) -> Diagnostics {
        Diagnostics { list: self.report.list.iter().cloned().collect() }
    }
}

/// Collects the findings of a stage. Only [`Stages::run`] hands one out.
#[derive(Debug, Default)]
pub(crate) struct Report {
    list: Vec<Diagnostic>,
    /// What the upgrade has moved so far. A finding is about the tree as it is when the finding is made.
    pub(crate) moves: Moves,
    /// Which parts of the tree came from other files.
    pub(crate) origins: Origins,
    /// The file that findings are about, while one is being read that is not the document itself.
    pub(crate) file: Option<Arc<str>>,
}

/// How far a report has come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark(usize);

impl Report {
    /// Remembers how far the report has come, see [`Report::contain`].
    pub(crate) fn mark(&self) -> Mark {
        Mark(self.list.len())
    }

    /// Makes a part's errors since `mark` warnings that say what is done `instead`. Whether there were any, so that the
    /// part must not be used.
    pub(crate) fn contain(&mut self, mark: Mark, instead: Instead) -> bool {
        let errors = self.list[mark.0..].iter_mut().filter(|it| it.severity == Severity::Error);
        errors.map(|error| error.instead(instead)).count() > 0
    }

    /// What was refused since `mark` with that done `instead`: the first finding in words, and how many more there are.
    pub(crate) fn reason(&self, mark: Mark, instead: Instead) -> Option<String> {
        let mut refused = self.list[mark.0..].iter().filter(|it| it.instead == Some(instead));
        let first = &refused.next()?.message;
        Some(match refused.count() {
            0 => first.clone(),
            more => format!("{first}, and {more} more"),
        })
    }

    /// Takes back what was found since `mark`, for what is only tried.
    pub(crate) fn forget(&mut self, mark: Mark) {
        self.list.truncate(mark.0);
    }

    /// Takes back that keywords found since `mark` are unknown, where they turned out to be names that something refers to.
    pub(crate) fn forget_keywords<'p>(&mut self, mark: Mark, referred: impl Iterator<Item = &'p Pointer>) {
        let is_unknown = |it: &Diagnostic| it.code == Code::UnknownKeyword;
        if !self.list[mark.0..].iter().any(is_unknown) {
            return;
        }
        let names: HashSet<_> = referred.map(|at| self.origins.original(self.moves.original(at))).collect();
        let found = self.list.split_off(mark.0);
        let is_name = |it: &Diagnostic| is_unknown(it) && names.contains(&(it.file.clone(), it.pointer.clone()));
        self.list.extend(found.into_iter().filter(|it| !is_name(it)));
    }

    /// Whether there are any errors since `mark`.
    pub(crate) fn has_errors_since(&self, mark: Mark) -> bool {
        self.list[mark.0..].iter().any(|it| it.severity == Severity::Error)
    }

    /// Adds a finding about what stands at `pointer`.
    pub(crate) fn add(&mut self, code: Code, pointer: &Pointer, message: impl Into<String>) -> &mut Diagnostic {
        let (file, pointer) = self.origins.original(self.moves.original(pointer));
        let file = file.or_else(|| self.file.clone());
        self.push(Diagnostic { file, pointer, ..Diagnostic::new(code, message.into()) })
    }

    /// Adds a finding about a piece of the text, for when the text has no structure to point into.
    pub(crate) fn add_at(&mut self, code: Code, span: Range<usize>, message: impl Into<String>) -> &mut Diagnostic {
        let file = self.file.clone();
        self.push(Diagnostic { file, span: Some(span), ..Diagnostic::new(code, message.into()) })
    }

    fn push(&mut self, diagnostic: Diagnostic) -> &mut Diagnostic {
        self.list.push(diagnostic);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Instead, Stages};
    use crate::pointer::Pointer;

    #[test]
    fn an_error_closes_the_gate_and_a_warning_does_not() {
        let mut stages = Stages::new();
        let at = Pointer::root().child("info");
        let warned = stages.run(|report| {
            report.add(Code::UnknownKeyword, &at, "odd").help("remove it");
            report.add(Code::UnknownKeyword, &at, "odd").help("remove it");
            1
        });
        assert_eq!(warned.ok(), Some(1));
        let failed = stages.run(|report| {
            report.add(Code::WrongType, &at, "wrong");
        });
        let found = failed.expect_err("the gate is closed");
        assert_eq!(found.to_string(), "warning[W001] #/info: odd\nerror[E004] #/info: wrong");
        assert_eq!(stages.run(|_| 2).ok(), Some(2), "an earlier error is not this stage's");
    }

    #[test]
    fn a_contained_error_is_a_warning_that_says_what_was_done() {
        let mut stages = Stages::new();
        let run = stages.run(|report| {
            report.add(Code::WrongType, &Pointer::root(), "outside").instead(Instead::AnyValue);
            let mark = report.mark();
            let is_clean = !report.contain(mark, Instead::Ignored);
            report.add(Code::WrongType, &Pointer::root(), "inside");
            (is_clean, report.contain(mark, Instead::Ignored))
        });
        assert_eq!(run.ok(), Some((true, true)));
        let found = stages.warnings().to_string();
        assert_eq!(
            found,
            "warning[E004] #: outside; any JSON value is taken in its place\nwarning[E004] #: inside; it is ignored"
        );
    }
}
