//! The file in which a user lists regions: YAML, by service.

use super::RegionError;
#[cfg(feature = "regions-file")]
use super::yaml;
use crate::huawei::Environment;

const FILE: &str = "HUAWEICLOUD_SDK_REGIONS_FILE";

/// A region as the file has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) id: String,
    pub(super) endpoints: Vec<String>,
}

/// The regions in the file; none when there is no file.
#[cfg(feature = "regions-file")]
pub(super) fn regions(environment: &Environment) -> Result<Vec<Region>, RegionError> {
    let Some(path) = environment.configured_file(FILE, "regions.yaml") else { return Ok(Vec::new()) };
    let problem = |reason: String| RegionError::File { path: path.clone(), reason };
    match environment.read(&path) {
        Ok(text) => yaml::regions(&text).map_err(problem),
        // The official clients go on without a file; one that was named should be there.
        Err(reason) if environment.variable(FILE).is_some() => Err(problem(reason)),
        Err(_) => Ok(Vec::new()),
    }
}

/// Without the feature the file is not read. A user who named one should know.
#[cfg(not(feature = "regions-file"))]
pub(super) fn regions(environment: &Environment) -> Result<Vec<Region>, RegionError> {
    match environment.variable(FILE) {
        None => Ok(Vec::new()),
        Some(path) => {
            Err(RegionError::File { path: path.into(), reason: "it takes the feature `regions-file`".to_owned() })
        }
    }
}
