//! Temporary keys, in all the shapes in which they are handed out, and keeping them fresh.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::federated::Federated;
use super::metadata;
use super::oidc::Oidc;
use super::pod::Pod;
use crate::huawei::AkSk;
use crate::huawei::ask::{Service, lasting, take};
use crate::runtime::auth::{
    Context, Credential, CredentialCache, CredentialError, CredentialProvider, Issued, Refused,
};
use crate::runtime::formats::DateTime;
use crate::runtime::transport::BoxFuture;
use crate::runtime::{Reply, Secret};

/// New keys are fetched when the old ones are good for less than this: so do the official clients.
pub(super) const MARGIN: Duration = Duration::from_secs(40 * 60);

const ACCESS: &[&str] = &["access", "accessKeyId", "access_key_id"];
const SECRET: &[&str] = &["secret", "secretAccessKey", "secret_access_key"];
const TOKEN: &[&str] = &["securitytoken", "securityToken", "security_token"];
const EXPIRY: &[&str] = &["expires_at", "expiration"];

/// Where temporary keys come from.
#[derive(Debug, Clone)]
pub(super) enum KeySource {
    /// The machine's own agency.
    Metadata,
    /// An identity provider, by way of IAM.
    Federated(Federated),
    /// An identity provider, by way of the security token service.
    Oidc(Oidc),
    /// A pod's own agency.
    Pod(Pod),
}

/// Keys as they were handed out.
#[derive(Debug)]
pub(super) struct TemporaryKeys {
    keys: AkSk,
    expires: SystemTime,
}

impl KeySource {
    async fn fetch(&self, context: &Context) -> Result<TemporaryKeys, CredentialError> {
        match self {
            Self::Metadata => metadata::fetch(context).await,
            Self::Federated(source) => source.fetch(context).await,
            Self::Oidc(source) => source.fetch(context).await,
            Self::Pod(source) => source.fetch(context).await,
        }
    }
}

impl TemporaryKeys {
    /// Reads the keys in a reply of `service`.
    pub(super) fn read(service: &Service, reply: &Reply, context: &Context) -> Result<Self, CredentialError> {
        let mut body = service.json(reply)?;
        let inner = ["credential", "credentials"].into_iter().find_map(|name| body.get_mut(name).map(Value::take));
        let mut keys = inner.unwrap_or(body);
        let mut part = |names| take(&mut keys, names).map(Secret::new).ok_or_else(|| service.lacks(names[0]));
        let (access, secret, token) = (part(ACCESS)?, part(SECRET)?, part(TOKEN)?);
        let expires = take(&mut keys, EXPIRY).ok_or_else(|| service.lacks(EXPIRY[0]))?;
        let expires = instant(&expires).ok_or_else(|| service.lacks("time of expiry that can be read"))?;
        let expires = by_our_clock(expires, reply.date(), context.now());
        Ok(Self { keys: AkSk::new(access, secret).with_security_token(token), expires })
    }
}

/// A time such as `2015-11-09T01:42:57.527363Z`.
pub(super) fn instant(text: &str) -> Option<SystemTime> {
    text.parse::<DateTime>().ok()?.to_system_time().ok()
}

/// When something that a service lets expire at `expires` does so by the clock here. What matters is how long it lasts
/// from `issued` on, or a clock that is ahead would make every call fetch.
pub(super) fn by_our_clock(expires: SystemTime, issued: Option<SystemTime>, now: SystemTime) -> SystemTime {
    let Some(issued) = issued else { return expires };
    let lifetime = expires.duration_since(issued).unwrap_or_default();
    now.checked_add(lifetime).unwrap_or(expires)
}

/// Fetches temporary keys, and others before they expire.
#[derive(Debug)]
pub(in crate::huawei) struct FreshKeys {
    source: KeySource,
    project: Arc<OnceLock<String>>,
    cache: CredentialCache,
}

impl FreshKeys {
    /// The project is not known before it was asked for, which takes keys.
    pub(super) fn new(source: KeySource, project: Arc<OnceLock<String>>) -> Self {
        Self { source, project, cache: CredentialCache::new() }
    }

    async fn fetch(&self, context: &Context) -> Result<Issued, CredentialError> {
        let TemporaryKeys { keys, expires } = self.source.fetch(context).await?;
        let credential = Credential::signer(keys.for_project_in(Arc::clone(&self.project)));
        Ok(Issued::new(credential).expires(expires, MARGIN))
    }
}

/// A refusal is final for the call: five refused signatures in a row lock a key. It may be the keys that are wrong, as when
/// they were withdrawn, so a later call asks for others.
impl CredentialProvider for FreshKeys {
    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        Box::pin(self.cache.get(context, self.fetch(context)))
    }

    fn at_hand(&self, context: &Context) -> Option<Credential> {
        self.cache.at_hand(context.now())
    }

    fn refused(&self, used: &Credential, reply: &Reply) -> Refused {
        if reply.status() == 401 {
            self.cache.doubt(used);
        }
        Refused::Final
    }
}

/// What is configured in part, which is more likely an oversight than a wish.
pub(super) fn incomplete(missing: &str) -> CredentialError {
    lasting(format!("{missing} is not set"))
}
