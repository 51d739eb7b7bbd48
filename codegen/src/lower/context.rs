//! What lowering carries along: the document, the findings, and what is known so far.
//!
//! Never here: a decision about a construct. Those stand in the construct's own file.

use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

use indexmap::IndexSet;

use super::definitions::Definitions;
use super::hierarchy::Hierarchies;
use super::nullable::Nullability;
use super::plan::Plan;
use super::reference::End;
use super::schema::{Keywords, Node};
use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic, Instead, Report};
use crate::document::{Document, Read};
use crate::ir::Method;
use crate::pointer::{Pointer, PointerMap, PointerSet};

/// How deep schemas may nest, counted in steps of lowering. No real document comes near it, and the stack holds it.
const DEPTH_LIMIT: usize = 128;

/// How many places may be made. The largest real document needs a fifth of them.
const MOST_MADE: usize = 50_000;

/// How many pairs of parts may be held against each other where schemas are combined: to make a place of many parts costs their
/// square.
const MOST_COMBINED: usize = 2_000_000;

/// The state of one run of lowering.
pub(super) struct Context<'a> {
    pub(super) document: &'a Document<'a>,
    pub(super) config: &'a Config,
    pub(super) report: &'a mut Report,
    /// Every schema read so far; `None` for one that could not be read, which has been reported.
    pub(super) nodes: PointerMap<Option<Node>>,
    /// Where each `$ref` leads, by where it stands; one that leads nowhere is not among them.
    pub(super) references: PointerMap<Pointer>,
    /// Where the references from each schema end.
    pub(super) ends: PointerMap<End>,
    /// What each schema becomes; `None` while that is being found out.
    pub(super) plans: PointerMap<Option<Rc<Plan>>>,
    /// Whether each schema takes null.
    pub(super) nullability: PointerMap<Nullability>,
    /// The schemas of the files in multipart bodies.
    pub(super) parts: PointerSet,
    /// What each schema says itself, by its place; `None` when that is nothing. See `conjunction.rs`.
    pub(super) owns: PointerMap<Option<Pointer>>,
    /// The places of schemas that are all of several others, by where those stand.
    pub(super) conjunctions: HashMap<Vec<Pointer>, Pointer>,
    /// The same the other way round.
    pub(super) conjunctions_at: PointerMap<Vec<Pointer>>,
    /// What each merged object was made of.
    pub(super) merges: PointerMap<IndexSet<Pointer>>,
    /// The merged objects that no value can be, because of a property that is always there.
    pub(super) impossible: PointerSet,
    /// The alternatives of the document that others were made from.
    pub(super) stands_for: PointerMap<Pointer>,
    /// The values that the alternatives of each union have for a property, by the place of the union and the name.
    pub(super) tags: HashMap<(Pointer, String), Rc<[String]>>,
    /// The components that have a `discriminator`, and those that extend them, once somebody has asked.
    pub(super) hierarchies: Option<Hierarchies>,
    /// The places that the document does not have.
    made: PointerSet,
    /// How many pairs of parts were combined.
    combined: usize,
    /// The definitions made so far.
    pub(super) definitions: Definitions,
    depth: usize,
    /// How many operations, or paths of them, were left out.
    left_out: usize,
}

impl<'a> Context<'a> {
    /// The state at the start of a run.
    pub(super) fn new(document: &'a Document<'a>, config: &'a Config, report: &'a mut Report) -> Self {
        report.moves.begin_step();
        Self {
            document,
            config,
            report,
            nodes: PointerMap::default(),
            references: PointerMap::default(),
            ends: PointerMap::default(),
            plans: PointerMap::default(),
            nullability: PointerMap::default(),
            parts: PointerSet::default(),
            owns: PointerMap::default(),
            conjunctions: HashMap::new(),
            conjunctions_at: PointerMap::default(),
            merges: PointerMap::default(),
            impossible: PointerSet::default(),
            stands_for: PointerMap::default(),
            tags: HashMap::new(),
            hierarchies: None,
            made: PointerSet::default(),
            combined: 0,
            definitions: Definitions::default(),
            depth: 0,
            left_out: 0,
        }
    }

    /// Goes one level down, unless that is too deep; then `at` is reported and there is no result.
    pub(super) fn deeper<T>(&mut self, at: &Pointer, step: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= DEPTH_LIMIT {
            self.report
                .add(Code::TooBig, at, format!("schemas are nested more than {DEPTH_LIMIT} levels deep here"))
                .help("does the schema refer to itself? give the part that repeats a name in `components/schemas`")
                .instead(Instead::AnyValue);
            return None;
        }
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        Some(result)
    }

    /// Gives a schema that the document does not have a place, below the one that findings about it point to.
    pub(super) fn make(&mut self, near: &Pointer, words: Keywords) -> Pointer {
        let near = self.written(near);
        let place = near.child(format_args!("={}", self.made.len()));
        self.report.moves.record_part(&place, &near);
        self.made.insert(place.clone());
        self.nodes.insert(place.clone(), Some(Node::Schema(Rc::new(words))));
        place
    }

    /// Gives a reference to the component at `target` a place.
    pub(super) fn make_reference(&mut self, target: &Pointer) -> Pointer {
        let place = self.make(target, Keywords::default());
        self.nodes.insert(place.clone(), Some(Node::Reference(target.to_reference().into())));
        place
    }

    /// Whether the document does not have the place.
    pub(super) fn is_made(&self, at: &Pointer) -> bool {
        self.made.contains(at)
    }

    /// Counts that so many parts are combined. Whether no more should be: the ways to combine schemas may be more than anyone
    /// can count.
    pub(super) fn is_full_with(&mut self, parts: usize) -> bool {
        self.combined += parts * parts;
        self.is_full() || self.combined > MOST_COMBINED
    }

    /// Whether no more places should be made.
    pub(super) fn is_full(&self) -> bool {
        self.made.len() > MOST_MADE
    }

    /// The place of the document that a place is, or is near to.
    pub(super) fn written(&self, at: &Pointer) -> Pointer {
        self.report.moves.before_step(at)
    }

    /// Goes through a part that the rest can do without: what is refused there is reported as a warning that says what is
    /// done `instead`. `None` when anything was refused.
    pub(super) fn contain<T>(&mut self, instead: Instead, step: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let mark = self.report.mark();
        let value = step(self);
        (!self.report.contain(mark, instead)).then_some(value)
    }

    /// Reads what stands at `at`, without whatever is malformed there.
    pub(super) fn read_lenient<T: Read>(&mut self, at: &Pointer) -> Option<T> {
        let mark = self.report.mark();
        let value = self.document.read(at, self.report);
        self.report.contain(mark, Instead::Ignored);
        value
    }

    /// Goes through what operations cannot do without. What is refused there is a warning, and the reason to leave them out.
    pub(super) fn sound<T>(&mut self, step: impl FnOnce(&mut Self) -> Option<T>) -> Result<T, Unsound> {
        let mark = self.report.mark();
        let value = step(self);
        match (self.report.contain(mark, Instead::NoOperation), value) {
            (false, Some(value)) => Ok(value),
            _ => Err(Unsound(self.report.reason(mark, Instead::NoOperation))),
        }
    }

    /// Reports that the operation at `at` is left out, beside the findings that say why.
    pub(super) fn report_left_out(&mut self, at: &Pointer, method: &Method, path: impl fmt::Display, why: &Unsound) {
        self.left_out += 1;
        let message = format!("the operation `{} {path}` is left out{why}", method.as_str());
        self.report.add(Code::LeftOut, at, message);
    }

    /// Reports that no operation of the path at `at` could be read, beside the findings that say why.
    pub(super) fn report_path_left_out(&mut self, at: &Pointer, path: &str, why: &Unsound) {
        self.left_out += 1;
        self.report.add(Code::LeftOut, at, format!("all operations of the path `{path}` are left out{why}"));
    }

    /// Refuses the document when its operations were all left out.
    pub(super) fn report_nothing_left(&mut self) {
        if self.left_out > 0 {
            let paths = Pointer::root().child("paths");
            self.report.add(Code::NothingLeft, &paths, "not one of the operations could be generated");
        }
    }

    /// Reports a construct that the generator does not carry yet.
    pub(super) fn unsupported(&mut self, at: &Pointer, construct: &str, help: &str) -> &mut Diagnostic {
        self.report.add(Code::Unsupported, at, format!("{construct} is not supported yet")).help(help)
    }

    /// Reports something that is left out, and why that does no harm to the rest.
    pub(super) fn ignored(&mut self, at: &Pointer, message: impl Into<String>) {
        self.report.add(Code::Ignored, at, message);
    }

    /// Reports something that is read as more than the document allows.
    pub(super) fn simplified(&mut self, at: &Pointer, message: impl Into<String>) {
        self.report.add(Code::Simplified, at, message);
    }
}

/// Why an operation is left out, as it stands behind the words that say so.
pub(super) struct Unsound(Option<String>);

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |reason| write!(f, ": {reason}"))
    }
}
