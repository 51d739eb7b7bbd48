//! The keys of a machine in the cloud, which its metadata service hands out.

use std::time::Duration;

use http::{HeaderValue, Method};

use super::keys::TemporaryKeys;
use crate::huawei::ask::{Service, line};
use crate::runtime::auth::{Context, CredentialError};
use crate::runtime::{Endpoint, Reply, Secret};

/// An address that only leads to the machine's own host.
const ENDPOINT: &str = "http://169.254.169.254";
const TOKEN: &str = "/meta-data/latest/api/token";
const KEYS: &str = "/openstack/latest/securitykey";

/// A machine outside the cloud has no such service, and should not wait long to know.
const TIMEOUT: Duration = Duration::from_secs(3);
/// How long a token is to be good: as long as in the official clients.
const TOKEN_SECONDS: HeaderValue = HeaderValue::from_static("21600");

/// What the service says on a machine without an agency. No token helps then.
const NO_AGENCY: &[u8] = b"Please configure Cloud Service Agency first";

/// Asks for a token and, with it, for keys.
pub(super) async fn fetch(context: &Context) -> Result<TemporaryKeys, CredentialError> {
    let service = Service { name: "the metadata service", endpoint: Endpoint::from(ENDPOINT), timeout: TIMEOUT };
    let token = token(&service, context, Need::Wanted).await?;
    let mut reply = keys(&service, context, token.as_ref()).await?;
    if reply.status() == 401 && !says_no_agency(&reply) {
        let token = self::token(&service, context, Need::Required).await?;
        reply = keys(&service, context, token.as_ref()).await?;
    }
    if !reply.status_code().is_success() {
        return Err(service.refused(&format!("GET {KEYS}"), &reply, context, ""));
    }
    TemporaryKeys::read(&service, &reply, context)
}

/// Whether there are keys without a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Need {
    /// There may be: older services know no tokens.
    Wanted,
    /// The service refused to give any.
    Required,
}

async fn token(service: &Service, context: &Context, need: Need) -> Result<Option<Secret>, CredentialError> {
    let mut request = service.bare(Method::PUT, TOKEN)?;
    request.headers_mut().insert("x-metadata-token-ttl-seconds", TOKEN_SECONDS);
    let line = line(&request);
    let reply = service.reply(context, request).await?;
    match reply.status() {
        200 => {
            let text = str::from_utf8(reply.body()).map_err(|_| service.lacks("token"))?;
            Ok(Some(Secret::from(text.trim())))
        }
        404 | 405 | 503 if need == Need::Wanted => Ok(None),
        _ => Err(service.refused(&line, &reply, context, "")),
    }
}

async fn keys(service: &Service, context: &Context, token: Option<&Secret>) -> Result<Reply, CredentialError> {
    let mut request = service.bare(Method::GET, KEYS)?;
    if let Some(token) = token {
        let mut token = HeaderValue::from_str(token.expose()).map_err(|_| service.lacks("usable token"))?;
        token.set_sensitive(true);
        request.headers_mut().insert("x-metadata-token", token);
    }
    service.reply(context, request).await
}

fn says_no_agency(reply: &Reply) -> bool {
    reply.body().windows(NO_AGENCY.len()).any(|window| window == NO_AGENCY)
}
