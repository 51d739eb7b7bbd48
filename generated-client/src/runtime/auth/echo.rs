//! Credentials that come back: gateways and proxies under debugging repeat what they refuse, headers included.

use bytes::Bytes;
use http::header::COOKIE;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use percent_encoding::percent_decode;

use crate::runtime::formats::Base64;
use crate::runtime::operation::{SchemeInfo, SchemeKind};

/// What stands in the place of a credential.
const MASK: &[u8] = b"***";

/// A shorter text occurs by chance, and protects nothing.
const SHORTEST: usize = 8;

/// Where the credentials of one request stand, to be found again in a reply.
pub(in crate::runtime) struct Echo {
    headers: Vec<(Holds, HeaderValue)>,
    query: Vec<String>,
}

/// What a header is made of. Its name is not kept: every call would pay for that.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// A credential, maybe behind a word such as `Bearer`.
    Credential,
    Cookies,
}

impl Echo {
    /// Remembers the credentials of a request that is complete, with its headers marked.
    pub(in crate::runtime) fn of(schemes: &[SchemeInfo], uri: &Uri, headers: &HeaderMap) -> Self {
        // Every call comes by here, and this is less code to run through than iterators are.
        let mut echo = Self { headers: Vec::new(), query: Vec::new() };
        for (name, value) in headers {
            // A date comes with a signature, and a refusal may well be about it.
            if value.is_sensitive() && !name.as_str().ends_with("-date") {
                echo.headers.push((Holds::of(name), value.clone()));
            }
        }
        if let Some(query) = uri.query() {
            let pairs = query.split('&').filter(|pair| is_credential(schemes, pair));
            echo.query.extend(pairs.map(str::to_owned));
        }
        echo
    }

    /// The body, with a mask in the place of each credential that it repeats: as it is, as JSON writes it, and in
    /// a body that is base64 as a whole.
    pub(in crate::runtime) fn hide(&self, body: Bytes) -> Bytes {
        let body = self.hide_plain(body);
        match in_base64(&body).map(Bytes::from) {
            Some(text) if self.hide_plain(text.clone()) != text => {
                Base64::from(self.hide_plain(text).to_vec()).to_string().into()
            }
            _ => body,
        }
    }

    fn hide_plain(&self, body: Bytes) -> Bytes {
        self.secrets().into_iter().fold(body, replace)
    }

    /// The same for the headers of a reply.
    pub(in crate::runtime) fn hide_in_headers(&self, headers: &mut HeaderMap) {
        for value in headers.values_mut() {
            let shown = self.hide_plain(Bytes::copy_from_slice(value.as_bytes()));
            // What is masked holds nothing that a header could not hold before.
            if let Some(masked) = HeaderValue::from_bytes(&shown).ok().filter(|masked| *masked != *value) {
                *value = masked;
            }
        }
    }

    /// The texts that must not be seen, the longer ones first where one is part of another.
    fn secrets(&self) -> Vec<&[u8]> {
        let headers = self.headers.iter().flat_map(|(holds, value)| pieces(*holds, value.as_bytes()));
        let query = self.query.iter().filter_map(|pair| pair.split_once('=')).map(|(_, value)| value.as_bytes());
        headers.chain(query).filter(|text| text.len() >= SHORTEST).collect()
    }
}

impl Holds {
    fn of(name: &HeaderName) -> Self {
        if *name == COOKIE { Self::Cookies } else { Self::Credential }
    }
}

/// Whether a pair of a query holds a credential of one of the schemes, however its name is encoded.
pub(in crate::runtime) fn is_credential(schemes: &[SchemeInfo], pair: &str) -> bool {
    let key = pair.split_once('=').map_or(pair, |(key, _)| key).as_bytes();
    schemes.iter().any(|scheme| match scheme.kind {
        SchemeKind::Query(name) => percent_decode(key).eq(name.bytes()),
        _ => false,
    })
}

/// The whole value, and what a scheme such as `Bearer` or the name of a cookie stands before.
fn pieces(holds: Holds, value: &[u8]) -> Vec<&[u8]> {
    fn behind(text: &[u8], separator: u8) -> Option<&[u8]> {
        text.splitn(2, |byte| *byte == separator).nth(1)
    }
    if holds == Holds::Cookies {
        return value.split(|byte| *byte == b';').filter_map(|cookie| behind(cookie, b'=')).collect();
    }
    [Some(value), behind(value, b' ')].into_iter().flatten().collect()
}

/// A body that is longer holds something else than a refusal.
const LONGEST: usize = 256 << 10;

/// What a body stands for that is base64 as a whole, maybe as a JSON string: some gateways answer so.
fn in_base64(body: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(body).ok().filter(|text| text.len() <= LONGEST)?.trim().trim_matches('"');
    let line: String = text.split_ascii_whitespace().collect();
    line.parse::<Base64>().ok().map(Base64::into_vec)
}

/// The body with a mask in the place of the secret, whichever of its characters are escaped as in JSON.
fn replace(body: Bytes, secret: &[u8]) -> Bytes {
    let mut masked = Vec::new();
    let mut rest = &body[..];
    while let Some((at, length)) = (0..rest.len()).find_map(|at| Some((at, written_length(&rest[at..], secret)?))) {
        masked.extend_from_slice(&rest[..at]);
        masked.extend_from_slice(MASK);
        rest = &rest[at + length..];
    }
    if masked.is_empty() {
        return body;
    }
    masked.extend_from_slice(rest);
    masked.into()
}

/// How many bytes the secret takes at the beginning of `text`, if it stands there. Libraries escape `/`, `=` or `+`, each in
/// its own way, and in a URL all of them are.
fn written_length(text: &[u8], secret: &[u8]) -> Option<usize> {
    let mut rest = text;
    for wanted in secret {
        rest = match rest {
            [byte, rest @ ..] if byte == wanted => rest,
            [b'\\', b'u', rest @ ..] => {
                let (digits, rest) = rest.split_at_checked(4)?;
                let code = std::str::from_utf8(digits).ok().and_then(|digits| u32::from_str_radix(digits, 16).ok())?;
                (code == u32::from(*wanted)).then_some(rest)?
            }
            [b'\\', byte, rest @ ..] if byte == wanted => rest,
            [b'%', high, low, rest @ ..] if hex(*high, *low) == Some(*wanted) => rest,
            _ => return None,
        };
    }
    Some(text.len() - rest.len())
}

/// The byte that two hexadecimal digits stand for.
fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::testing::SECRET;

    fn hidden(header: &str, value: &str, body: &str) -> String {
        let mut value = HeaderValue::from_str(value).expect("the value is valid");
        value.set_sensitive(true);
        let uri = format!("/?key={SECRET}&k={SECRET}1").parse().expect("the URL is valid");
        let name = HeaderName::from_bytes(header.as_bytes()).expect("the name is valid");
        let schemes = [SchemeInfo { name: "key", kind: SchemeKind::Query("key") }];
        let echo = Echo::of(&schemes, &uri, &HeaderMap::from_iter([(name, value)]));
        String::from_utf8_lossy(&echo.hide(body.to_owned().into())).into_owned()
    }

    #[test]
    fn credentials_are_masked_wherever_they_come_back() {
        for (header, value, body, expected) in [
            ("x-key", "long enough", "{'x-key': 'long enough'}", "{'x-key': '***'}"),
            ("x-key", "short", "short of nothing", "short of nothing"),
            ("authorization", "Bearer abcdefgh", "abcdefgh Bearer abcdefgh, abcdefg", "*** ***, abcdefg"),
            ("cookie", "a=1234567; sid=12345678", "sid: 12345678, a: 1234567", "sid: ***, a: 1234567"),
            ("x-sdk-date", "20240102T030405Z", "expired: 20240102T030405Z", "expired: 20240102T030405Z"),
            ("x-key", "none", &format!("/?key={SECRET}"), "/?key=***"),
            ("x-key", "MII/abc+/d=", r#"{"was": "MII\/abc+\/d="}"#, r#"{"was": "***"}"#),
            ("x-key", "MII/abc+/d=", r#"{"was": "MII/abc\u002B/d\u003d"}"#, r#"{"was": "***"}"#),
            ("x-key", "MII/abc+/d=", "https://a/?key=MII%2Fabc%2b%2Fd%3D&x", "https://a/?key=***&x"),
            ("x-key", "MII/abc+/d=", r#"{"was": "MII/abc\u002"#, r#"{"was": "MII/abc\u002"#),
            ("x-key", "long enough", "\"eyJrZXkiOiAi\nbG9uZyBlbm91Z2gifQ==\"", "eyJrZXkiOiAiKioqIn0="),
            ("x-key", "long enough", "eyJrZXkiOiAiIn0=", "eyJrZXkiOiAiIn0="),
        ] {
            assert_eq!(hidden(header, value, body), expected);
        }
    }
}
