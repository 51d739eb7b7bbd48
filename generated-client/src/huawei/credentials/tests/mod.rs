//! Credentials against a cloud that is a test's: what is asked of whom, how often, and what comes of refusals.

mod chain;
mod password;
mod project;
mod secrets;
mod temporary;

use crate::huawei::testing::{Said, Seen};

/// The project of region ae-ad-1.
const PROJECT: &str = "0536cdee2200d5912f7cc00b877980f1";

/// A reply of the service to the call that these tests make.
fn snapshots() -> Said {
    Said::new(200, r#"{"snapshots":[],"count":0}"#)
}

/// A reply of IAM to the look-up of a project.
fn projects(ids: &[&str]) -> Said {
    let projects: Vec<_> = ids.iter().map(|id| format!(r#"{{"id":"{id}","name":"ae-ad-1"}}"#)).collect();
    Said::new(200, format!(r#"{{"projects":[{}],"links":{{}}}}"#, projects.join(",")))
}

/// Keys as the metadata service hands them out.
fn keys(expires: &str) -> Said {
    Said::new(
        200,
        format!(
            r#"{{"credential":{{"access":"EXAMPLETMPAK","secret":"EXAMPLETMPSK","securitytoken":"EXAMPLETMPTOKEN","expires_at":"{expires}"}}}}"#
        ),
    )
}

/// Who would answer a request.
fn host(seen: &Seen) -> &str {
    seen.line.split('/').nth(2).unwrap_or_default()
}
