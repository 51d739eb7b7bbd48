//! Remembers which parts of the tree came from other files, so that findings point into those as they were written.
//!
//! Never here: why they were brought together; only the bundle stage knows that.

use std::sync::Arc;

use indexmap::IndexMap;

use super::Code;
use crate::pointer::Pointer;

/// The parts of the tree that came from other files. What no entry covers is from the document itself.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    places: IndexMap<Pointer, (Arc<str>, Pointer)>,
    lost: IndexMap<String, Lost>,
}

/// Why a reference to a file leads nowhere. Whoever needs what it should lead to reports that, and knows what to do instead.
#[derive(Debug, Clone)]
pub(crate) struct Lost {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) help: &'static str,
}

impl Origins {
    /// Records that what stands at `place`, and below, stood at `pointer` in `file`.
    pub(crate) fn record(&mut self, place: Pointer, file: Arc<str>, pointer: Pointer) {
        self.places.insert(place, (file, pointer));
    }

    /// Records that the reference `text` leads nowhere.
    pub(crate) fn record_lost(&mut self, text: String, lost: Lost) {
        self.lost.insert(text, lost);
    }

    /// Why the reference `text` leads nowhere, if it should lead to a file of the document.
    pub(crate) fn lost(&self, text: &str) -> Option<&Lost> {
        self.lost.get(text)
    }

    /// The file that what stands at `pointer` is from, if it is another one, and its place there.
    pub(crate) fn original(&self, pointer: Pointer) -> (Option<Arc<str>>, Pointer) {
        if self.places.is_empty() {
            return (None, pointer);
        }
        let covering = pointer.ancestors().find_map(|place| Some((place, self.places.get(place)?)));
        let Some((place, (file, origin))) = covering else { return (None, pointer) };
        let below = pointer.tokens().split_off(place.tokens().len());
        (Some(Arc::clone(file)), origin.join(below))
    }
}

#[cfg(test)]
mod tests {
    use super::Origins;
    use crate::pointer::Pointer;

    #[test]
    fn the_nearest_origin_counts() {
        let at = |fragment: &str| Pointer::parse_fragment(fragment).expect("a pointer");
        let mut origins = Origins::default();
        origins.record(at("#/a"), "a.yaml".into(), at("#"));
        origins.record(at("#/a/b"), "b.yaml".into(), at("#/x"));
        for (place, origin) in [("#/a/c", "a.yaml#/c"), ("#/a/b/c", "b.yaml#/x/c"), ("#/c", "#/c")] {
            let (file, pointer) = origins.original(at(place));
            assert_eq!(format!("{}{pointer}", file.as_deref().unwrap_or_default()), origin);
        }
    }
}
