//! Text from bytes, by the charset that came with it.

use super::codec::DecodeError;
use super::media_type::parameter;

/// Decodes `body` by the `charset` of its content type: UTF-8 by default, which a byte order mark may announce.
///
/// # Errors
///
/// When the bytes are not in that charset, or the charset is none of UTF-8, US-ASCII and ISO 8859-1.
pub(super) fn decode(content_type: &str, body: &[u8]) -> Result<String, DecodeError> {
    let charset = parameter(content_type, "charset").unwrap_or_default().to_ascii_lowercase();
    match charset.as_str() {
        "" | "utf-8" | "utf8" | "us-ascii" | "ascii" => {
            let text = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
            let skipped = body.len() - text.len();
            std::str::from_utf8(text)
                .map(str::to_owned)
                .map_err(|error| DecodeError::in_text(body, skipped + error.valid_up_to(), "expected text in UTF-8"))
        }
        "iso-8859-1" | "latin1" => Ok(body.iter().copied().map(char::from).collect()),
        _ => Err(DecodeError::in_text(body, 0, "the text is in a charset other than UTF-8 and ISO 8859-1")),
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn charsets() {
        for (content_type, body, expected) in [
            ("", "ü".as_bytes(), Ok("ü")),
            ("text/plain", b"", Ok("")),
            ("text/plain; charset=UTF-8", "\u{feff}ü".as_bytes(), Ok("ü")),
            ("text/plain; format=flowed; Charset=\"iso-8859-1\"", b"\xfc", Ok("ü")),
            ("text/plain", b"ab\n\xfc", Err("$: expected text in UTF-8 at line 2 column 1")),
            (
                "text/plain; charset=utf-16",
                b"a\0",
                Err("$: the text is in a charset other than UTF-8 and ISO 8859-1 at line 1 column 1"),
            ),
        ] {
            let decoded = decode(content_type, body).map_err(|error| error.to_string());
            assert_eq!(decoded.as_deref().map_err(String::as_str), expected, "{content_type}");
        }
    }
}
