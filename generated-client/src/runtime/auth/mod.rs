//! Secrets, credentials, and putting them where an operation asks for them, and nowhere else.

mod apply;
mod cache;
mod echo;
mod oauth2;
mod provider;
mod signer;
pub(super) mod telling;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use zeroize::{ZeroizeOnDrop, Zeroizing};

pub(super) use self::apply::{ByHand, Chosen, Credentials, apply, at_hand, choose, expired, fetch, query_pairs};
pub use self::cache::{CredentialCache, Issued};
pub(super) use self::echo::{Echo, is_credential};
pub use self::oauth2::ClientCredentials;
pub use self::provider::{Context, CredentialError, CredentialProvider, Outlook, Refused};
pub use self::signer::{SignError, Signer, SigningRequest};
pub(super) use self::telling::is_telling;

/// A piece of text that is never printed, and is wiped from memory when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself. What is done with it is the caller's responsibility.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// The text is in a [`Zeroizing`], which does that.
impl ZeroizeOnDrop for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

/// What a client proves its identity with, under one scheme.
#[derive(Clone)]
pub struct Credential(Kind);

#[derive(Clone)]
enum Kind {
    Value(Secret),
    Basic(String, Secret),
    Signer(Arc<dyn Signer>),
    Provider(Arc<dyn CredentialProvider>),
    Connection,
}

impl Credential {
    /// A key or token that is sent as it is, in a header, a query parameter or a cookie.
    pub fn value(secret: impl Into<Secret>) -> Self {
        Self(Kind::Value(secret.into()))
    }

    /// A user name and a password.
    pub fn basic(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self(Kind::Basic(user.into(), password.into()))
    }

    /// A token sent as `Authorization: Bearer`.
    pub fn bearer(token: impl Into<Secret>) -> Self {
        Self::value(token)
    }

    /// Something that computes what it sends from the request.
    pub fn signer(signer: impl Signer) -> Self {
        Self(Kind::Signer(Arc::new(signer)))
    }

    /// The word of the caller that the transport presents a client certificate, for mutual TLS.
    pub fn connection() -> Self {
        Self(Kind::Connection)
    }

    /// Something that fetches the credential when a call needs it, and anew before it expires.
    pub fn provider(provider: impl CredentialProvider) -> Self {
        Self(Kind::Provider(Arc::new(provider)))
    }

    /// Whether both prove the same: the same text, or the very same signer or provider.
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kind::Value(one), Kind::Value(other)) => one.expose() == other.expose(),
            (Kind::Basic(user, one), Kind::Basic(name, other)) => user == name && one.expose() == other.expose(),
            (Kind::Signer(one), Kind::Signer(other)) => Arc::ptr_eq(one, other),
            (Kind::Provider(one), Kind::Provider(other)) => Arc::ptr_eq(one, other),
            (Kind::Connection, Kind::Connection) => true,
            _ => false,
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Value(_) => "Credential::Value(…)",
            Kind::Basic(..) => "Credential::Basic(…)",
            Kind::Signer(_) => "Credential::Signer(…)",
            Kind::Provider(_) => "Credential::Provider(…)",
            Kind::Connection => "Credential::Connection",
        })
    }
}
