//! Keys for a token of an identity provider: IAM takes it for a token of its own, and that for temporary keys.

use std::path::PathBuf;

use http::HeaderValue;

use super::keys::TemporaryKeys;
use crate::huawei::Environment;
use crate::huawei::ask::Part::{Json, Text};
use crate::huawei::ask::{body, lasting};
use crate::huawei::iam::{self, SUBJECT_TOKEN};
use crate::runtime::Endpoint;
use crate::runtime::auth::{Context, CredentialError};

const UNSCOPED_TOKEN: &str = "/v3.0/OS-AUTH/id-token/tokens";
const KEYS: &str = "/v3.0/OS-CREDENTIAL/securitytokens";

/// An identity provider that IAM knows, and the file in which its token is kept up to date.
#[derive(Debug, Clone)]
pub(super) struct Federated {
    pub(super) provider: String,
    pub(super) token_file: PathBuf,
    pub(super) iam: Endpoint,
    pub(super) environment: Environment,
}

impl Federated {
    /// Two requests, neither of them signed. The file is read each time: whoever issues the tokens replaces it.
    pub(super) async fn fetch(&self, context: &Context) -> Result<TemporaryKeys, CredentialError> {
        let iam = iam::service(&self.iam);
        let id_token = self.environment.read_token(&self.token_file).map_err(lasting)?;
        let parts = [Json(r#"{"auth":{"id_token":{"id":"#), Text(id_token.expose()), Json("}}}")];
        let mut request = iam.post(UNSCOPED_TOKEN, body(&parts))?;
        let provider = HeaderValue::from_str(&self.provider);
        request
            .headers_mut()
            .insert("x-idp-id", provider.map_err(|_| lasting("the provider's id is not a plain text"))?);
        let reply = iam.success(context, request, id_token.expose()).await?;
        let token = reply.header(SUBJECT_TOKEN).ok_or_else(|| iam.lacks(SUBJECT_TOKEN))?;
        let parts = [
            Json(r#"{"auth":{"identity":{"methods":["token"],"token":{"id":"#),
            Text(token),
            // Six hours, as in the official clients.
            Json(r#","duration_seconds":21600}}}}"#),
        ];
        let reply = iam.success(context, iam.post(KEYS, body(&parts))?, token).await?;
        TemporaryKeys::read(&iam, &reply, context)
    }
}
