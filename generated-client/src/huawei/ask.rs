//! One request to a service that gives out credentials, and what its failure says.
//!
//! Never here: what is asked for.

use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, Uri};
use serde_json::Value;
use zeroize::Zeroizing;

use super::error;
use crate::runtime::auth::{Context, CredentialError, Outlook};
use crate::runtime::transport::TransportErrorKind;
use crate::runtime::{Endpoint, Reply, retry};

/// Who is asked: a name for errors, the place, and how patiently.
#[derive(Debug, Clone)]
pub(super) struct Service {
    pub(super) name: &'static str,
    pub(super) endpoint: Endpoint,
    pub(super) timeout: Duration,
}

impl Service {
    /// The URL of `target` at the service.
    pub(super) fn url(&self, target: &str) -> Result<Uri, CredentialError> {
        self.endpoint.join(target).map_err(|error| lasting(format!("{}: {error}", self.name)))
    }

    /// A request for `target`, with a JSON body that is wiped when it is no longer needed.
    pub(super) fn post(&self, target: &str, body: Zeroizing<Vec<u8>>) -> Result<Request<Bytes>, CredentialError> {
        let mut request = Request::new(Bytes::from_owner(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.url(target)?;
        let json = HeaderValue::from_static("application/json;charset=UTF-8");
        request.headers_mut().insert(CONTENT_TYPE, json);
        Ok(request)
    }

    /// A request for `target` without a body.
    pub(super) fn bare(&self, method: Method, target: &str) -> Result<Request<Bytes>, CredentialError> {
        let mut request = Request::new(Bytes::new());
        *request.method_mut() = method;
        *request.uri_mut() = self.url(target)?;
        Ok(request)
    }

    /// The reply, whatever its status.
    pub(super) async fn reply(&self, context: &Context, request: Request<Bytes>) -> Result<Reply, CredentialError> {
        let line = line(&request);
        context.send(request, self.timeout).await.map_err(|error| {
            let outlook = match error.kind() {
                TransportErrorKind::Other => Outlook::Lasting,
                _ => Outlook::Passing,
            };
            CredentialError::new(outlook, format!("{}: {line}: {error}", self.name))
        })
    }

    /// The reply, if it is a success. An error does not repeat `secret`, the one in the request's body.
    pub(super) async fn success(
        &self,
        context: &Context,
        request: Request<Bytes>,
        secret: &str,
    ) -> Result<Reply, CredentialError> {
        let line = line(&request);
        let reply = self.reply(context, request).await?;
        if reply.status_code().is_success() { Ok(reply) } else { Err(self.refused(&line, &reply, context, secret)) }
    }

    /// What a reply that is no success says: code and message where it has them, and never the rest of it.
    pub(super) fn refused(&self, line: &str, reply: &Reply, context: &Context, secret: &str) -> CredentialError {
        let outlook = match reply.status() {
            408 | 429 | 500.. => Outlook::Passing,
            _ => Outlook::Lasting,
        };
        let said = error::say(reply, context.now(), secret);
        let message = format!("{}: {line} answered {}{said}", self.name, reply.status_code());
        CredentialError::new(outlook, message).after(retry::asked(reply, context.now()))
    }

    /// The JSON of a reply. An error does not repeat it, as it holds what was asked for.
    pub(super) fn json(&self, reply: &Reply) -> Result<Value, CredentialError> {
        serde_json::from_slice(reply.body()).map_err(|_| lasting(format!("{}: the reply is not JSON", self.name)))
    }

    /// A reply that lacks `what`.
    pub(super) fn lacks(&self, what: &str) -> CredentialError {
        lasting(format!("{}: the reply has no {what}", self.name))
    }
}

/// Method and path, by which errors name a request.
pub(super) fn line(request: &Request<Bytes>) -> String {
    format!("{} {}", request.method(), request.uri().path())
}

/// An error that would come again.
pub(super) fn lasting(message: impl Into<String>) -> CredentialError {
    CredentialError::new(Outlook::Lasting, message)
}

/// A part of a JSON body.
#[derive(Clone, Copy)]
pub(super) enum Part<'t> {
    /// JSON as it stands.
    Json(&'t str),
    /// The content of a text, secret or not.
    Text(&'t str),
}

/// Puts a body together, in one piece of memory: growing would leave copies of secrets behind.
pub(super) fn body(parts: &[Part<'_>]) -> Zeroizing<Vec<u8>> {
    // Each byte of a text takes six at most, written as `\u001f`.
    let size = |part: &Part<'_>| match part {
        Part::Json(json) => json.len(),
        Part::Text(text) => 6 * text.len() + 2,
    };
    let mut body = Zeroizing::new(Vec::with_capacity(parts.iter().map(size).sum()));
    for part in parts {
        match part {
            Part::Json(json) => body.extend_from_slice(json.as_bytes()),
            // Text can be written to memory without fail.
            Part::Text(text) => drop(serde_json::to_writer(&mut *body, text)),
        }
    }
    body
}

/// Takes the text of the first of `names` that an object has.
pub(super) fn take(object: &mut Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match object.get_mut(name)?.take() {
        Value::String(text) if !text.is_empty() => Some(text),
        _ => None,
    })
}
