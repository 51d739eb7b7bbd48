//! JSON pointers (RFC 6901): where in the document something stands.

use std::fmt;

/// A JSON pointer, written as a URI fragment: `#/paths/~1pets/get`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pointer {
    tokens: Vec<String>,
}

impl Pointer {
    /// The pointer to the whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The pointer to a member or an element of what `self` points to.
    #[must_use]
    pub fn child(&self, token: impl fmt::Display) -> Self {
        let mut tokens = self.tokens.clone();
        tokens.push(token.to_string());
        Self { tokens }
    }

    /// Reads the fragment of a `$ref` (`#/…`, with percent-encoding); `None` when it is no JSON pointer.
    pub fn parse_fragment(fragment: &str) -> Option<Self> {
        let path = fragment.strip_prefix('#')?;
        if path.is_empty() {
            return Some(Self::root());
        }
        let tokens = path.strip_prefix('/')?.split('/');
        tokens.map(unescape).collect::<Option<_>>().map(|tokens| Self { tokens })
    }

    /// The unescaped tokens, from the root down.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// The last token; `None` for the root.
    pub fn last(&self) -> Option<&str> {
        self.tokens.last().map(String::as_str)
    }
}

impl FromIterator<String> for Pointer {
    /// Takes the unescaped tokens, from the root down.
    fn from_iter<T: IntoIterator<Item = String>>(tokens: T) -> Self {
        Self { tokens: tokens.into_iter().collect() }
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
        self.tokens.iter().try_for_each(|token| write!(f, "/{}", token.replace('~', "~0").replace('/', "~1")))
    }
}

#[cfg(test)]
mod tests {
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
            assert_eq!(
                read,
                tokens.map(|it| it.iter().map(|&t| t.to_owned()).collect::<Vec<_>>()).as_deref(),
                "{fragment}"
            );
        }
        let pointer = Pointer::root().child("paths").child("/a~b").child(0);
        assert_eq!(pointer.to_string(), "#/paths/~1a~0b/0");
        assert_eq!(Pointer::parse_fragment(&pointer.to_string()), Some(pointer));
    }
}
