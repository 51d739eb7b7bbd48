//! Who calls: keys, tokens, passwords, and the places where they are found.
//!
//! Never here: what is signed, and how.

mod chain;
mod federated;
mod keys;
mod metadata;
mod oidc;
mod password;
mod pod;
mod profile;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, OnceLock};

use self::chain::{Link, OFFICIAL};
use self::keys::{FreshKeys, KeySource};
pub use self::password::Password;
use self::password::{FreshToken, Scope};
use super::{AkSk, Environment, region};
use crate::runtime::auth::{Context, Credential, CredentialError, CredentialProvider};
use crate::runtime::{Endpoint, SchemeKind, Secret};

/// Who calls the service. [`Config`](super::Config) takes them.
///
/// | made by | what it is | lasts |
/// |---|---|---|
/// | [`ak_sk`](Self::ak_sk) | an access key and its secret key | as they are; never fetched again |
/// | [`token`](Self::token) | a token that was fetched elsewhere | 24 hours at most |
/// | [`password`](Self::password) | a user of IAM | a token is fetched, and another one 40 minutes before it expires |
/// | [`official`](Self::official) | whatever the machine offers | temporary keys likewise |
///
/// What is fetched is fetched once for all calls that need it, and kept.
///
/// A token that the service refuses as expired (`APIGW.0307`, `IAM.0066`, `IAM.0067`, or the words `token expires` of
/// the gateway) is replaced, and the call sent once more. No other 401 is answered: five refused signatures in a row
/// lock an access key for five minutes.
#[derive(Clone)]
pub struct Credentials(Kind);

#[derive(Clone)]
enum Kind {
    Keys(AkSk),
    Token(Secret),
    Password(Password),
    Search(&'static [Link]),
}

impl Credentials {
    /// Signs with these keys.
    pub fn ak_sk(keys: AkSk) -> Self {
        Self(Kind::Keys(keys))
    }

    /// Sends this token, for as long as it is good.
    pub fn token(token: impl Into<Secret>) -> Self {
        Self(Kind::Token(token.into()))
    }

    /// Fetches tokens as a user of IAM. They are for the project that [`Config`](super::Config) names, or else for the
    /// default project of its region.
    pub fn password(user: Password) -> Self {
        Self(Kind::Password(user))
    }

    /// Looks where the official clients look, and takes what is found first:
    ///
    /// 1. OpenID Connect: the variables `HUAWEICLOUD_OIDC_PROVIDER_URN`, `_AGENCY_URN`, and `_ID_TOKEN` or `_TOKEN_FILE`;
    ///    `_SESSION_NAME`, `_DURATION_SECONDS`, `_POLICY` and `_POLICY_IDS` if need be;
    /// 2. the [environment](Self::environment);
    /// 3. the [profile](Self::profile);
    /// 4. the [metadata of the machine](Self::instance_metadata);
    /// 5. the pod identity of a container: the variables `HC_CONTAINER_CREDENTIALS_FULL_URI` and
    ///    `HC_CONTAINER_AUTHORIZATION_TOKEN_FILE`. Unlike there, a URI with `http://` must be one of this machine or of its
    ///    own link, such as `169.254.170.23`.
    ///
    /// If there is nothing, the error lists what each place lacks. Order and names are those of the official Python
    /// client, huaweicloudsdkcore 3.1.219.
    pub fn official() -> Self {
        Self(Kind::Search(OFFICIAL))
    }

    /// The variables `HUAWEICLOUD_SDK_AK` and `_SK`, with `_SECURITY_TOKEN` for temporary keys, and `_PROJECT_ID`; or
    /// `_IDP_ID` and `_ID_TOKEN_FILE`, which win, for keys by way of an identity provider that IAM knows.
    pub fn environment() -> Self {
        Self(Kind::Search(&[Link::Variables]))
    }

    /// The section `[basic]` of the file that `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names, else of
    /// `.huaweicloud/credentials` in the home of the user.
    ///
    /// Its keys: `ak`, `sk`, `security_token`, `project_id`, `iam_endpoint`, and `idp_id` and `id_token_file` as in the
    /// [environment](Self::environment). On Unix, a file with `sk` in it that others than its owner may read is warned of
    /// through `tracing`, if that feature is on.
    pub fn profile() -> Self {
        Self(Kind::Search(&[Link::File]))
    }

    /// The temporary keys of the agency of the machine that this runs on, from its metadata service.
    ///
    /// That is asked over plain HTTP at `169.254.169.254`, an address that no network beyond the machine's host serves. The
    /// default transport asks it past all proxies; one of your own should do the same.
    pub fn instance_metadata() -> Self {
        Self(Kind::Search(&[Link::Metadata]))
    }

    /// Finds out who calls.
    pub(super) async fn find(&self, site: &Site<'_>) -> Result<Found, CredentialError> {
        let iam = site.iam(None);
        let identity = match &self.0 {
            Kind::Search(links) => return chain::find(links, site).await,
            Kind::Keys(keys) => Identity::Keys(keys.clone()),
            Kind::Token(token) => Identity::Token(token.clone()),
            Kind::Password(user) => {
                let region = || Scope::Region(site.region.to_owned());
                let scope = site.project_id.map_or_else(region, |id| Scope::Id(id.to_owned()));
                Identity::FreshToken(Arc::new(FreshToken::new(user.clone(), scope, iam.clone())))
            }
        };
        Ok(Found { identity, project_id: None, iam })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Kind::Keys(_) => "Credentials::ak_sk(…)",
            Kind::Token(_) => "Credentials::token(…)",
            Kind::Password(_) => "Credentials::password(…)",
            Kind::Search(_) => "Credentials found on the machine",
        })
    }
}

impl From<AkSk> for Credentials {
    fn from(keys: AkSk) -> Self {
        Self::ak_sk(keys)
    }
}

impl From<Password> for Credentials {
    fn from(user: Password) -> Self {
        Self::password(user)
    }
}

/// What is known when credentials are looked for.
pub(super) struct Site<'s> {
    pub(super) region: &'s str,
    pub(super) project_id: Option<&'s str>,
    /// The identity service that the caller chose.
    pub(super) iam: Option<&'s Endpoint>,
    pub(super) environment: &'s Environment,
    pub(super) context: &'s Context,
}

impl Site<'_> {
    /// The identity service: the caller's choice, else that of the profile, else that of environment and region.
    fn iam(&self, of_profile: Option<&str>) -> Endpoint {
        let chosen = self.iam.cloned().or_else(|| of_profile.map(Endpoint::from));
        chosen.unwrap_or_else(|| region::iam(self.region, self.environment))
    }
}

/// Credentials, and what was found beside them.
pub(super) struct Found {
    pub(super) identity: Identity,
    pub(super) project_id: Option<String>,
    pub(super) iam: Endpoint,
}

/// Who calls, ready to be asked.
pub(super) enum Identity {
    Keys(AkSk),
    Token(Secret),
    FreshKeys { keys: Arc<FreshKeys>, project: Arc<OnceLock<String>> },
    FreshToken(Arc<FreshToken>),
}

impl Identity {
    fn fresh_keys(source: KeySource) -> Self {
        let project = Arc::new(OnceLock::new());
        Self::FreshKeys { keys: Arc::new(FreshKeys::new(source, Arc::clone(&project))), project }
    }

    /// The name that the document has for this way to authenticate.
    pub(super) fn scheme(&self) -> &'static str {
        match self {
            Self::Keys(_) | Self::FreshKeys { .. } => "akSk",
            Self::Token(_) | Self::FreshToken(_) => "token",
        }
    }

    /// Where it goes in a request.
    pub(super) fn kind(&self) -> SchemeKind {
        match self {
            Self::Keys(_) | Self::FreshKeys { .. } => SchemeKind::Signer("SDK-HMAC-SHA256"),
            Self::Token(_) | Self::FreshToken(_) => SchemeKind::Header("X-Auth-Token"),
        }
    }

    pub(super) fn credential(&self) -> Credential {
        match self {
            Self::Keys(keys) => Credential::signer(keys.clone()),
            Self::Token(token) => Credential::value(token.clone()),
            Self::FreshKeys { keys, .. } => Credential::provider(Arc::clone(keys)),
            Self::FreshToken(token) => Credential::provider(Arc::clone(token)),
        }
    }

    /// Fetches what is to be fetched, so that a wrong password shows now.
    pub(super) async fn fetch(&self, context: &Context) -> Result<(), CredentialError> {
        match self {
            Self::Keys(_) | Self::Token(_) => Ok(()),
            Self::FreshKeys { keys, .. } => keys.credential(context).await.map(drop),
            Self::FreshToken(token) => token.credential(context).await.map(drop),
        }
    }

    /// The project that it says it is for.
    pub(super) fn project(&self) -> Option<String> {
        match self {
            Self::FreshToken(token) => token.project().map(str::to_owned),
            Self::Keys(_) | Self::Token(_) | Self::FreshKeys { .. } => None,
        }
    }

    /// The same, for that project.
    pub(super) fn for_project(self, id: &str) -> Self {
        match self {
            Self::Keys(keys) => Self::Keys(keys.for_project(id)),
            Self::FreshKeys { keys, project } => {
                project.get_or_init(|| id.to_owned());
                Self::FreshKeys { keys, project }
            }
            other => other,
        }
    }
}
