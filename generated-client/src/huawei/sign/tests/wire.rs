//! The service's side: checks a signature from the bytes of a request alone, and shares no code with the signer.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// A request as it arrived.
#[derive(Debug, Clone)]
pub(super) struct Arrived {
    /// Such as `GET /path?query`.
    pub(super) line: String,
    /// By name in lower case.
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
}

impl Arrived {
    /// Takes a request of HTTP/1.1 apart.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let mut lines = str::from_utf8(&bytes[..end]).ok()?.split("\r\n");
        let line = lines.next()?.strip_suffix(" HTTP/1.1")?.to_owned();
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_lowercase(), value.trim().to_owned()))
        };
        Some(Self { line, headers: lines.map(header).collect::<Option<_>>()?, body: bytes[end + 4..].into() })
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The names in `SignedHeaders`.
    pub(super) fn signed_headers(&self) -> &str {
        let authorization = self.header("authorization");
        let names = authorization.split("SignedHeaders=").nth(1).and_then(|rest| rest.split(',').next());
        names.unwrap_or_default()
    }

    /// Whether the request bears the signature that its bytes should have.
    pub(super) fn verifies(&self, access: &str, secret: &str) -> bool {
        let names = self.signed_headers();
        let text = format!(
            "SDK-HMAC-SHA256\n{}\n{}",
            self.header("x-sdk-date"),
            hex(&Sha256::digest(self.canonical(names).as_bytes()))
        );
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length will do");
        let signature = hex(&mac.chain_update(text).finalize().into_bytes());
        let expected = format!("SDK-HMAC-SHA256 Access={access}, SignedHeaders={names}, Signature={signature}");
        self.header("authorization") == expected
    }

    fn canonical(&self, names: &str) -> String {
        let (method, target) = self.line.split_once(' ').unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut path = encode(&decode(path), b"/");
        if !path.ends_with('/') {
            path.push('/');
        }
        let pair = |pair: &str| {
            let mut halves = pair.splitn(2, '=').map(decode);
            (halves.next().unwrap_or_default(), halves.next().unwrap_or_default())
        };
        let mut pairs: Vec<_> = query.split('&').filter(|text| !text.is_empty()).map(pair).collect();
        pairs.sort();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| encode(name, b"") + "=" + &encode(value, b"")).collect();
        let headers: String = names.split(';').map(|name| format!("{name}:{}\n", self.header(name))).collect();
        let body = match self.header("x-sdk-content-sha256") {
            "" => hex(&Sha256::digest(&self.body)),
            stands_for_it => stands_for_it.to_owned(),
        };
        [method, &path, &pairs.join("&"), &headers, names, &body].join("\n")
    }
}

fn decode(text: &str) -> Vec<u8> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => {
                let digits = [bytes.next().unwrap_or(b'?'), bytes.next().unwrap_or(b'?')];
                u8::from_str_radix(str::from_utf8(&digits).unwrap_or("?"), 16)
                    .expect("two digits follow a percent sign")
            }
            _ => byte,
        });
    }
    decoded
}

fn encode(bytes: &[u8], kept: &[u8]) -> String {
    let encode = |byte: &u8| match byte {
        b'-' | b'.' | b'_' | b'~' => char::from(*byte).to_string(),
        _ if byte.is_ascii_alphanumeric() || kept.contains(byte) => char::from(*byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    bytes.iter().map(encode).collect()
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
