//! `format: byte`.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde::ser::{Serialize, Serializer};

use super::InvalidFormat;
use crate::runtime::codec::{Decode, DecodeError, Reader, bridge_deserialize, encode_plain};

const INVALID: InvalidFormat = InvalidFormat { expected: "base64" };
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Bytes that stand in JSON as base64.
///
/// They are written in the standard alphabet with padding; the URL-safe alphabet is read too, with padding or without.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Base64(Vec<u8>);

impl Base64 {
    /// The bytes that the text stood for.
    pub fn into_vec(self) -> Vec<u8> {
        self.0
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }
}

/// Reads base64 text, not the bytes of the text.
impl FromStr for Base64 {
    type Err = InvalidFormat;

    fn from_str(text: &str) -> Result<Self, InvalidFormat> {
        // MIME wraps its lines (RFC 2045, section 6.8).
        let standard: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).map(to_standard).collect();
        ENGINE.decode(standard).map(Self).map_err(|_| INVALID)
    }
}

fn to_standard(byte: u8) -> u8 {
    match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    }
}

impl Decode for Base64 {
    fn blank() -> Self {
        Self::default()
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let offset = reader.position()?;
        let bytes = reader.next_str()?.parse();
        bytes.map_err(|_: InvalidFormat| reader.invalid(offset, "expected base64"))
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}

encode_plain!(Base64);
bridge_deserialize!(Base64);

/// As base64 text.
impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&ENGINE.encode(&self.0))
    }
}

/// How many bytes there are: they can be many, and private.
impl fmt::Debug for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::from_slice;

    #[test]
    fn every_spelling_is_read() {
        for text in ["+/+/Zg==", "-_-_Zg==", "+/+/Zg", "-_-_Zg", "+_-/Zg", "+/+/\nZg==\n", "+/\r\n+/Zg"] {
            let bytes: Base64 = from_slice(format!("{text:?}").as_bytes()).unwrap();
            assert_eq!(bytes.as_ref(), [0xfb, 0xff, 0xbf, 0x66], "{text}");
            assert_eq!(serde_json::to_string(&bytes).unwrap(), r#""+/+/Zg==""#);
        }
        assert_eq!("".parse(), Ok(Base64::default()));
    }

    #[test]
    fn what_is_no_base64() {
        for text in ["a", "ab=c", "ab c", "é", "Zh==", "===="] {
            let error = from_slice::<Base64>(format!("{text:?}").as_bytes()).unwrap_err();
            assert_eq!(error.to_string(), "$: expected base64 at line 1 column 1", "{text}");
        }
    }

    #[test]
    fn every_byte_there_and_back() {
        let bytes: Vec<u8> = (0..=255).collect();
        for len in 0..bytes.len() {
            let encoded = Base64::from(&bytes[..len]).to_string();
            assert_eq!(encoded.parse::<Base64>().unwrap().into_vec(), bytes[..len]);
        }
        assert_eq!(format!("{:?}", Base64::from(bytes)), "Base64(256 bytes)");
    }
}
