//! Regions: from an id such as `ae-ad-1` to the places where services are.

mod file;
mod identity;
#[cfg(test)]
mod tests;
#[cfg(feature = "regions-file")]
mod yaml;

use std::fmt;
use std::path::PathBuf;

pub(super) use self::identity::{iam, sts};
use super::Environment;
use crate::Server;
use crate::runtime::{ClientBuilder, Endpoint};

/// The name of the service in the variables and files of the official clients.
const SERVICE: &str = "DWS";

impl ClientBuilder {
    /// Sends requests to a region of Huawei Cloud, given by its id, such as `ae-ad-1`; see [`endpoint`].
    ///
    /// # Errors
    ///
    /// When nobody knows the region, or the file of regions cannot be read.
    pub fn region(self, id: &str) -> Result<Self, RegionError> {
        Ok(self.endpoint(endpoint(id, &Environment::of_process())?))
    }
}

/// The endpoint of the service in the region `id`.
///
/// As in the official clients, what comes first counts:
///
/// 1. the variable `HUAWEICLOUD_SDK_REGION_DWS_AE_AD_1` for `ae-ad-1`, and so on: one URL, or several with commas between;
/// 2. the YAML file that `HUAWEICLOUD_SDK_REGIONS_FILE` names, else `.huaweicloud/regions.yaml` in the home of the user:
///    below `DWS` a list of regions, each with an `id` and an `endpoint` or a list of `endpoints` (this takes the feature
///    `regions-file`);
/// 3. the document's servers.
///
/// A URL without a scheme means `https://`. Of several, the first is meant [unless it is not to be reached](Endpoint::or).
///
/// # Errors
///
/// When nobody knows the region, or the file of regions cannot be read.
pub fn endpoint(id: &str, environment: &Environment) -> Result<Endpoint, RegionError> {
    let replaced = environment.variable(&variable(id));
    if let Some(endpoint) = replaced.and_then(|list| first_of(list.split(','))) {
        return Ok(endpoint);
    }
    let listed = file::regions(environment)?;
    let region = listed.iter().find(|region| region.id == id);
    if let Some(endpoint) = region.and_then(|region| first_of(region.endpoints.iter().map(String::as_str))) {
        return Ok(endpoint);
    }
    id.parse::<Server>().map(Endpoint::from).map_err(|_| unknown(id, &listed))
}

/// The environment variable that replaces a region's endpoint.
fn variable(id: &str) -> String {
    format!("HUAWEICLOUD_SDK_REGION_{SERVICE}_{}", id.replace('-', "_").to_uppercase())
}

/// The first of several URLs, with the others to fall back on.
fn first_of<'u>(urls: impl Iterator<Item = &'u str>) -> Option<Endpoint> {
    urls.map(str::trim).filter(|url| !url.is_empty()).map(Endpoint::from).reduce(Endpoint::or)
}

fn unknown(id: &str, listed: &[file::Region]) -> RegionError {
    let documented = Server::ALL.iter().map(|server| server.info().name);
    let mut supported: Vec<_> = documented.chain(listed.iter().map(|region| region.id.as_str())).collect();
    supported.sort_unstable();
    supported.dedup();
    RegionError::Unknown { given: id.to_owned(), supported: supported.into_iter().map(str::to_owned).collect() }
}

/// Why a region has no endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegionError {
    /// Neither the environment nor the document knows the region.
    Unknown {
        /// The id that was given.
        given: String,
        /// The ids that are known.
        supported: Vec<String>,
    },
    /// The file of regions is there, but cannot be used.
    File {
        /// Where it is.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl fmt::Display for RegionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { given, supported } => {
                write!(f, "there is no region `{}`; supported are {}", given.escape_debug(), supported.join(", "))
            }
            Self::File { path, reason } => write!(f, "the file of regions, {}: {reason}", path.display()),
        }
    }
}

impl std::error::Error for RegionError {}
