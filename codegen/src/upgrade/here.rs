//! Where a walk through the tree stands. Lives on the stack: a pointer is only made when there is something to say.

use crate::diagnostics::Report;
use crate::pointer::Pointer;

/// A place of the tree, in the shape that the current version step gives it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Here<'p> {
    Root,
    Member(&'p Here<'p>, &'p str),
    Element(&'p Here<'p>, usize),
}

impl<'p> Here<'p> {
    /// The member `key` of what stands here.
    pub(super) fn member(&'p self, key: &'p str) -> Self {
        Self::Member(self, key)
    }

    /// An element of what stands here.
    pub(super) fn element(&'p self, index: usize) -> Self {
        Self::Element(self, index)
    }

    /// The pointer to this place.
    pub(super) fn pointer(&self) -> Pointer {
        match self {
            Self::Root => Pointer::root(),
            Self::Member(parent, key) => parent.pointer().child(key),
            Self::Element(parent, index) => parent.pointer().child(index),
        }
    }

    /// The pointer to a place below this one.
    pub(super) fn below(&self, tokens: &[&str]) -> Pointer {
        self.pointer().join(tokens)
    }

    /// Records that what stands at `new` below here stood at `old` below here before this version step.
    pub(super) fn moved(&self, new: &[&str], old: &[&str], report: &mut Report) {
        self.moved_from(new, &self.before(old, report), report);
    }

    /// Records that what stands at `new` below here stood at `old` before this version step.
    pub(super) fn moved_from(&self, new: &[&str], old: &Pointer, report: &mut Report) {
        report.moves.record(&self.below(new), old);
    }

    /// Records that what stands at `new` below here was said at this very place, which is still what references to it mean.
    pub(super) fn wrapped(&self, new: &[&str], report: &mut Report) {
        self.said_at(new, &self.before(&[], report), report);
    }

    /// Records that what stands at `new` below here was said at `old`, which as a whole is to be found elsewhere.
    pub(super) fn said_at(&self, new: &[&str], old: &Pointer, report: &mut Report) {
        report.moves.record_part(&self.below(new), old);
    }

    /// Where `tokens` below here stood before this version step.
    pub(super) fn before(&self, tokens: &[&str], report: &Report) -> Pointer {
        report.moves.before_step(&self.pointer()).join(tokens)
    }
}
