//! The identity service, IAM: where it is, and which project belongs to a region.

use std::fmt;
use std::time::Duration;

use http::Method;
use serde_json::Value;

use super::ask::{Service, take};
use super::credentials::Identity;
use crate::runtime::Endpoint;
use crate::runtime::auth::{Context, CredentialError};
use crate::runtime::encode::percent_encode;

/// The header in which IAM hands out a token.
pub(super) const SUBJECT_TOKEN: &str = "x-subject-token";

/// How long IAM may take to answer. Two answers make a fetch, which must be over before other calls leave it behind.
pub(super) const TIMEOUT: Duration = Duration::from_secs(20);

pub(super) fn service(endpoint: &Endpoint) -> Service {
    Service { name: "IAM", endpoint: endpoint.clone(), timeout: TIMEOUT }
}

/// Why it is not known which project is meant.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ProjectError {
    /// The project of the region could not be looked up.
    NoAnswer(CredentialError),
    /// The account has no project in the region.
    None {
        /// The region, which names its default project.
        region: String,
    },
    /// The name of the region belongs to several projects; one has to be chosen.
    Several {
        /// The region.
        region: String,
        /// The ids of the projects.
        ids: Vec<String>,
    },
}

impl fmt::Display for ProjectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAnswer(error) => write!(f, "the project could not be looked up, set it instead: {error}"),
            Self::None { region } => write!(
                f,
                "the account has no project in region `{}`: check the region, or set the project's id",
                region.escape_debug()
            ),
            Self::Several { region, ids } => write!(
                f,
                "region `{}` has several projects, set the id of one: {}",
                region.escape_debug(),
                ids.join(", ")
            ),
        }
    }
}

impl std::error::Error for ProjectError {}

/// The id of the project that bears the name of `region`, by asking IAM as `identity`.
///
/// Like the official clients: unsigned are neither the body, which is empty, nor the headers that are set.
pub(super) async fn project_of(
    region: &str,
    iam: &Endpoint,
    identity: &Identity,
    context: &Context,
) -> Result<String, ProjectError> {
    let mut ids = projects(region, iam, identity, context).await.map_err(ProjectError::NoAnswer)?;
    let region = || region.to_owned();
    match ids.len() {
        0 => Err(ProjectError::None { region: region() }),
        1 => Ok(ids.remove(0)),
        _ => Err(ProjectError::Several { region: region(), ids }),
    }
}

async fn projects(
    region: &str,
    iam: &Endpoint,
    identity: &Identity,
    context: &Context,
) -> Result<Vec<String>, CredentialError> {
    let service = service(iam);
    let mut request = service.bare(Method::GET, &format!("/v3/projects?name={}", percent_encode(region)))?;
    context.authorize(&mut request, identity.kind(), &identity.credential()).await?;
    let reply = service.success(context, request, "").await?;
    let mut body = service.json(&reply)?;
    let Some(Value::Array(projects)) = body.get_mut("projects") else { return Err(service.lacks("list of projects")) };
    projects.iter_mut().map(|project| take(project, &["id"]).ok_or_else(|| service.lacks("id of a project"))).collect()
}
