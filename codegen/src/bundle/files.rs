//! The files of a document: which there are, and what stands where in them.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use super::uses::reference;
use crate::diagnostics::{Code, Lost, Report};
use crate::input::{Input, Loader};
use crate::pointer::Pointer;
use crate::source::{self, Value};

/// A place in one of the files.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Spot {
    pub(super) file: FileId,
    pub(super) pointer: Pointer,
}

/// Which file; the first one is the document itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct FileId(usize);

impl FileId {
    /// The document itself.
    pub(super) const DOCUMENT: Self = Self(0);
}

/// Where a reference leads.
#[derive(Debug, Clone)]
pub(super) enum Target {
    /// To a place in a file that is there.
    Spot(Spot),
    /// To no place. `text` says the same from the document's directory.
    Lost { text: String, lost: Lost },
    /// It is not about files, or what is wrong has been reported.
    Other,
}

/// All files that were asked for so far.
pub(super) struct Files<'i> {
    loader: &'i dyn Loader,
    list: Vec<File<'i>>,
    /// By path: the file, or why there is none.
    known: IndexMap<String, Result<FileId, String>>,
    /// The names that schemas of the document give themselves, which references to them may look like paths.
    names: IndexSet<String>,
    /// How many bytes of other files there are.
    bytes: usize,
}

struct File<'i> {
    path: Arc<str>,
    tree: Value<'i>,
    state: State,
}

/// Whether a file could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Sound,
    /// It could not, which has been reported: there is no more to say about what refers to it.
    Broken,
}

/// All files together may be so large. Nobody writes more, and a reference to the wrong place should not fill the memory.
const MOST_BYTES: usize = 256 << 20;

impl<'i> Files<'i> {
    /// The document alone.
    pub(super) fn new(tree: Value<'i>, input: &Input<'i>) -> Self {
        let path = input.name.rsplit(['/', '\\']).next().unwrap_or(input.name);
        let mut names = IndexSet::new();
        collect_ids(&tree, &mut names);
        Self {
            loader: input.loader,
            known: IndexMap::from([(path.to_owned(), Ok(FileId::DOCUMENT))]),
            list: vec![File { path: path.into(), tree, state: State::Sound }],
            names,
            bytes: 0,
        }
    }

    /// The path of a file, relative to the document's directory.
    pub(super) fn path(&self, file: FileId) -> &Arc<str> {
        &self.list[file.0].path
    }

    /// What stands at a place.
    pub(super) fn get(&self, spot: &Spot) -> Option<&Value<'i>> {
        spot.pointer.tokens().iter().try_fold(&self.list[spot.file.0].tree, |value, token| value.get(token))
    }

    /// The tree of the document itself, which is gone then.
    pub(super) fn take_document(&mut self) -> Value<'i> {
        std::mem::replace(&mut self.list[0].tree, Value::Null)
    }

    /// Where the reference `text` in the file `from` leads, be there something or not.
    pub(super) fn target(&mut self, from: FileId, text: &str, report: &mut Report) -> Target {
        let (path, fragment) = text.split_once('#').unwrap_or((text, ""));
        if is_url(path) || (self.names.contains(path) && !path.is_empty()) {
            return Target::Other;
        }
        let path = if path.is_empty() { self.path(from).to_string() } else { join(self.path(from), path) };
        let file = match self.open(&path, report) {
            Ok(file) => file,
            Err(reason) => {
                let message = match path.starts_with("../") {
                    // Of these there may be hundreds, for one reason; they are told once.
                    true => format!("what stands above the document cannot be had: {reason}"),
                    false => format!("`{text}` leads to a file that cannot be had: {reason}"),
                };
                let help = "put it where the reference says; `--root` names another directory whose files may be read";
                let lost = Lost { code: Code::ExternalReference, message, help };
                return Target::Lost { text: format!("{path}#{fragment}"), lost };
            }
        };
        match Pointer::parse_fragment(&format!("#{fragment}")) {
            _ if self.list[file.0].state == State::Broken => Target::Other,
            Some(pointer) => Target::Spot(Spot { file, pointer }),
            // In the document itself, a name may be that of an `$anchor`.
            None if file == FileId::DOCUMENT => Target::Other,
            None => {
                let message = format!("`#{fragment}` in `{text}` is not a JSON pointer");
                let help = "a reference into a file reads `file.yaml#/components/schemas/Name`";
                let lost = Lost { code: Code::UnresolvedReference, message, help };
                Target::Lost { text: format!("{path}#{fragment}"), lost }
            }
        }
    }

    fn open(&mut self, path: &str, report: &mut Report) -> Result<FileId, String> {
        if !self.known.contains_key(path) {
            let opened = self.load(path, report);
            self.known.insert(path.to_owned(), opened);
        }
        self.known[path].clone()
    }

    fn load(&mut self, path: &str, report: &mut Report) -> Result<FileId, String> {
        let text = self.loader.load(path)?;
        self.bytes += text.len();
        if self.bytes > MOST_BYTES {
            return Err("the document's files are too many or too large".to_owned());
        }
        let path: Arc<str> = path.into();
        let outer = report.file.replace(Arc::clone(&path));
        let mark = report.mark();
        let tree = source::parse_text(&text, report).into_owned();
        let state = if report.has_errors_since(mark) { State::Broken } else { State::Sound };
        report.file = outer;
        self.list.push(File { path, tree, state });
        Ok(FileId(self.list.len() - 1))
    }

    /// Where the thing at `spot` really stands, when references have to be followed on the way there; none when there is
    /// nothing.
    pub(super) fn find(&mut self, spot: Spot, report: &mut Report) -> Option<Spot> {
        let mut spot = spot;
        let mut seen = IndexSet::new();
        while seen.insert(spot.clone()) {
            match self.step(&spot, report)? {
                Step::Here => return Some(spot),
                Step::Elsewhere(next) => spot = next,
            }
        }
        // Whoever follows the references later finds the circle, too, and says so.
        Some(spot)
    }

    /// Goes down the pointer, up to the first reference on the way or at its end.
    fn step(&mut self, spot: &Spot, report: &mut Report) -> Option<Step> {
        let tokens = spot.pointer.tokens();
        let mut value = &self.list[spot.file.0].tree;
        let mut below = tokens.iter();
        let (text, next) = loop {
            let text =
                reference(value).filter(|_| is_bare(value) || value.get(below.clone().next().unwrap_or(&"")).is_none());
            match (text, below.next()) {
                (Some(text), next) => break (text.to_owned(), next),
                (None, Some(token)) => {
                    value = value.get(token)?;
                }
                (None, None) => return Some(Step::Here),
            }
        };
        // A reference inside the document itself is left for later stages, unless the way leads through it.
        if next.is_none() && text.starts_with('#') && spot.file == FileId::DOCUMENT {
            return Some(Step::Here);
        }
        let Target::Spot(target) = self.target(spot.file, &text, report) else {
            return if next.is_none() { Some(Step::Here) } else { None };
        };
        Some(Step::Elsewhere(Spot { pointer: target.pointer.join(next.into_iter().chain(below)), ..target }))
    }
}

enum Step {
    Here,
    Elsewhere(Spot),
}

/// Whether an object is a reference and nothing else.
pub(super) fn is_bare(value: &Value<'_>) -> bool {
    matches!(value, Value::Object(object) if object.keys().len() == 1) && reference(value).is_some()
}

fn collect_ids(value: &Value<'_>, names: &mut IndexSet<String>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| collect_ids(element, names)),
        Value::Object(object) => {
            if let Some(id) = object.get("$id").and_then(Value::as_text) {
                names.insert(id.split('#').next().unwrap_or(id).to_owned());
            }
            object.iter().for_each(|(_, value)| collect_ids(value, names));
        }
        _ => {}
    }
}

/// Whether a reference names a scheme, such as `https:` or `urn:`. One letter is a drive, which is no relative path either.
fn is_url(text: &str) -> bool {
    let scheme = text.split(['/', '?', '.']).next().unwrap_or(text).split_once(':').map(|(scheme, _)| scheme);
    let is_scheme = |scheme: &str| scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    text.starts_with("//") || scheme.is_some_and(|scheme| !scheme.is_empty() && is_scheme(scheme))
}

/// The path that `path` means in the file at `base`, without `.` and, as far as can be, `..`.
fn join(base: &str, path: &str) -> String {
    let path = percent_decoded(path);
    let directory = base.rsplit_once('/').map_or("", |(directory, _)| directory);
    let mut segments: Vec<&str> = Vec::new();
    let absolute = path.starts_with('/');
    let directory = if absolute { "" } else { directory };
    for segment in directory.split('/').chain(path.split('/')) {
        match segment {
            "" | "." => {}
            ".." if segments.last().is_some_and(|last| *last != "..") => _ = segments.pop(),
            segment => segments.push(segment),
        }
    }
    let joined = segments.join("/");
    if absolute { format!("/{joined}") } else { joined }
}

/// The text that an escaped path stands for; as it is when the escapes mean no text.
fn percent_decoded(path: &str) -> String {
    // The escapes of a path are those of a pointer's fragment; only the tildes have to be kept from it.
    let decoded = path.split('/').map(|segment| {
        let pointer = Pointer::parse_fragment(&format!("#/{}", segment.replace('~', "~0")))?;
        pointer.last().map(str::to_owned)
    });
    decoded.collect::<Option<Vec<_>>>().map_or_else(|| path.to_owned(), |segments| segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{is_url, join};

    #[test]
    fn paths_are_relative_to_their_file() {
        let table = [
            ("api.yaml", "pet.yaml", "pet.yaml"),
            ("api.yaml", "./a/../b/pet.yaml", "b/pet.yaml"),
            ("a/b/api.yaml", "../pet%20shop.yaml", "a/pet shop.yaml"),
            ("a/api.yaml", "../../x/pet.yaml", "../x/pet.yaml"),
            ("a/api.yaml", "/etc/passwd", "/etc/passwd"),
            ("api.yaml", "a~1%zz.yaml", "a~1%zz.yaml"),
        ];
        for (base, path, joined) in table {
            assert_eq!(join(base, path), joined, "{base} {path}");
        }
    }

    #[test]
    fn urls_are_told_from_paths() {
        for url in ["https://example.com/a.yaml", "urn:a", "file:///a", "//example.com/a", "c:/a.yaml"] {
            assert!(is_url(url), "{url}");
        }
        for path in ["a.yaml", "./a:b.yaml", "a/b:c.yaml", "../a.yaml", "a.b:c"] {
            assert!(!is_url(path), "{path}");
        }
    }
}
