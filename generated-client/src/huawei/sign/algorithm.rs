//! The two algorithms: what is hashed over a canonical request, and with which key.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::canonical::hex;
use crate::runtime::auth::{Secret, SignError};

/// How a canonical request becomes a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// `SDK-HMAC-SHA256`: with the secret key as it is.
    Plain,
    /// `V11-HMAC-SHA256`: with a key that is good for one day, one region and one service.
    Derived { region: String, service: String },
}

/// The names of the algorithms, with which their signatures begin.
pub(super) const NAMES: [&str; 2] = ["SDK-HMAC-SHA256", "V11-HMAC-SHA256"];

impl Algorithm {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Plain => NAMES[0],
            Self::Derived { .. } => NAMES[1],
        }
    }

    /// What the key is good for, on the day of `date`.
    fn info(&self, date: &str) -> Option<String> {
        match self {
            Self::Plain => None,
            Self::Derived { region, service } => Some(format!("{}/{region}/{service}", date.get(..8).unwrap_or(date))),
        }
    }

    /// What is signed for a canonical request.
    pub(super) fn string_to_sign(&self, date: &str, canonical: &str) -> String {
        let info = self.info(date).map(|info| format!("{info}\n")).unwrap_or_default();
        format!("{}\n{date}\n{info}{}", self.name(), hex(&Sha256::digest(canonical)))
    }

    /// How the access key stands in the header.
    pub(super) fn access(&self, date: &str, access: &str) -> String {
        match self.info(date) {
            Some(info) => format!("Credential={access}/{info}"),
            None => format!("Access={access}"),
        }
    }

    /// The signature of `text`.
    pub(super) fn sign(&self, date: &str, text: &str, access: &Secret, secret: &Secret) -> Result<String, SignError> {
        match self.info(date) {
            None => mac(secret.expose().as_bytes(), text),
            Some(info) => mac(derived(&info, access, secret)?.as_bytes(), text),
        }
    }
}

fn mac(key: &[u8], text: &str) -> Result<String, SignError> {
    let mac = Hmac::<Sha256>::new_from_slice(key).map_err(|error| SignError::new(error.to_string()))?;
    Ok(hex(&mac.chain_update(text).finalize().into_bytes()))
}

/// The key is the digits, not the bytes that they stand for.
fn derived(info: &str, access: &Secret, secret: &Secret) -> Result<Zeroizing<String>, SignError> {
    let mut key = Zeroizing::new([0; 32]);
    let keys = Hkdf::<Sha256>::new(Some(access.expose().as_bytes()), secret.expose().as_bytes());
    keys.expand(info.as_bytes(), &mut *key).map_err(|error| SignError::new(error.to_string()))?;
    Ok(Zeroizing::new(hex(&*key)))
}
