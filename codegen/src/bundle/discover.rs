//! Finds all that the document needs of other files, by following references from part to part. Changes nothing.

use std::collections::VecDeque;

use indexmap::{IndexMap, IndexSet};

use super::files::{FileId, Files, Spot, Target};
use super::uses::{self, Use, Wanted};
use crate::diagnostics::{Code, Lost, Report};
use crate::parts::Part;
use crate::pointer::Pointer;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Where each reference leads that leads out of its file, or stands in another one than the document.
    pub(super) uses: IndexMap<Spot, Spot>,
    /// The references that lead nowhere, by where they stand: what they say from the document's directory.
    pub(super) lost: IndexMap<Spot, String>,
    /// What is needed of other files, and what it is.
    pub(super) targets: IndexMap<Spot, Wanted>,
}

/// The way through the files.
pub(super) struct Discovery<'f, 'i, 'r> {
    files: &'f mut Files<'i>,
    report: &'r mut Report,
    found: Found,
    seen: IndexSet<(Spot, Wanted)>,
    queue: VecDeque<(Spot, Wanted)>,
}

impl<'f, 'i, 'r> Discovery<'f, 'i, 'r> {
    /// Goes through the document, and through whatever it needs.
    pub(super) fn run(files: &'f mut Files<'i>, report: &'r mut Report) -> Found {
        let mut discovery =
            Self { files, report, found: Found::default(), seen: IndexSet::new(), queue: VecDeque::new() };
        let document = Spot { file: FileId::DOCUMENT, pointer: Pointer::root() };
        discovery.queue.push_back((document, Wanted::One(Part::Document)));
        while let Some((spot, wanted)) = discovery.queue.pop_front() {
            discovery.part(&spot, wanted);
        }
        discovery.found
    }

    fn part(&mut self, spot: &Spot, wanted: Wanted) {
        let Some(value) = self.files.get(spot) else { return };
        for found in uses::of(value, wanted, &spot.pointer) {
            self.follow(spot.file, &found);
        }
    }

    fn follow(&mut self, file: FileId, found: &Use) {
        let Use { at, text, wanted } = found;
        let from = Spot { file, pointer: at.clone() };
        if self.found.uses.contains_key(&from) {
            return;
        }
        let target = match self.files.target(file, text, self.report) {
            Target::Spot(target) => target,
            Target::Lost { text, lost } => return self.lose(from, text, lost),
            Target::Other => return,
        };
        if file == FileId::DOCUMENT && target.file == FileId::DOCUMENT {
            // It is right as it is, unless it names its own file.
            if !text.starts_with('#') {
                self.found.uses.insert(from, target);
            }
            return;
        }
        let there = self.files.find(target.clone(), self.report).filter(|spot| self.files.get(spot).is_some());
        let Some(there) = there else {
            if target.file == FileId::DOCUMENT {
                // A later stage finds that out, and may know what was meant.
                self.found.uses.insert(from, target);
                return;
            }
            let message = format!("nothing stands at `{text}`");
            let help = "define it there, or let the reference name something that exists";
            let text = format!("{}{}", self.files.path(target.file), target.pointer);
            return self.lose(from, text, Lost { code: Code::UnresolvedReference, message, help });
        };
        self.found.uses.insert(from, there.clone());
        if there.file != FileId::DOCUMENT {
            self.found.targets.entry(there.clone()).or_insert(*wanted);
            if self.seen.insert((there.clone(), *wanted)) {
                self.queue.push_back((there, *wanted));
            }
        }
    }

    fn lose(&mut self, from: Spot, text: String, lost: Lost) {
        self.report.origins.record_lost(text.clone(), lost);
        self.found.lost.insert(from, text);
    }
}
