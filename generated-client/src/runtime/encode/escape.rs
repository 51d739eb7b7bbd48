//! Percent-encoding: what stays as it is, and what does not.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::rules::Escape;

/// Everything but the unreserved characters of RFC 3986 is encoded.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// With `allowReserved` these stay too. Still encoded are `#`, `[` and `]`, which no query may hold, and `&` and `+`,
/// which would make one value another, or two.
const RESERVED: &AsciiSet = &UNRESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Percent-encodes `text` so that only letters, digits, `-`, `.`, `_` and `~` stay.
pub fn percent_encode(text: &str) -> String {
    escaped(text).into_owned()
}

/// The same, copied only where something is encoded: most texts are ids and numbers. What is borrowed is the text itself.
pub(in crate::runtime) fn escaped(text: &str) -> Cow<'_, str> {
    match utf8_percent_encode(text, UNRESERVED).into() {
        // What a single character is encoded to comes from a table of the library's, borrowed as well.
        Cow::Borrowed(encoded) if encoded.len() != text.len() => Cow::Owned(encoded.to_owned()),
        escaped => escaped,
    }
}

impl Escape {
    /// The text of a value.
    pub(super) fn value(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Unreserved => escaped(text),
            Self::Reserved => keep_reserved(text).into(),
            Self::Nothing => text.into(),
        }
    }

    /// The text of a name or a key, in which no reserved character may stay: it could be taken for the end of it.
    pub(super) fn key(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Unreserved | Self::Reserved => percent_encode(text).into(),
            Self::Nothing => text.into(),
        }
    }
}

/// Reserved expansion, RFC 6570, section 3.2.3: what is percent-encoded already stays.
fn keep_reserved(text: &str) -> String {
    let encode = |text| utf8_percent_encode(text, RESERVED);
    let mut pieces = text.split('%');
    let mut encoded = encode(pieces.next().unwrap_or_default()).to_string();
    for piece in pieces {
        let is_triplet = piece.len() >= 2 && piece.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
        encoded.push_str(if is_triplet { "%" } else { "%25" });
        encoded.extend(encode(piece));
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_unreserved_characters_are_encoded() {
        for (text, expected) in [
            ("", ""),
            ("AZaz09-._~", "AZaz09-._~"),
            ("a b/ü", "a%20b%2F%C3%BC"),
            ("100%", "100%25"),
            ("%2F", "%252F"),
            ("+*!':@=&,;?#[]", "%2B%2A%21%27%3A%40%3D%26%2C%3B%3F%23%5B%5D"),
            ("\0\n", "%00%0A"),
        ] {
            assert_eq!(percent_encode(text), expected);
        }
    }

    #[test]
    fn only_what_stays_as_it_is_is_borrowed() {
        for text in ["/", "?", "#", "%", "\\", " ", "&", "ü", "a/", "/a", "//"] {
            assert!(
                matches!(escaped(text), Cow::Owned(encoded) if encoded.starts_with('%') || encoded == "a%2F"),
                "{text}"
            );
        }
        assert!(["", "a", "-", "a-1"].into_iter().all(|text| matches!(escaped(text), Cow::Borrowed(it) if it == text)));
    }

    /// The first lines are those of RFC 6570, section 3.2.3.
    #[test]
    fn reserved_characters_stay_where_they_are_allowed() {
        for (text, expected) in [
            ("value", "value"),
            ("Hello World!", "Hello%20World!"),
            ("50%", "50%25"),
            ("http://example.com/home/", "http://example.com/home/"),
            ("/foo/bar", "/foo/bar"),
            ("%2F%2g%", "%2F%252g%25"),
            ("%ü", "%25%C3%BC"),
            (":/?@!$'()*,;=", ":/?@!$'()*,;="),
            ("#[]&+\r\n\"<>", "%23%5B%5D%26%2B%0D%0A%22%3C%3E"),
        ] {
            assert_eq!(keep_reserved(text), expected);
        }
    }
}
