//! Remembers what the version steps moved, so that findings point into the document as it was written.
//!
//! Never here: what is moved, or why; only the upgrade knows that.

use crate::pointer::{Pointer, PointerMap};

/// Where things stood, one layer per version step. A place that no move covers has stayed what it was.
#[derive(Debug, Default)]
pub(crate) struct Moves {
    layers: Vec<Layer>,
}

/// The moves of one step. What stands below a place that was moved has moved with it.
#[derive(Debug, Default)]
struct Layer {
    /// From the places after the step to those before it.
    back: Places,
    /// The other way round.
    forward: Places,
}

type Places = PointerMap<Pointer>;

impl Moves {
    /// Begins a version step, to which all moves belong until the next one.
    pub(crate) fn begin_step(&mut self) {
        self.layers.push(Layer::default());
    }

    /// Records that what stands at `new` after the step is what stood at `old` before it, as references to it see it, too.
    /// When it stands at several places, they lead to the first.
    pub(crate) fn record(&mut self, new: &Pointer, old: &Pointer) {
        self.record_part(new, old);
        if let Some(layer) = self.layers.last_mut() {
            layer.forward.entry(old.clone()).or_insert_with(|| new.clone());
        }
    }

    /// Records that what stands at `new` was said at `old`, which is to be found elsewhere as a whole.
    pub(crate) fn record_part(&mut self, new: &Pointer, old: &Pointer) {
        if let Some(layer) = self.layers.last_mut() {
            layer.back.insert(new.clone(), old.clone());
        }
    }

    /// Where what stands at `pointer` stood before the last step.
    pub(crate) fn before_step(&self, pointer: &Pointer) -> Pointer {
        self.layers.last().and_then(|layer| replace(&layer.back, pointer)).unwrap_or_else(|| pointer.clone())
    }

    /// Where what stood at `pointer` before the last step stands now; none when it has not moved.
    pub(crate) fn after_step(&self, pointer: &Pointer) -> Option<Pointer> {
        self.layers.last().and_then(|layer| replace(&layer.forward, pointer))
    }

    /// Where what stands at `pointer` stood in the document as it was written.
    pub(crate) fn original(&self, pointer: &Pointer) -> Pointer {
        let back = |pointer: Pointer, layer: &Layer| replace(&layer.back, &pointer).unwrap_or(pointer);
        self.layers.iter().rev().fold(pointer.clone(), back)
    }
}

/// Replaces the longest prefix of `pointer` that is among the places.
fn replace(places: &Places, pointer: &Pointer) -> Option<Pointer> {
    if places.is_empty() {
        return None;
    }
    let longest = pointer.ancestors().zip(0..);
    let (moved, below) = longest.filter_map(|(ancestor, below)| Some((places.get(ancestor)?, below))).next()?;
    let tokens = pointer.tokens();
    Some(moved.join(&tokens[tokens.len() - below..]))
}

#[cfg(test)]
mod tests {
    use super::Moves;
    use crate::pointer::Pointer;

    fn at(fragment: &str) -> Pointer {
        Pointer::parse_fragment(fragment).expect("a pointer")
    }

    #[test]
    fn the_longest_move_of_each_step_is_undone() {
        let mut moves = Moves::default();
        assert_eq!(moves.original(&at("#/a")), at("#/a"));
        moves.begin_step();
        moves.record(&at("#/b"), &at("#/a"));
        moves.record(&at("#/b/c"), &at("#/x"));
        moves.begin_step();
        moves.record(&at("#/c/0"), &at("#/b"));
        let table = [("#/b/d", "#/a/d"), ("#/b/c/d", "#/x/d"), ("#/c/0/c/d", "#/x/d"), ("#/c/1", "#/c/1")];
        for (new, old) in table {
            assert_eq!(moves.original(&at(new)), at(old), "{new}");
        }
        assert_eq!(moves.before_step(&at("#/c/0/c")), at("#/b/c"));
    }

    #[test]
    fn references_follow_what_moved_and_stay_with_what_was_wrapped() {
        let mut moves = Moves::default();
        moves.begin_step();
        moves.record_part(&at("#/a/anyOf/0"), &at("#/a"));
        moves.record(&at("#/new"), &at("#/old"));
        moves.record(&at("#/other"), &at("#/old"));
        assert_eq!(moves.after_step(&at("#/old/x")), Some(at("#/new/x")));
        assert_eq!(moves.after_step(&at("#/a/x")), None);
    }
}
