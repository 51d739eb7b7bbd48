//! JSON pointers (RFC 6901): where in the document something stands.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};
use std::iter;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A JSON pointer, written as a URI fragment: `#/paths/~1pets/get`.
///
/// Lowering makes and looks up many times more pointers than a document has values. So a pointer shares all but its last
/// token with the one it was made from, knows its hash, and costs a reference count to copy.
#[derive(Clone, Default)]
pub struct Pointer {
    /// None at the root.
    last: Option<Arc<Step>>,
}

/// The last token of a pointer, and the pointer that it was added to.
struct Step {
    parent: Pointer,
    token: Box<str>,
    /// Of this token and all before it.
    hash: u64,
}

impl Pointer {
    /// The pointer to the whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The pointer to a member or an element of what `self` points to.
    #[must_use]
    pub fn child(&self, token: impl fmt::Display) -> Self {
        let token = token.to_string().into_boxed_str();
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(self.cached_hash());
        hasher.write(token.as_bytes());
        Self { last: Some(Arc::new(Step { parent: self.clone(), token, hash: hasher.finish() })) }
    }

    /// The pointer to what stands at `tokens` below what `self` points to.
    #[must_use]
    pub fn join<T: fmt::Display>(&self, tokens: impl IntoIterator<Item = T>) -> Self {
        tokens.into_iter().fold(self.clone(), |pointer, token| pointer.child(token))
    }

    /// Reads the fragment of a `$ref` (`#/…`, with percent-encoding); `None` when it is no JSON pointer.
    pub fn parse_fragment(fragment: &str) -> Option<Self> {
        let path = fragment.strip_prefix('#')?;
        if path.is_empty() {
            return Some(Self::root());
        }
        let mut tokens = path.strip_prefix('/')?.split('/').map(unescape);
        tokens.try_fold(Self::root(), |pointer, token| Some(pointer.child(token?)))
    }

    /// The text of a `$ref` that leads here.
    pub(crate) fn to_reference(&self) -> String {
        self.to_string().replace('%', "%25")
    }

    /// The unescaped tokens, from the root down.
    pub fn tokens(&self) -> Vec<&str> {
        let mut tokens: Vec<&str> = self.steps().map(|step| &*step.token).collect();
        tokens.reverse();
        tokens
    }

    /// The last token; `None` for the root.
    pub fn last(&self) -> Option<&str> {
        self.last.as_ref().map(|step| &*step.token)
    }

    /// The pointer to what holds what `self` points to; `None` for the root.
    pub fn parent(&self) -> Option<&Self> {
        self.last.as_ref().map(|step| &step.parent)
    }

    /// `self` and the pointers to all that holds it, the root last.
    pub fn ancestors(&self) -> impl Iterator<Item = &Self> {
        iter::successors(Some(self), |pointer| pointer.parent())
    }

    /// The steps from the last up to the first.
    fn steps(&self) -> impl Iterator<Item = &Arc<Step>> {
        self.ancestors().map_while(|pointer| pointer.last.as_ref())
    }

    fn cached_hash(&self) -> u64 {
        self.last.as_ref().map_or(0, |step| step.hash)
    }
}

/// A map from pointers, which are not hashed again.
pub(crate) type PointerMap<V> = IndexMap<Pointer, V, BuildHasherDefault<KnownHash>>;

/// A set of pointers, which are not hashed again.
pub(crate) type PointerSet = IndexSet<Pointer, BuildHasherDefault<KnownHash>>;

/// Takes the hash that a pointer knows of itself as it is.
#[derive(Debug, Default)]
pub(crate) struct KnownHash(u64);

impl Hasher for KnownHash {
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, &byte| hash.rotate_left(8) ^ u64::from(byte));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Drop for Step {
    /// Takes the chain apart step by step: a reference may have any number of tokens, and the stack has an end.
    fn drop(&mut self) {
        let mut next = self.parent.last.take();
        while let Some(mut step) = next {
            next = Arc::get_mut(&mut step).and_then(|step| step.parent.last.take());
        }
    }
}

impl PartialEq for Pointer {
    fn eq(&self, other: &Self) -> bool {
        let (mut left, mut right) = (&self.last, &other.last);
        while let (Some(one), Some(two)) = (left, right) {
            if Arc::ptr_eq(one, two) {
                return true;
            }
            if one.hash != two.hash || one.token != two.token {
                return false;
            }
            (left, right) = (&one.parent.last, &two.parent.last);
        }
        left.is_none() && right.is_none()
    }
}

impl Eq for Pointer {}

impl Hash for Pointer {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.cached_hash());
    }
}

impl Ord for Pointer {
    /// Token by token from the root down.
    fn cmp(&self, other: &Self) -> Ordering {
        self.tokens().cmp(&other.tokens())
    }
}

impl PartialOrd for Pointer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: fmt::Display> FromIterator<T> for Pointer {
    /// Takes the unescaped tokens, from the root down.
    fn from_iter<I: IntoIterator<Item = T>>(tokens: I) -> Self {
        Self::root().join(tokens)
    }
}

/// Undoes percent-encoding, then `~1` and `~0`.
fn unescape(token: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(token.len());
    let mut rest = token.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let [high, low, tail @ ..] = rest else { return None };
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        bytes.push(u8::try_from(digit(high)? * 16 + digit(low)?).ok()?);
        rest = tail;
    }
    let text = String::from_utf8(bytes).ok()?;
    Some(text.replace("~1", "/").replace("~0", "~"))
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("#")?;
        let escape = |token: &str| token.replace('~', "~0").replace('/', "~1");
        self.tokens().into_iter().try_for_each(|token| write!(f, "/{}", escape(token)))
    }
}

impl fmt::Debug for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A list of its tokens, which needs no escapes.
impl Serialize for Pointer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.tokens())
    }
}

impl<'de> Deserialize<'de> for Pointer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<String>::deserialize(deserializer).map(Self::from_iter)
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

    use super::Pointer;

    #[test]
    fn fragments_are_read_and_written() {
        let table = [
            ("#", Some(vec![])),
            ("#/paths/~1pets~1{id}/get", Some(vec!["paths", "/pets/{id}", "get"])),
            ("#/a%7Eb/c~01", Some(vec!["a~b", "c~1"])),
            ("#/", Some(vec![""])),
            ("#name", None),
            ("other.yaml#/a", None),
            ("#/%zz", None),
        ];
        for (fragment, tokens) in table {
            let pointer = Pointer::parse_fragment(fragment);
            let read = pointer.as_ref().map(Pointer::tokens);
            assert_eq!(read, tokens, "{fragment}");
        }
        let pointer = Pointer::root().child("paths").child("/a~b").child(0);
        assert_eq!(pointer.to_string(), "#/paths/~1a~0b/0");
        assert_eq!(Pointer::parse_fragment(&pointer.to_string()), Some(pointer));
    }

    #[test]
    fn a_file_may_hold_any_pointer() {
        let pointer = Pointer::root().child("a%2Fb~").child("");
        let text = serde_json::to_string(&pointer).expect("it is a list");
        assert_eq!(text, r#"["a%2Fb~",""]"#);
        assert_eq!(serde_json::from_str::<Pointer>(&text).ok(), Some(pointer));
    }

    #[test]
    fn equal_tokens_make_equal_pointers() {
        let at = |fragment| Pointer::parse_fragment(fragment).expect("a pointer");
        let hash = |pointer: &Pointer| BuildHasherDefault::<DefaultHasher>::default().hash_one(pointer);
        let (one, two) = (at("#/a/b"), Pointer::root().child("a").join(["b"]));
        assert_eq!((&one, hash(&one)), (&two, hash(&two)));
        for other in ["#", "#/a", "#/b", "#/b/b", "#/a/b/c", "#/a/c", "#/ab", "#/a~1b"] {
            assert_ne!(one, at(other), "{other}");
        }
        assert!(at("#/a/b") < at("#/a/c") && at("#/a") < at("#/a/b") && at("#/a/b") < at("#/b"));
        let ancestors: Vec<String> = one.ancestors().map(Pointer::to_string).collect();
        assert_eq!(ancestors, ["#/a/b", "#/a", "#"]);
    }

    #[test]
    fn a_pointer_may_have_any_number_of_tokens() {
        let long = format!("#{}", "/a".repeat(200_000));
        let pointer = Pointer::parse_fragment(&long).expect("a pointer");
        assert_eq!(Some(&pointer), Pointer::parse_fragment(&long).as_ref());
        assert_eq!(pointer.tokens().len(), 200_000);
    }
}
