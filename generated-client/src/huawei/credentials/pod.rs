//! The keys of a pod in the cloud's container engine, which a service beside it hands out.

use std::path::PathBuf;
use std::time::Duration;

use http::header::AUTHORIZATION;
use http::uri::Scheme;
use http::{HeaderValue, Uri};
use zeroize::Zeroizing;

use super::keys::{TemporaryKeys, incomplete};
use crate::huawei::Environment;
use crate::huawei::ask::{Service, lasting};
use crate::runtime::Endpoint;
use crate::runtime::auth::{Context, CredentialError};
use crate::runtime::endpoint::Reach;

const URI: &str = "HC_CONTAINER_CREDENTIALS_FULL_URI";
const TOKEN_FILE: &str = "HC_CONTAINER_AUTHORIZATION_TOKEN_FILE";
const TIMEOUT: Duration = Duration::from_secs(5);

/// Where the keys are, and the file with the token that opens them.
#[derive(Debug, Clone)]
pub(super) struct Pod {
    uri: String,
    token_file: PathBuf,
    environment: Environment,
}

impl Pod {
    /// Reads the variables.
    pub(super) fn configured(environment: &Environment) -> Result<Self, CredentialError> {
        let uri = environment.variable(URI).ok_or_else(|| incomplete(URI))?;
        let token_file = environment.variable(TOKEN_FILE).ok_or_else(|| incomplete(TOKEN_FILE))?.into();
        Ok(Self { uri, token_file, environment: environment.clone() })
    }

    pub(super) async fn fetch(&self, context: &Context) -> Result<TemporaryKeys, CredentialError> {
        // The address is complete, with a path and maybe a query; a service has a place and paths below it.
        let start = self.uri.find("://").map_or(0, |index| index + 3);
        let end = self.uri[start..].find(['/', '?']).map_or(self.uri.len(), |index| start + index);
        let (place, target) = self.uri.split_at(end);
        let service = Service { name: "the pod identity service", endpoint: Endpoint::from(place), timeout: TIMEOUT };
        let target = if target.is_empty() { "/" } else { target };
        let mut request = service.post(target, Zeroizing::new(b"{}".to_vec()))?;
        if is_readable_on_the_way(request.uri()) {
            return Err(lasting(format!(
                "{URI} must be https://, or http:// with an address of this machine or its own link, or others could \
                 read the token and the keys on the way"
            )));
        }
        let token = self.environment.read_token(&self.token_file).map_err(lasting)?;
        let mut token = HeaderValue::from_str(token.expose())
            .map_err(|_| lasting(format!("{}: it holds no token", self.token_file.display())))?;
        token.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, token);
        let reply = service.success(context, request, "").await?;
        TemporaryKeys::read(&service, &reply, context)
    }
}

/// Agents are asked without encryption, which is as it should be only as long as they are where no one else is.
fn is_readable_on_the_way(uri: &Uri) -> bool {
    uri.scheme() != Some(&Scheme::HTTPS) && Reach::of(uri.host().unwrap_or_default()) == Reach::Beyond
}
