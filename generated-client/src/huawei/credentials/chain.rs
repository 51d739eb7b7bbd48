//! The places where the official clients look for credentials, one after the other.

use std::sync::{Arc, OnceLock};

use super::federated::Federated;
use super::keys::{FreshKeys, KeySource};
use super::oidc::Oidc;
use super::pod::Pod;
use super::profile::{Profile, Who};
use super::{Found, Identity, Site};
use crate::huawei::region;
use crate::runtime::auth::{CredentialError, CredentialProvider, Outlook};

/// A place where credentials may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    Oidc,
    Variables,
    File,
    Metadata,
    Pod,
}

/// All of them, in the order of the official Python client.
pub(super) const OFFICIAL: &[Link] = &[Link::Oidc, Link::Variables, Link::File, Link::Metadata, Link::Pod];

/// What the first of `links` gives that gives anything.
pub(super) async fn find(links: &[Link], site: &Site<'_>) -> Result<Found, CredentialError> {
    let mut failures = Vec::new();
    let mut outlook = Outlook::Lasting;
    for link in links {
        match link.find(site).await {
            Ok(found) => return Ok(found),
            Err(error) => {
                if error.outlook() == Outlook::Passing {
                    outlook = Outlook::Passing;
                }
                failures.push(format!("{}: {error}", link.name()));
            }
        }
    }
    Err(CredentialError::new(outlook, format!("there are no credentials: {}", failures.join("; "))))
}

impl Link {
    /// What errors call it.
    fn name(self) -> &'static str {
        match self {
            Self::Oidc => "OpenID Connect",
            Self::Variables => "environment",
            Self::File => "profile",
            Self::Metadata => "instance metadata",
            Self::Pod => "pod identity",
        }
    }

    async fn find(self, site: &Site<'_>) -> Result<Found, CredentialError> {
        match self {
            Self::Variables => Ok(configured(Profile::of_variables(site.environment)?, site)),
            Self::File => Ok(configured(Profile::of_file(site.environment)?, site)),
            Self::Oidc => {
                let sts = region::sts(site.region, site.environment);
                tried(KeySource::Oidc(Oidc::configured(site.environment, sts)?), site).await
            }
            Self::Metadata => tried(KeySource::Metadata, site).await,
            Self::Pod => tried(KeySource::Pod(Pod::configured(site.environment)?), site).await,
        }
    }
}

/// What is configured is taken at its word.
fn configured(Profile { who, project_id, iam_endpoint }: Profile, site: &Site<'_>) -> Found {
    let iam = site.iam(iam_endpoint.as_deref());
    let identity = match who {
        Who::Keys(keys) => Identity::Keys(keys),
        Who::Federated { provider, token_file } => {
            let environment = site.environment.clone();
            let source = Federated { provider, token_file: token_file.into(), iam: iam.clone(), environment };
            Identity::fresh_keys(KeySource::Federated(source))
        }
    };
    Found { identity, project_id, iam }
}

/// Whether these give keys, only asking tells.
async fn tried(source: KeySource, site: &Site<'_>) -> Result<Found, CredentialError> {
    let project = Arc::new(OnceLock::new());
    let keys = Arc::new(FreshKeys::new(source, Arc::clone(&project)));
    keys.credential(site.context).await?;
    // Keys of the machine are for the project of the machine, if its environment names one.
    let project_id = site.environment.variable("HUAWEICLOUD_SDK_PROJECT_ID");
    Ok(Found { identity: Identity::FreshKeys { keys, project }, project_id, iam: site.iam(None) })
}
