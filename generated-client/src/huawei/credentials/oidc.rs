//! Keys for a token of an OpenID Connect provider, from the security token service, STS.
//!
//! The names in the body are those of the official clients: `AssumeAgencyWithOIDCReqBody` of sts/v1.

use std::path::PathBuf;

use serde_json::json;

use super::keys::{TemporaryKeys, incomplete};
use crate::huawei::Environment;
use crate::huawei::ask::Part::{Json, Text};
use crate::huawei::ask::{Service, body, lasting};
use crate::huawei::iam::TIMEOUT;
use crate::runtime::auth::{Context, CredentialError};
use crate::runtime::{Endpoint, Secret};

const KEYS: &str = "/v5/agencies/assume-with-oidc";
const PROVIDER: &str = "HUAWEICLOUD_OIDC_PROVIDER_URN";
const AGENCY: &str = "HUAWEICLOUD_OIDC_AGENCY_URN";
const TOKEN: &str = "HUAWEICLOUD_OIDC_ID_TOKEN";
const TOKEN_FILE: &str = "HUAWEICLOUD_OIDC_TOKEN_FILE";

/// What the environment says about a provider, an agency and a session.
#[derive(Debug, Clone)]
pub(super) struct Oidc {
    token: Token,
    /// What is asked for, besides the token.
    session: String,
    sts: Endpoint,
    environment: Environment,
}

#[derive(Debug, Clone)]
enum Token {
    Given(Secret),
    File(PathBuf),
}

impl Oidc {
    /// Reads the variables.
    pub(super) fn configured(environment: &Environment, sts: Endpoint) -> Result<Self, CredentialError> {
        let variable = |name| environment.variable(name);
        let provider = variable(PROVIDER).ok_or_else(|| incomplete(PROVIDER))?;
        let agency = variable(AGENCY).ok_or_else(|| incomplete(AGENCY))?;
        let token = environment.secret(TOKEN).map(Token::Given);
        let token = token.or_else(|| variable(TOKEN_FILE).map(|path| Token::File(path.into())));
        let token = token.ok_or_else(|| lasting(format!("neither {TOKEN} nor {TOKEN_FILE} is set")))?;
        let seconds = variable("HUAWEICLOUD_OIDC_DURATION_SECONDS").map_or(Ok(3600), |text| text.parse::<u32>());
        let seconds = seconds.map_err(|_| lasting("HUAWEICLOUD_OIDC_DURATION_SECONDS is not a number of seconds"))?;
        let name = variable("HUAWEICLOUD_OIDC_SESSION_NAME").unwrap_or_else(|| "oidc-sts-session".to_owned());
        let mut session = json!({
            "provider_urn": provider,
            "agency_urn": agency,
            "agency_session_name": name,
            "duration_seconds": seconds,
        });
        if let Some(policy) = variable("HUAWEICLOUD_OIDC_POLICY") {
            session["policy"] = policy.into();
        }
        if let Some(ids) = variable("HUAWEICLOUD_OIDC_POLICY_IDS") {
            session["policy_ids"] = ids.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
        }
        Ok(Self { token, session: session.to_string(), sts, environment: environment.clone() })
    }

    /// One request, not signed.
    pub(super) async fn fetch(&self, context: &Context) -> Result<TemporaryKeys, CredentialError> {
        let service = Service { name: "the security token service", endpoint: self.sts.clone(), timeout: TIMEOUT };
        let token = match &self.token {
            Token::Given(token) => token.clone(),
            Token::File(path) => self.environment.read_token(path).map_err(lasting)?,
        };
        let open = self.session.strip_suffix('}').unwrap_or_default();
        let parts = [Json(open), Json(r#","id_token":"#), Text(token.expose()), Json("}")];
        let reply = service.success(context, service.post(KEYS, body(&parts))?, token.expose()).await?;
        TemporaryKeys::read(&service, &reply, context)
    }
}
