//! Finds JSON pointers in the text, when there is something to show. Knows nothing about what is shown.

mod json;
mod yaml;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::pointer::Pointer;
use crate::source::Notation;

/// Where something stands in the text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The key of the member, quotes included.
    pub(super) key: Option<Range<usize>>,
    /// The value; of an object or array only where it starts.
    pub(super) value: Range<usize>,
    pub(super) is_container: bool,
}

/// Finds each pointer, or what is nearest above it. None when the text says nothing at all.
pub(super) fn locate(text: &str, pointers: &[&Pointer]) -> Vec<Option<Place>> {
    if pointers.is_empty() {
        return Vec::new();
    }
    let mut tracker = Tracker::new(pointers);
    match Notation::of(text) {
        Notation::Json => json::scan(text, &mut tracker),
        Notation::Yaml => yaml::scan(text, &mut tracker),
    }
    pointers.iter().map(|pointer| tracker.find(pointer)).collect()
}

/// Follows a parser through the text and notes the places of what is wanted.
struct Tracker {
    wanted: Vec<Wanted>,
    open: Vec<Frame>,
}

/// A node of the tree of all wanted pointers; the first one is the root.
#[derive(Default)]
struct Wanted {
    children: BTreeMap<String, usize>,
    place: Option<Place>,
}

/// An object or array that the parser is inside of.
struct Frame {
    wanted: Option<usize>,
    container: Container,
}

enum Container {
    /// With the key whose value comes next: what is wanted there and where the key stands.
    Object(Option<(Option<usize>, Range<usize>)>),
    /// With the index of the element that comes next.
    Array(usize),
}

impl Container {
    const OBJECT: Self = Self::Object(None);
    const ARRAY: Self = Self::Array(0);
}

impl Tracker {
    fn new(pointers: &[&Pointer]) -> Self {
        let mut wanted = vec![Wanted::default()];
        for pointer in pointers {
            let mut at = 0;
            for token in pointer.tokens() {
                let next = wanted.len();
                at = *wanted[at].children.entry(token.to_owned()).or_insert(next);
                if at == next {
                    wanted.push(Wanted::default());
                }
            }
        }
        Self { wanted, open: Vec::new() }
    }

    /// Forgets what was found.
    fn start_again(&mut self) {
        self.open.clear();
        self.wanted.iter_mut().for_each(|wanted| wanted.place = None);
    }

    /// The parser met the start of an object or array.
    fn enter(&mut self, container: Container, start: Range<usize>) {
        let wanted = self.value(start, true);
        self.open.push(Frame { wanted, container });
    }

    /// The parser met the end of an object or array.
    fn leave(&mut self) {
        self.open.pop();
    }

    /// The parser met a scalar, which may be a key; `text` is what it means.
    fn scalar<'t>(&mut self, text: impl FnOnce() -> Cow<'t, str>, span: Range<usize>) {
        if let Some(Frame { wanted, container: Container::Object(key @ None) }) = self.open.last_mut() {
            let child = wanted.and_then(|at| self.wanted[at].children.get(text().as_ref()).copied());
            *key = Some((child, span));
        } else {
            self.value(span, false);
        }
    }

    /// Notes the place of a value; returns what is wanted of it.
    fn value(&mut self, span: Range<usize>, is_container: bool) -> Option<usize> {
        let (wanted, key) = self.arrive(&span);
        if let Some(at) = wanted {
            self.wanted[at].place = Some(Place { key, value: span, is_container });
        }
        wanted
    }

    /// What is wanted of the value that comes next, and its key.
    fn arrive(&mut self, span: &Range<usize>) -> (Option<usize>, Option<Range<usize>>) {
        let Some(frame) = self.open.last_mut() else { return (Some(0), None) };
        match &mut frame.container {
            Container::Array(index) => {
                let token = *index;
                *index += 1;
                (frame.wanted.and_then(|at| self.wanted[at].children.get(&token.to_string()).copied()), None)
            }
            Container::Object(key) => match key.take() {
                Some((wanted, key)) => (wanted, Some(key)),
                // An object or array as a key, which only YAML has: nothing is wanted of it.
                None => {
                    *key = Some((None, span.clone()));
                    (None, None)
                }
            },
        }
    }

    /// The place of a pointer, or of what is nearest above it.
    fn find(&self, pointer: &Pointer) -> Option<Place> {
        let mut found = &self.wanted[0];
        for token in pointer.tokens() {
            let Some(next) = found.children.get(token).map(|&at| &self.wanted[at]) else { break };
            if next.place.is_none() {
                break;
            }
            found = next;
        }
        found.place.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{Place, locate};
    use crate::pointer::Pointer;

    /// What stands where the pointer leads: the key and the value.
    fn shown(text: &str, pointer: &str) -> String {
        let pointer = Pointer::parse_fragment(pointer).expect("a pointer");
        let place = locate(text, &[&pointer]).remove(0);
        let Some(Place { key, value, .. }) = place else { return "nothing".to_owned() };
        let key = key.map_or("-", |key| &text[key]);
        format!("{key} = {}", &text[value])
    }

    #[test]
    fn json_is_scanned() {
        let text = "{\"a/b\": [1, {\"ü\\u0041\": \"x\\\"y\"}, [] ], \"c\": null, \"c\": true,\r\n \"d\": {\"e\": {}}}";
        let table = [
            ("#", "- = {"),
            ("#/a~1b", "\"a/b\" = ["),
            ("#/a~1b/0", "- = 1"),
            ("#/a~1b/1/üA", "\"ü\\u0041\" = \"x\\\"y\""),
            ("#/a~1b/2", "- = ["),
            ("#/c", "\"c\" = true"),
            ("#/d/e", "\"e\" = {"),
            ("#/d/missing/deep", "\"d\" = {"),
        ];
        for (pointer, expected) in table {
            assert_eq!(shown(text, pointer), expected, "{pointer}");
        }
    }

    #[test]
    fn yaml_is_scanned() {
        let text = "# ü\r\na/b:\r\n  - 1\r\n  - ü: \"x\"\r\nbase: &base { k: v }\nuse:\n  <<: *base\n  own: 'é'\nalias: *base\n? [1, 2]\n: 3\n200: ok\nlast:\n  text: |\n    block\n  after: 1\n";
        let table = [
            ("#/a~1b/0", "- = 1"),
            ("#/a~1b/1/ü", "ü = \"x\""),
            ("#/base/k", "k = v"),
            ("#/use/own", "own = 'é'"),
            ("#/200", "200 = ok"),
            ("#/last/after", "after = 1"),
        ];
        for (pointer, expected) in table {
            assert_eq!(shown(text, pointer), expected, "{pointer}");
        }
        let left = "a:\n  b: [\n  1,\n  2\n  ]\n  c: {\n    d: 3\n}\n  e: 'it''s\n on'\n  f: \"\\\"\n\n g\"\nh: 4\n";
        let table = [("#/a/b/1", "- = 2"), ("#/a/c/d", "d = 3"), ("#/a/e", "e = 'it''s\n on'"), ("#/h", "h = 4")];
        for (pointer, expected) in table {
            assert_eq!(shown(left, pointer), expected, "{pointer}");
        }
        let marked = "#\u{feff} é\na\u{feff}: {b: 1}\nc: \u{feff}d\n";
        assert_eq!(shown(marked, "#/a\u{feff}/b"), "b = 1");
        assert_eq!(shown(marked, "#/c"), "c = \u{feff}d");
        assert!(shown(text, "#/use/k").starts_with("use = "), "a merged member is shown where it is merged");
        assert!(shown(text, "#/alias/k").starts_with("alias = "), "a member of an alias is shown at the alias");
    }

    #[test]
    fn broken_text_is_harmless() {
        for text in ["", "{", "{\"a\": [}", "{\"a", "]]]]", "a: [", "\t- :", "a: *nowhere", "{\"a\": \"\\ud800\"}"] {
            shown(text, "#/a/0");
        }
        let deep = "[".repeat(100_000);
        shown(&format!("{{\"a\": {deep}"), "#/a/0/0");
        shown(&deep, "#/0/0");
    }
}
