//! Signing with an access key and its secret key.
//!
//! Never here: where the keys come from.

mod algorithm;
mod canonical;

#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};

use self::algorithm::{Algorithm, NAMES};
use self::canonical::Parts;
use crate::runtime::auth::{Secret, SignError, Signer, SigningRequest};
use crate::runtime::encode::percent_encode;
use crate::runtime::formats::DateTime;

const CONTENT_SHA256: &str = "x-sdk-content-sha256";
const DATE: &str = "x-sdk-date";
const PROJECT_ID: &str = "x-project-id";
const SECURITY_TOKEN: &str = "x-security-token";

/// An access key (AK) and its secret key (SK), permanent or temporary, that sign requests with `SDK-HMAC-SHA256`.
///
/// ```no_run
/// use generated_client::Client;
/// use generated_client::huawei::AkSk;
///
/// # fn client() -> Result<Client, Box<dyn std::error::Error>> {
/// let keys = AkSk::new(std::env::var("HUAWEICLOUD_SDK_AK")?, std::env::var("HUAWEICLOUD_SDK_SK")?);
/// let project = std::env::var("HUAWEICLOUD_SDK_PROJECT_ID")?;
/// let client = Client::builder()
///     .region("ae-ad-1")?
///     .ak_sk(keys.for_project(&project))
///     .project_id(project)
///     .build()?;
/// # Ok(client)
/// # }
/// ```
///
/// # What is signed
///
/// The method, the path, the query, `Host`, every header that is set (save those with `_` in their name) and the body,
/// all as they are sent. So it is in the official Python client, huaweicloudsdkcore 3.1.219: of a JSON request both make
/// the same signature, byte for byte. The service checks the headers that a signature lists, whichever they are. Those
/// that the transport adds later, such as `Content-Length`, are not signed.
///
/// A body that is neither JSON nor BSON by its `Content-Type` is sent unsigned, with `X-Sdk-Content-Sha256:
/// UNSIGNED-PAYLOAD`, also as the official clients do it; so is a stream, which cannot be hashed before it is sent. All
/// bodies of this service are JSON.
///
/// # What is added
///
/// `X-Sdk-Date`, `X-Security-Token` for temporary keys, and `Authorization`. A header of these names that is set by
/// hand wins, and with an `Authorization` set by hand nothing is signed. Signing again replaces an earlier signature.
///
/// `X-Project-Id` is added for keys that know the [project](Self::for_project).
///
/// # What can go wrong
///
/// The service refuses a date that is more than 15 minutes off: see [`ClientBuilder::clock`]. It locks an access key
/// for five minutes after five refusals in a row, so a 401 is no reason to try again. It documents a limit of 12 MB for
/// the body of a signed request; that is left to the service, which answers with 413.
///
/// Sources: the [signing guide], and the SDK named above. Of its other algorithms only [`V11-HMAC-SHA256`](Self::derived)
/// is offered here; nothing asks for the rest.
///
/// [`ClientBuilder::clock`]: crate::ClientBuilder::clock
/// [signing guide]: https://support.huaweicloud.com/devg-apisign/api-sign-algorithm-002.html
#[derive(Debug, Clone)]
pub struct AkSk {
    access: Secret,
    secret: Secret,
    security_token: Option<Secret>,
    project: Arc<OnceLock<String>>,
    algorithm: Algorithm,
}

impl AkSk {
    /// Signs with the access key `access` and its secret key `secret`.
    ///
    /// Keys that cannot be right, because they are empty or have white space in them, are refused when a request is
    /// to be signed, before the service counts it as a failure.
    pub fn new(access: impl Into<Secret>, secret: impl Into<Secret>) -> Self {
        Self {
            access: access.into(),
            secret: secret.into(),
            security_token: None,
            project: Arc::default(),
            algorithm: Algorithm::Plain,
        }
    }

    /// Sends `token` in `X-Security-Token`, and signs it: temporary keys come with such a token.
    #[must_use]
    pub fn with_security_token(mut self, token: impl Into<Secret>) -> Self {
        self.security_token = Some(token.into());
        self
    }

    /// Signs with `V11-HMAC-SHA256`, by a key that is derived for `region` and `service` anew each day. This service has no
    /// name that keys could be derived for, so it is for others.
    #[must_use]
    pub fn derived(mut self, region: impl Into<String>, service: impl Into<String>) -> Self {
        self.algorithm = Algorithm::Derived { region: region.into(), service: service.into() };
        self
    }

    /// Sends the project's id in `X-Project-Id`, with the requests that are for this project: those that have it in their
    /// path. The official clients always send the header; the service needs it for a sub-project only.
    #[must_use]
    pub fn for_project(self, id: impl Into<String>) -> Self {
        self.for_project_in(Arc::new(OnceLock::from(id.into())))
    }

    /// The same, for a project that is yet to be found out.
    pub(super) fn for_project_in(mut self, project: Arc<OnceLock<String>>) -> Self {
        self.project = project;
        self
    }

    /// Refuses keys that were not copied whole, or with something around them.
    fn check(&self) -> Result<(), SignError> {
        let keys = [("access key", Some(&self.access)), ("secret key", Some(&self.secret))];
        for (name, key) in keys.into_iter().chain([("security token", self.security_token.as_ref())]) {
            let is_plain =
                |key: &Secret| !key.expose().is_empty() && key.expose().bytes().all(|b| b.is_ascii_graphic());
            if !key.is_none_or(is_plain) {
                return Err(SignError::new(format!("the {name} is empty, or has white space or non-ASCII text in it")));
            }
        }
        Ok(())
    }

    /// Adds the headers that are signed with the rest.
    fn prepare(&self, headers: &mut HeaderMap, path: &str, body: Hashed, now: SystemTime) -> Result<(), SignError> {
        let in_path = |id: &&String| path.split('/').any(|segment| segment == percent_encode(id));
        if let Some(id) = self.project.get().filter(in_path).filter(|_| !headers.contains_key(PROJECT_ID)) {
            headers.insert(PROJECT_ID, header_value(id)?);
        }
        match headers.get(DATE) {
            None => drop(headers.insert(DATE, header_value(&date(now))?)),
            Some(date) if is_date(date.as_bytes()) => {}
            Some(_) => return Err(SignError::new("X-Sdk-Date is not a date such as 20240102T030405Z")),
        }
        if let Some(token) = self.security_token.as_ref().filter(|_| !headers.contains_key(SECURITY_TOKEN)) {
            headers.insert(SECURITY_TOKEN, header_value(token.expose())?);
        }
        if let Some(token) = headers.get_mut(SECURITY_TOKEN) {
            token.set_sensitive(true);
        }
        let leaves_body_out =
            body == Hashed::No || headers.get(CONTENT_TYPE).is_some_and(|it| !it.is_empty() && !is_hashed(it));
        if leaves_body_out && !headers.contains_key(CONTENT_SHA256) {
            headers.insert(CONTENT_SHA256, HeaderValue::from_static("UNSIGNED-PAYLOAD"));
        }
        Ok(())
    }

    /// The value of `Authorization` for a request whose headers are prepared.
    fn authorization(&self, parts: &Parts<'_>) -> Result<HeaderValue, SignError> {
        let (canonical, date) = (parts.canonical()?, parts.header(DATE)?);
        let text = self.algorithm.string_to_sign(date, &canonical.text);
        let signature = self.algorithm.sign(date, &text, &self.access, &self.secret)?;
        let (name, access) = (self.algorithm.name(), self.algorithm.access(date, self.access.expose()));
        let names = canonical.signed_headers;
        let mut value = header_value(&format!("{name} {access}, SignedHeaders={names}, Signature={signature}"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl Signer for AkSk {
    fn sign(&self, request: &mut SigningRequest<'_>, now: SystemTime) -> Result<(), SignError> {
        self.check()?;
        forget(request.headers_mut());
        // Like the official clients, and like the runtime: whoever sets the header has another way to authenticate.
        if request.headers().contains_key(AUTHORIZATION) {
            return Ok(());
        }
        let path = request.uri().path().to_owned();
        let body = if request.body().is_some() { Hashed::ByType } else { Hashed::No };
        self.prepare(request.headers_mut(), &path, body, now)?;
        let authorization = self.authorization(&Parts {
            method: request.method().as_str(),
            host: request.host(),
            path: request.uri().path(),
            query: request.uri().query().unwrap_or_default(),
            headers: request.headers(),
            body: request.body(),
        })?;
        request.headers_mut().insert(AUTHORIZATION, authorization);
        for name in [DATE, CONTENT_SHA256, PROJECT_ID] {
            request.show(HeaderName::from_static(name));
        }
        Ok(())
    }
}

/// Whether the hash of a body is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hashed {
    /// As its media type says.
    ByType,
    /// It cannot be: the body is a stream.
    No,
}

/// Takes an earlier signature of this kind off, with the date and the token that it came with.
fn forget(headers: &mut HeaderMap) {
    let is_ours = |value: &HeaderValue| NAMES.iter().any(|name| value.as_bytes().starts_with(name.as_bytes()));
    if headers.get(AUTHORIZATION).is_some_and(is_ours) {
        headers.remove(AUTHORIZATION);
        headers.remove(DATE);
        headers.remove(SECURITY_TOKEN);
    }
}

/// Whether the official clients hash a body of that type; they send all others unsigned.
fn is_hashed(media_type: &HeaderValue) -> bool {
    let media_type = media_type.as_bytes().to_ascii_lowercase();
    media_type.starts_with(b"application/json") || media_type.starts_with(b"application/bson")
}

/// `now` in UTC, such as `20240102T030405Z`.
fn date(now: SystemTime) -> String {
    let text = DateTime::from(now).to_string();
    // What follows the nineteenth character is a fraction of a second, or the `Z`.
    let digits: String = text.chars().take(19).filter(|c| !matches!(c, '-' | ':')).collect();
    format!("{digits}Z")
}

/// Whether it has the form of those that [`date`] writes.
fn is_date(text: &[u8]) -> bool {
    let fits = |(byte, form): (&u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form };
    let form = b"00000000T000000Z";
    text.len() == form.len() && text.iter().zip(form).all(fits)
}

/// The error does not repeat the text, which may be a secret.
fn header_value(text: &str) -> Result<HeaderValue, SignError> {
    HeaderValue::from_str(text).map_err(|_| SignError::new("a credential cannot be written in a header"))
}
