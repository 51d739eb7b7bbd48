//! Values into the text of a path, a query or a header, by the rules of OpenAPI's parameter styles and RFC 6570.

mod serializer;
mod style;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

pub use self::serializer::{ParamValue, ValueError, to_value};
pub use self::style::{Escape, Explode, NestedValue, Style, expand};

/// Everything but the unreserved characters of RFC 3986 is encoded.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Percent-encodes `text` so that only letters, digits, `-`, `.`, `_` and `~` stay.
pub fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::percent_encode;

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
}
