//! Reads the members of one object and knows which of them nobody asked for. Never knows what the object is.

use indexmap::IndexMap;

use super::{Node, Path, Read, report_unknown};
use crate::diagnostics::{Code, Diagnostic, Instead, Report};
use crate::source::{Object, Value};

/// The members of an object that is being read.
pub(super) struct Fields<'a, 'p, 'r> {
    root: Option<&'a Value<'a>>,
    object: &'a Object<'a>,
    path: &'p Path<'p>,
    report: &'r mut Report,
    /// The members asked for so far, present or not.
    asked: Vec<&'static str>,
    extensions: Extensions,
    tolerance: Tolerance,
}

/// What a malformed member means for the object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tolerance {
    /// Whoever reads the object decides.
    Strict,
    /// The object does without the member.
    Lenient,
}

/// The `x-` members of an object.
pub(super) type Extensions = IndexMap<String, serde_json::Value>;

impl<'a, 'p, 'r> Fields<'a, 'p, 'r> {
    /// Opens an object; reports any other value.
    pub(super) fn open<'n>(node: &'p Node<'a, 'n>, report: &'r mut Report) -> Option<Self>
    where
        'n: 'p,
    {
        let Value::Object(object) = node.value else {
            node.report_type("an object", report);
            return None;
        };
        let (asked, extensions, tolerance) = (Vec::new(), Extensions::new(), Tolerance::Strict);
        Some(Self { root: node.root, object, path: &node.path, report, asked, extensions, tolerance })
    }

    /// Opens an object that can do without any of its members: those that are malformed are ignored.
    pub(super) fn open_lenient<'n>(node: &'p Node<'a, 'n>, report: &'r mut Report) -> Option<Self>
    where
        'n: 'p,
    {
        Some(Self { tolerance: Tolerance::Lenient, ..Self::open(node, report)? })
    }

    /// Reads a member that the object can do without: where it is malformed, it is ignored.
    pub(super) fn lenient<T: Read>(&mut self, name: &'static str) -> Option<T> {
        let mark = self.report.mark();
        let value = self.read(name);
        self.report.contain(mark, Instead::Ignored);
        value
    }

    /// Reads a member that may be left out.
    pub(super) fn optional<T: Read>(&mut self, name: &'static str) -> Option<T> {
        match self.tolerance {
            Tolerance::Strict => self.read(name),
            Tolerance::Lenient => self.lenient(name),
        }
    }

    fn read<T: Read>(&mut self, name: &'static str) -> Option<T> {
        let value = self.value(name)?;
        if matches!(value, Value::Null) && !T::TAKES_NULL {
            self.report(name, Code::NullMember, format!("`{name}` is null, read as absent"));
            return None;
        }
        self.member(name, value)
    }

    /// Reads a member that the object can do without, and whose absence means its type's default.
    pub(super) fn lenient_or_default<T: Read + Default>(&mut self, name: &'static str) -> T {
        self.lenient(name).unwrap_or_default()
    }

    /// Reads a member whose absence means its type's default.
    pub(super) fn or_default<T: Read + Default>(&mut self, name: &'static str) -> T {
        self.optional(name).unwrap_or_default()
    }

    /// Reads a member that has to be there.
    pub(super) fn required<T: Read>(&mut self, name: &'static str) -> Option<T> {
        if !self.is_set(name) {
            let message = format!("the required member `{name}` is missing");
            self.asked.push(name);
            self.report.add(Code::Missing, &self.path.pointer(), message);
            return None;
        }
        self.optional(name)
    }

    /// Reads a member that has to be there, although the output does not depend on it.
    pub(super) fn expected<T: Read + Default>(&mut self, name: &'static str) -> T {
        if !self.is_set(name) {
            let message = format!("the member `{name}` is missing, read as empty");
            self.asked.push(name);
            self.report.add(Code::MissingText, &self.path.pointer(), message);
            return T::default();
        }
        self.lenient_or_default(name)
    }

    /// A member as it stands in the tree, for what needs more than its value.
    pub(super) fn value(&mut self, name: &'static str) -> Option<&'a Value<'a>> {
        self.asked.push(name);
        self.object.get(name)
    }

    /// Whether a member is there and not null.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.object.get(name).is_some_and(|value| !matches!(value, Value::Null))
    }

    /// The members in order.
    pub(super) fn object(&self) -> &'a Object<'a> {
        self.object
    }

    /// Keeps a member that the standard defines and `openapiv3` has no place for, as the extension `x-<name>`.
    pub(super) fn keep(&mut self, name: &'static str) {
        if let Some(value) = self.value(name) {
            self.extensions.insert(format!("x-{name}"), value.to_json());
        }
    }

    /// Reports something about a member.
    pub(super) fn report(&mut self, name: &str, code: Code, message: impl Into<String>) -> &mut Diagnostic {
        self.report.add(code, &Path::Member(self.path, name).pointer(), message)
    }

    /// Reports something about the object itself.
    pub(super) fn report_here(&mut self, code: Code, message: impl Into<String>) {
        self.report.add(code, &self.path.pointer(), message);
    }

    /// Reads a member whose name only the document knows, and in whose place something else can stand.
    pub(super) fn part<T: Read>(&mut self, name: &str, value: &'a Value<'a>, instead: Instead) -> Option<T> {
        let mark = self.report.mark();
        let part = self.member(name, value);
        if self.report.contain(mark, instead) { None } else { part }
    }

    /// Reads a member whose name only the document knows.
    pub(super) fn member<T: Read>(&mut self, name: &str, value: &'a Value<'a>) -> Option<T> {
        T::read(Node { root: self.root, value, path: Path::Member(self.path, name) }, self.report)
    }

    /// Ends the reading: returns the extensions and warns of the members that nobody asked for.
    pub(super) fn finish(self) -> Extensions {
        self.finish_where(|_| false)
    }

    /// Like [`Fields::finish`]; `read` says which names that only the document knows were read.
    pub(super) fn finish_where(mut self, read: impl Fn(&str) -> bool) -> Extensions {
        for (key, value) in self.object.iter() {
            if self.asked.contains(&key) || read(key) {
                continue;
            }
            if key.starts_with("x-") {
                self.extensions.insert(key.to_owned(), value.to_json());
            } else {
                let at = Path::Member(self.path, key).pointer();
                report_unknown(&at, key, &self.asked, self.report);
            }
        }
        self.extensions
    }
}
