//! Regions: from an id such as `ae-ad-1` to the place where the service is.

use std::env;

use crate::Server;
use crate::runtime::{ClientBuilder, Endpoint, UnknownServer};

impl ClientBuilder {
    /// Sends requests to a region of Huawei Cloud, given by its id, such as `ae-ad-1`; see [`endpoint`].
    ///
    /// # Errors
    ///
    /// When neither the environment nor the document knows the region; the error lists those it knows.
    pub fn region(self, id: &str) -> Result<Self, UnknownServer> {
        endpoint(id).map(|endpoint| self.endpoint(endpoint))
    }
}

/// The endpoint of the region `id`.
///
/// The environment comes first, as in the official clients: `HUAWEICLOUD_SDK_REGION_DWS_AE_AD_1` replaces the endpoint
/// of `ae-ad-1`. Of several endpoints with commas between them, the first is taken.
///
/// # Errors
///
/// When neither the environment nor the document knows the region; the error lists those it knows.
pub fn endpoint(id: &str) -> Result<Endpoint, UnknownServer> {
    let replaced = env::var(variable(id)).ok();
    let first = replaced.as_deref().and_then(|list| list.split(',').map(str::trim).find(|url| !url.is_empty()));
    match first {
        Some(url) => Ok(Endpoint::from(url)),
        None => id.parse::<Server>().map(Endpoint::from),
    }
}

/// The environment variable that replaces a region's endpoint.
fn variable(id: &str) -> String {
    format!("HUAWEICLOUD_SDK_REGION_DWS_{}", id.replace('-', "_").to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::{endpoint, variable};
    use crate::Server;

    #[test]
    fn regions_are_looked_up_by_id() {
        assert_eq!(variable("ae-ad-1"), "HUAWEICLOUD_SDK_REGION_DWS_AE_AD_1");
        assert_eq!(endpoint("eu-west-101"), Ok(Server::EuWest101.into()));
        assert_eq!(Server::EuWest101.info().url, "https://dws.eu-west-101.myhuaweicloud.eu");
        assert_eq!(endpoint("tr-west-1"), Ok(Server::TrWest1.into()));
        let error = endpoint("mars-1").map_err(|error| error.to_string());
        assert!(error.is_err_and(|error| error.starts_with("there is no server `mars-1`; supported are ae-ad-1, ")));
    }
}
