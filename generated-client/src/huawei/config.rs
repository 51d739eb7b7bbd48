//! From a region to a client that may call it: credentials found, project known, endpoint chosen.

use std::fmt;

use super::credentials::{Credentials, Found, Site};
use super::environment::Environment;
use super::iam::{self, ProjectError};
use super::region::{self, RegionError};
use crate::runtime::auth::{Context, CredentialError, Outlook};
use crate::runtime::{BuildError, Client, ClientBuilder, Endpoint};

/// A client for the service in `region`, such as `ae-ad-1`, with the credentials that this machine offers.
///
/// It is short for [`Config::new(region).connect()`](Config::connect).
///
/// ```no_run
/// # async fn connect() -> Result<(), Box<dyn std::error::Error>> {
/// let client = generated_client::huawei::connect("ae-ad-1").await?;
/// println!("{} snapshots", client.list_snapshots().await?.snapshots.len());
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// See [`ConnectError`].
pub async fn connect(region: impl Into<String>) -> Result<Client, ConnectError> {
    Config::new(region).connect().await
}

/// What a client is made from, where the machine is not to decide.
///
/// ```no_run
/// use std::time::Duration;
///
/// use generated_client::huawei::{Config, Credentials, Password};
///
/// # async fn connect(password: String) -> Result<(), Box<dyn std::error::Error>> {
/// let user = Password::new("restorer", "example-account", password);
/// let config = Config::new("ae-ad-1").credentials(Credentials::password(user));
/// let client = config.client(|builder| builder.timeout(Duration::from_secs(20))).connect().await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a configuration does nothing until `connect` is called"]
pub struct Config {
    region: String,
    credentials: Credentials,
    project_id: Option<String>,
    endpoint: Option<Endpoint>,
    iam: Option<Endpoint>,
    environment: Environment,
    builder: ClientBuilder,
}

impl Config {
    /// The service in `region`, with whatever credentials [the official clients](Credentials::official) would find.
    pub fn new(region: impl Into<String>) -> Self {
        Self {
            region: region.into(),
            credentials: Credentials::official(),
            project_id: None,
            endpoint: None,
            iam: None,
            environment: Environment::of_process(),
            builder: Client::builder(),
        }
    }

    /// Calls with these credentials.
    pub fn credentials(mut self, credentials: impl Into<Credentials>) -> Self {
        self.credentials = credentials.into();
        self
    }

    /// Calls for this project.
    ///
    /// Without this it is the project that stands beside the credentials, in the environment or the profile; with the keys of
    /// a machine or a pod, that of `HUAWEICLOUD_SDK_PROJECT_ID`; else the one that a token is for; else the one that bears
    /// the region's name, for which IAM is asked.
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.project_id = Some(id.into());
        self
    }

    /// Sends calls there, instead of to the [endpoint of the region](super::endpoint), which then need not be known
    /// to anyone but IAM.
    pub fn endpoint(mut self, endpoint: impl Into<Endpoint>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Asks the identity service there.
    ///
    /// Without this it is that of the profile, if it has one; else that of `HUAWEICLOUD_SDK_IAM_ENDPOINT`; else that of the
    /// region.
    pub fn iam_endpoint(mut self, endpoint: impl Into<Endpoint>) -> Self {
        self.iam = Some(endpoint.into());
        self
    }

    /// Reads variables and files from there, instead of from those of the process.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Changes what else there is to a client: timeouts, retries, transport, clock. The requests to IAM and to the
    /// metadata service go over that transport, too.
    pub fn client(mut self, change: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Self {
        self.builder = change(self.builder);
        self
    }

    /// Finds the credentials, fetches what is to be fetched, finds out the project, and gives the client.
    ///
    /// Nothing is sent to the service itself, and nothing at all with an access key whose project is known.
    ///
    /// # Errors
    ///
    /// See [`ConnectError`].
    pub async fn connect(mut self) -> Result<Client, ConnectError> {
        let endpoint = self.place()?;
        let context = Context::of(&mut self.builder);
        let site = Site {
            region: &self.region,
            project_id: self.project_id.as_deref(),
            iam: self.iam.as_ref(),
            environment: &self.environment,
            context: &context,
        };
        let Found { identity, project_id, iam } =
            self.credentials.find(&site).await.map_err(ConnectError::Credential)?;
        identity.fetch(&context).await.map_err(ConnectError::Credential)?;
        let project = match self.project_id.or(project_id).or_else(|| identity.project()) {
            Some(project) => project,
            None => iam::project_of(&self.region, &iam, &identity, &context).await.map_err(ConnectError::Project)?,
        };
        let identity = identity.for_project(&project);
        let builder = self.builder.endpoint(endpoint).project_id(project);
        builder.credential(identity.scheme(), identity.credential()).build().map_err(ConnectError::Build)
    }

    fn place(&mut self) -> Result<Endpoint, ConnectError> {
        match self.endpoint.take() {
            Some(endpoint) => Ok(endpoint),
            None => region::endpoint(&self.region, &self.environment).map_err(ConnectError::Region),
        }
    }
}

/// Why there is no client.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ConnectError {
    /// The region has no endpoint.
    Region(RegionError),
    /// There are no credentials, or they were refused.
    Credential(CredentialError),
    /// It is not known which project is meant.
    Project(ProjectError),
    /// The endpoint or the project's id cannot be used.
    Build(BuildError),
}

impl ConnectError {
    /// Whether trying again may help: nobody answered, or who did was in trouble. It does not after a refusal.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Credential(error) | Self::Project(ProjectError::NoAnswer(error)) => {
                error.outlook() == Outlook::Passing
            }
            Self::Region(_) | Self::Project(_) | Self::Build(_) => false,
        }
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Region(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
            Self::Project(error) => error.fmt(f),
            Self::Build(error) => error.fmt(f),
        }
    }
}

/// It reads as its cause does, so that a report that follows sources does not say everything twice.
impl std::error::Error for ConnectError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Region(error) => error.source(),
            Self::Credential(error) => error.source(),
            Self::Project(error) => error.source(),
            Self::Build(error) => error.source(),
        }
    }
}
