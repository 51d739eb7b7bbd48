//! The list of failures that are expected, and why. Every exception expires: one that no longer applies is an error, too.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use toml_edit::{DocumentMut, Item, Table};

use super::report::Run;
use super::row::{Row, Trouble};
use crate::cli::Stage;
use crate::failure::Failure;
use crate::place;

/// The expected failures.
#[derive(Debug)]
pub(crate) struct Expectations {
    list: Vec<Expectation>,
    scope: Scope,
    shown: String,
}

/// Which folders a list is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Any: the list of the workspace concerns whichever of its documents are there.
    Any,
    /// The one of the run: the list was given with it.
    ThisOne,
}

/// What of a folder a run is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Covered {
    /// All of its documents.
    Folder,
    /// Those that were named.
    Part,
}

/// One failure that is known and accepted.
#[derive(Debug, PartialEq, Eq)]
struct Expectation {
    document: String,
    stage: Stage,
    /// The codes of the errors; any when there are none.
    codes: Vec<String>,
    /// The schema that it is about; any when there is none.
    pointer: Option<String>,
}

impl Expectations {
    /// Reads the list at `given`, or that of the workspace.
    pub(crate) fn read(given: Option<&Path>) -> Result<Self, Failure> {
        let default = place::workspace().join("xtask/corpus.toml");
        let (path, scope) = given.map_or((default.as_path(), Scope::Any), |path| (path, Scope::ThisOne));
        let text = fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))?;
        let list = parse(&text).map_err(|error| Failure::work(format_args!("{}: {error}", path.display())))?;
        let shown = given.map_or("xtask/corpus.toml".to_owned(), |path| path.display().to_string());
        Ok(Self { list, scope, shown })
    }

    /// Nothing is expected: what another server makes of the calls is no business of the list of the workspace.
    pub(crate) fn none() -> Self {
        Self { list: Vec::new(), scope: Scope::Any, shown: String::new() }
    }

    /// Fails when the run has troubles that are not on the list, or the list has some that the run has not.
    ///
    /// Of a part of the folder, the list may say more than the run can.
    pub(crate) fn judge(&self, run: &Run, covered: Covered) -> Result<(), Failure> {
        let unexpected = self.unexpected(&run.rows);
        let expired = self.expired(run, covered);
        if unexpected.is_empty() && expired.is_empty() {
            return Ok(());
        }
        let mut message = String::from("not all is as expected");
        for (row, trouble) in &unexpected {
            let _ = write!(message, "\n  {}: {}", row.document, trouble.what);
            for detail in trouble.details.iter().take(DETAILS) {
                let _ = write!(message, "\n      {detail}");
            }
            if let Some(more @ 1..) = trouble.details.len().checked_sub(DETAILS) {
                let _ = write!(message, "\n      … and {more} more");
            }
        }
        for expectation in &expired {
            let Expectation { document, stage, .. } = expectation;
            let name = stage.name();
            let _ =
                write!(message, "\n  {document}: `{name}` does not fail as {} expects; remove the entry", self.shown);
        }
        Err(Failure::work(message))
    }

    fn unexpected<'r>(&self, rows: &'r [Row]) -> Vec<(&'r Row, Trouble<'r>)> {
        let all = rows.iter().flat_map(|row| row.troubles().into_iter().map(move |trouble| (row, trouble)));
        all.filter(|(row, trouble)| !self.list.iter().any(|it| it.covers(row, trouble))).collect()
    }

    fn expired(&self, run: &Run, covered: Covered) -> Vec<&Expectation> {
        let is_expired = |expectation: &&Expectation| {
            let row = run.rows.iter().find(|row| row.document == expectation.document);
            let Some(row) = row else { return covered == Covered::Folder && self.scope == Scope::ThisOne };
            let troubles = row.troubles();
            // A stage that was not reached says nothing.
            let was_reached =
                run.stage.includes(expectation.stage) && troubles.iter().all(|it| it.stage >= expectation.stage);
            was_reached && !troubles.iter().any(|trouble| expectation.covers(row, trouble))
        };
        self.list.iter().filter(is_expired).collect()
    }
}

/// Of how many findings of a document the text is shown; the report has all.
const DETAILS: usize = 3;

impl Expectation {
    fn covers(&self, row: &Row, trouble: &Trouble<'_>) -> bool {
        let are_the_codes = self.codes.is_empty() || self.codes == trouble.codes;
        let is_the_schema = self.pointer.is_none() || self.pointer.as_deref() == trouble.pointer;
        self.document == row.document && self.stage == trouble.stage && are_the_codes && is_the_schema
    }
}

fn parse(text: &str) -> Result<Vec<Expectation>, String> {
    let document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    if let Some((key, _)) = document.iter().find(|(key, _)| *key != "expected") {
        return Err(format!("`{key}` means nothing here; an entry is headed [[expected]]"));
    }
    let Some(entries) = document.get("expected") else { return Ok(Vec::new()) };
    let entries = entries.as_array_of_tables().ok_or("an entry is headed [[expected]]")?;
    entries.iter().map(entry).collect()
}

fn entry(table: &Table) -> Result<Expectation, String> {
    let text = |key: &str| {
        let found = table.get(key).and_then(Item::as_str).filter(|text| !text.trim().is_empty());
        found.map(str::to_owned).ok_or_else(|| format!("an entry has no `{key}`: {}", table.to_string().trim()))
    };
    if let Some((key, _)) = table.iter().find(|(key, _)| !KEYS.contains(key)) {
        return Err(format!("`{key}` means nothing in an entry"));
    }
    text("reason")?;
    let stage = text("stage")?;
    let stage = Stage::named(&stage).ok_or_else(|| format!("there is no stage `{stage}`"))?;
    let mut codes = Vec::new();
    if let Some(list) = table.get("codes") {
        let list = list.as_array().ok_or("`codes` is a list")?;
        codes.extend(list.iter().filter_map(|code| code.as_str().map(str::to_owned)));
        codes.sort();
    }
    let pointer = table.get("pointer").map(|_| text("pointer")).transpose()?;
    Ok(Expectation { document: text("document")?, stage, codes, pointer })
}

/// What an entry may have.
const KEYS: [&str; 5] = ["document", "stage", "codes", "pointer", "reason"];
