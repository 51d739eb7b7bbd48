//! A user of the identity service: the password, and the tokens that it is good for.

use std::fmt;
use std::sync::OnceLock;

use super::keys::{MARGIN, by_our_clock, instant};
use crate::huawei::ask::Part::{Json, Text};
use crate::huawei::ask::{Part, body, take};
use crate::huawei::error;
use crate::huawei::iam::{self, SUBJECT_TOKEN};
use crate::runtime::auth::{
    Context, Credential, CredentialCache, CredentialError, CredentialProvider, Issued, Refused,
};
use crate::runtime::transport::BoxFuture;
use crate::runtime::{Endpoint, Reply, Secret};

const TOKENS: &str = "/v3/auth/tokens";

/// The codes by which gateway and IAM say that a token is of no use any more and another one may be.
const EXPIRED: [&str; 4] = ["APIGW.0307", "APIG.0307", "IAM.0066", "IAM.0067"];

/// The codes for whatever is wrong with a credential; where it is that a token expired, the gateway's text says so: the
/// questions and answers of the service for text recognition (`ocr_01_0063`) have such a reply.
const REFUSED: [&str; 2] = ["APIGW.0301", "APIG.0301"];

/// A user of the identity service, IAM, and the password.
///
/// The account itself, where it was upgraded to a HUAWEI ID, cannot fetch tokens; a user of it can, says the reference of IAM.
#[derive(Clone)]
pub struct Password {
    user: String,
    account: String,
    password: Secret,
}

impl Password {
    /// The user `user` of the account `account` (IAM calls it a domain).
    pub fn new(user: impl Into<String>, account: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self { user: user.into(), account: account.into(), password: password.into() }
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Password").field("user", &self.user).field("account", &self.account).finish_non_exhaustive()
    }
}

/// The project that a token is for.
#[derive(Debug, Clone)]
pub(super) enum Scope {
    Id(String),
    /// The default project of a region has the region's name.
    Region(String),
}

/// Fetches a token for a password, and another one before it expires.
#[derive(Debug)]
pub(in crate::huawei) struct FreshToken {
    user: Password,
    scope: Scope,
    iam: Endpoint,
    cache: CredentialCache,
    /// The project that the first token was for.
    project: OnceLock<String>,
}

impl FreshToken {
    pub(super) fn new(user: Password, scope: Scope, iam: Endpoint) -> Self {
        Self { user, scope, iam, cache: CredentialCache::new(), project: OnceLock::new() }
    }

    /// The project that the tokens are for, once one was fetched.
    pub(super) fn project(&self) -> Option<&str> {
        self.project.get().map(String::as_str)
    }

    async fn fetch(&self, context: &Context) -> Result<Issued, CredentialError> {
        let iam = iam::service(&self.iam);
        let request = iam.post(TOKENS, body(&self.parts()))?;
        let reply = iam.success(context, request, self.user.password.expose()).await?;
        let token = reply.header(SUBJECT_TOKEN).ok_or_else(|| iam.lacks(SUBJECT_TOKEN))?;
        let credential = Credential::value(token);
        let mut body = iam.json(&reply)?;
        let about = body.get_mut("token").ok_or_else(|| iam.lacks("token"))?;
        let mut time = |name| instant(&take(about, &[name])?);
        let (expires, issued) = (time("expires_at"), time("issued_at"));
        let expires = expires.ok_or_else(|| iam.lacks("time of expiry that can be read"))?;
        if let Some(project) = about.get_mut("project").and_then(|project| take(project, &["id"])) {
            self.project.get_or_init(|| project);
        }
        Ok(Issued::new(credential).expires(by_our_clock(expires, issued, context.now()), MARGIN))
    }

    fn parts(&self) -> [Part<'_>; 9] {
        let (by, project) = match &self.scope {
            Scope::Id(id) => (r#"}}}},"scope":{"project":{"id":"#, id),
            Scope::Region(name) => (r#"}}}},"scope":{"project":{"name":"#, name),
        };
        [
            Json(r#"{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"#),
            Text(&self.user.user),
            Json(r#","password":"#),
            Text(self.user.password.expose()),
            Json(r#","domain":{"name":"#),
            Text(&self.user.account),
            Json(by),
            Text(project),
            Json("}}}}"),
        ]
    }
}

/// Whether a reply says that the token expired.
fn says_expired(reply: &Reply) -> bool {
    let (code, message) = error::code_and_message(reply);
    let is_among = |codes: &[&str]| code.as_deref().is_some_and(|code| codes.contains(&code));
    is_among(&EXPIRED)
        || is_among(&REFUSED) && message.is_some_and(|text| text.to_lowercase().contains("token expires"))
}

impl CredentialProvider for FreshToken {
    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        Box::pin(self.cache.get(context, self.fetch(context)))
    }

    fn at_hand(&self, context: &Context) -> Option<Credential> {
        self.cache.at_hand(context.now())
    }

    fn refused(&self, used: &Credential, reply: &Reply) -> Refused {
        if says_expired(reply) {
            return if self.cache.forget(used) { Refused::Expired } else { Refused::Final };
        }
        // The gateway says the same of a token that it cannot read any more as of much else that is wrong.
        if reply.status() == 401 {
            self.cache.doubt(used);
        }
        Refused::Final
    }
}
