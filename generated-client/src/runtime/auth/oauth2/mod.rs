//! OAuth 2: tokens of the client credentials flow (RFC 6749, section 4.4).

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::Uri;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use serde_json::Value;
use zeroize::Zeroizing;

use super::apply::basic;
use super::{
    Context, Credential, CredentialCache, CredentialError, CredentialProvider, Issued, Outlook, Refused, Secret,
};
use crate::runtime::codec::{Decode, DecodeError, Encode, Reader};
use crate::runtime::encode::percent_encode;
use crate::runtime::reply::Reply;
use crate::runtime::retry;
use crate::runtime::transport::BoxFuture;

/// How long the token endpoint may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How long before its end a token is replaced, if it is good for much longer than that.
const MARGIN: Duration = Duration::from_secs(60);

/// How much of the service's own words about a failure is repeated, in characters.
const EXCERPT: usize = 200;

/// A client's id and secret, with which it gets itself tokens.
///
/// A token is fetched when the first call needs one, by one request for all calls that wait for it; kept until
/// shortly before it expires; and replaced once when the service answers 401 to it. An operation's token is for the
/// scopes that the document names for that operation, so operations with the same scopes share one.
///
/// ```
/// use generated_client::runtime::auth::ClientCredentials;
///
/// let credentials = ClientCredentials::new("my-service", "secret").parameter("audience", "https://api.example.com");
/// ```
pub struct ClientCredentials {
    id: String,
    secret: Secret,
    token_url: TokenUrl,
    place: Place,
    scopes: Option<String>,
    parameters: Vec<(String, String)>,
    caches: Mutex<BTreeMap<String, Arc<CredentialCache>>>,
}

/// Where tokens are.
enum TokenUrl {
    Unknown,
    Document(&'static str),
    User(String),
}

/// Where id and secret go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Header,
    Body,
}

impl ClientCredentials {
    /// The id and the secret that the service has registered.
    pub fn new(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
            token_url: TokenUrl::Unknown,
            place: Place::Header,
            scopes: None,
            parameters: Vec::new(),
            caches: Mutex::default(),
        }
    }

    /// Gets tokens at that URL, instead of where the document says.
    #[must_use]
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = TokenUrl::User(url.into());
        self
    }

    /// Sends id and secret as fields of the form, for services that do not take them as `Authorization: Basic`.
    #[must_use]
    pub fn in_body(mut self) -> Self {
        self.place = Place::Body;
        self
    }

    /// Asks for these scopes, whatever the operation; for none, the service decides.
    #[must_use]
    pub fn scopes<S: AsRef<str>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes = Some(joined(scopes));
        self
    }

    /// Adds a field to the form that asks for a token, such as `audience` or `resource`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Gets tokens at the document's URL, unless the caller has named another one.
    #[must_use]
    pub fn documented(mut self, url: &'static str) -> Self {
        if matches!(self.token_url, TokenUrl::Unknown) {
            self.token_url = TokenUrl::Document(url);
        }
        self
    }

    fn cache(&self, scopes: &str) -> Arc<CredentialCache> {
        let mut caches = self.caches.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(caches.entry(scopes.to_owned()).or_default())
    }

    fn scopes_for(&self, context: &Context) -> String {
        self.scopes.clone().unwrap_or_else(|| joined(context.scopes()))
    }

    async fn fetch(&self, context: &Context, scopes: &str) -> Result<Issued, CredentialError> {
        let url = self.url(context).map_err(|problem| CredentialError::new(Outlook::Lasting, problem))?;
        let request = self.request(&url, scopes)?;
        let failed = |problem: String, outlook| {
            let shown = url.split('?').next().unwrap_or_default();
            // A service that repeats what it was sent must not make an error of it.
            let problem = problem.replace(self.secret.expose(), "…");
            CredentialError::new(outlook, format!("no token from {shown}: {problem}"))
        };
        let reply = context.send(request, TIMEOUT).await;
        let reply = reply.map_err(|error| failed(error.to_string(), Outlook::Passing))?;
        let (status, answer) = (reply.status_code(), reply.json::<Answer>());
        if !status.is_success() {
            let problem = answer.ok().and_then(|answer| answer.problem()).map(|text| format!(": {text}"));
            let error = failed(format!("answered {status}{}", problem.unwrap_or_default()), outlook(status.as_u16()));
            return Err(error.after(retry::asked(&reply, context.now())));
        }
        let issued = answer.map_err(|error| error.to_string()).and_then(|answer| answer.issued(context));
        issued.map_err(|problem| failed(problem, Outlook::Lasting))
    }

    /// Where the secret is sent. A document alone is not enough to send it in the clear.
    fn url(&self, context: &Context) -> Result<String, String> {
        match &self.token_url {
            TokenUrl::User(url) if has_user(url) => {
                Err("the token URL holds a user name or a password, which belong into the credentials".to_owned())
            }
            TokenUrl::User(url) => Ok(url.clone()),
            TokenUrl::Document(url) if url.starts_with("http://") => {
                Err(format!("the document's token URL {url} is not encrypted: if that is right, set it as `token_url`"))
            }
            TokenUrl::Document(url) => {
                let full = context.full_url(url);
                full.ok_or_else(|| format!("the token URL {url} is relative, and the client has no endpoint"))
            }
            TokenUrl::Unknown => Err("there is no token URL: set one with `ClientCredentials::token_url`".to_owned()),
        }
    }

    fn request(&self, url: &str, scopes: &str) -> Result<http::Request<Bytes>, CredentialError> {
        let mut form = Zeroizing::new(String::from("grant_type=client_credentials"));
        let mut field = |name: &str, value: &str| {
            *form += &Zeroizing::new(format!("&{}={}", percent_encode(name), percent_encode(value)));
        };
        if !scopes.is_empty() {
            field("scope", scopes);
        }
        self.parameters.iter().for_each(|(name, value)| field(name, value));
        if self.place == Place::Body {
            field("client_id", &self.id);
            field("client_secret", self.secret.expose());
        }
        let invalid = |_| CredentialError::new(Outlook::Lasting, "the token URL cannot be used");
        let request = http::Request::post(url).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let form = Zeroizing::new(mem::take(&mut *form).into_bytes());
        let request = request.header(ACCEPT, "application/json").body(Bytes::from_owner(form));
        let mut request = request.map_err(invalid)?;
        if self.place == Place::Header {
            // Both are form-encoded first (section 2.3.1), so there is no colon in the id.
            let secret = Secret::new(percent_encode(self.secret.expose()));
            let mut value = HeaderValue::from_str(&basic(&percent_encode(&self.id), &secret))
                .map_err(|_| CredentialError::new(Outlook::Lasting, "id and secret are too long"))?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        Ok(request)
    }
}

impl CredentialProvider for ClientCredentials {
    fn credential<'a>(&'a self, context: &'a Context) -> BoxFuture<'a, Result<Credential, CredentialError>> {
        Box::pin(async move {
            let scopes = self.scopes_for(context);
            self.cache(&scopes).get(context, self.fetch(context, &scopes)).await
        })
    }

    fn at_hand(&self, context: &Context) -> Option<Credential> {
        self.cache(&self.scopes_for(context)).at_hand(context.now())
    }

    fn refused(&self, used: &Credential, reply: &Reply) -> Refused {
        let challenges = reply.headers().get_all(WWW_AUTHENTICATE);
        let lacks_scope = |value: &HeaderValue| value.to_str().is_ok_and(|text| text.contains("insufficient_scope"));
        if challenges.iter().any(lacks_scope) {
            return Refused::Final;
        }
        let caches = self.caches.lock().unwrap_or_else(PoisonError::into_inner);
        // Each is told: which of them it is from, nobody knows.
        let replaced: Vec<_> = caches.values().map(|cache| cache.forget(used)).collect();
        if !replaced.contains(&false) { Refused::Expired } else { Refused::Final }
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials").field("id", &self.id).field("place", &self.place).finish_non_exhaustive()
    }
}

/// The scopes as one text, each once and in one order, so that the same ones are the same.
fn joined<S: AsRef<str>>(scopes: impl IntoIterator<Item = S>) -> String {
    let mut scopes: Vec<String> = scopes.into_iter().map(|scope| scope.as_ref().to_owned()).collect();
    scopes.sort();
    scopes.dedup();
    scopes.join(" ")
}

/// Whether a user name, and maybe a password, stand before the host.
fn has_user(url: &str) -> bool {
    url.parse::<Uri>().is_ok_and(|url| url.authority().is_some_and(|authority| authority.as_str().contains('@')))
}

/// Whether a failure of the token endpoint may pass.
fn outlook(status: u16) -> Outlook {
    match status {
        408 | 429 | 500..=599 => Outlook::Passing,
        _ => Outlook::Lasting,
    }
}

/// What the token endpoint says, sections 5.1 and 5.2.
#[derive(Default)]
struct Answer {
    token: Option<Secret>,
    kind: Option<String>,
    expires_in: Option<Value>,
    error: Option<String>,
    description: Option<String>,
}

impl Answer {
    fn issued(self, context: &Context) -> Result<Issued, String> {
        if let Some(problem) = self.problem() {
            return Err(problem);
        }
        let token = self.token.ok_or("the reply has no `access_token`")?;
        if self.kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
            return Err("the token is not a bearer token".to_owned());
        }
        let issued = Issued::new(Credential::bearer(token));
        let seconds = self.expires_in.as_ref().and_then(seconds);
        let end = seconds.and_then(|lifetime| Some((lifetime, context.now().checked_add(lifetime)?)));
        Ok(match end {
            Some((lifetime, end)) => issued.expires(end, MARGIN.min(lifetime / 4)),
            None => issued,
        })
    }

    /// The service's own words about a failure.
    fn problem(&self) -> Option<String> {
        let words = [self.error.as_deref()?, self.description.as_deref().unwrap_or_default()];
        let text =
            words.join(" ").chars().map(|c| if c.is_control() { ' ' } else { c }).take(EXCERPT).collect::<String>();
        Some(text.trim().to_owned())
    }
}

/// Some services write the number as a string.
fn seconds(value: &Value) -> Option<Duration> {
    let seconds = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())?;
    Duration::try_from_secs_f64(seconds).ok()
}

// It is read and never sent: to write it would fail.
impl Encode for Answer {}

impl Decode for Answer {
    fn blank() -> Self {
        Self::default()
    }

    fn decode(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut answer = Self::blank();
        reader.begin_object()?;
        while let Some(key) = reader.next_key()? {
            match key.as_ref() {
                "access_token" => answer.token = reader.value::<Option<String>>()?.map(Secret::new),
                "token_type" => reader.read_optional(&mut answer.kind)?,
                "expires_in" => reader.read_optional(&mut answer.expires_in)?,
                "error" => reader.read_optional(&mut answer.error)?,
                "error_description" => reader.read_optional(&mut answer.description)?,
                _ => reader.skip()?,
            }
        }
        Ok(answer)
    }
}
