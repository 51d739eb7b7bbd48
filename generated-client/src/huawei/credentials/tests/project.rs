//! Which project is meant: what is said about it, and what IAM is asked.

use super::{PROJECT, projects, snapshots};
use crate::huawei::testing::{Cloud, Said};
use crate::huawei::{AkSk, ConnectError, Credentials, ProjectError};

fn keys() -> AkSk {
    AkSk::new("EXAMPLEAK", "EXAMPLESK")
}

#[tokio::test]
async fn the_project_of_a_region_is_looked_up_once_and_signed_for() {
    let cloud = Cloud::new(|seen| if seen.line.contains("iam") { projects(&[PROJECT]) } else { snapshots() });
    let client = cloud.config(&[], &[]).credentials(keys()).connect().await.expect("there is one project");
    for _ in 0..2 {
        client.list_snapshots().await.expect("the call is accepted");
    }
    let [look_up, first, _] = cloud.seen().try_into().expect("three requests");
    assert_eq!(look_up.line, "GET https://iam.ae-ad-1.myhuaweicloud.com/v3/projects?name=ae-ad-1");
    assert_eq!((look_up.body.as_str(), look_up.header("content-type"), look_up.header("x-project-id")), ("", "", ""));
    assert!(look_up.header("authorization").contains("SignedHeaders=host;user-agent;x-sdk-date, "));
    assert!(first.line.ends_with(&format!("/v1.0/{PROJECT}/snapshots")));
    assert_eq!(first.header("x-project-id"), PROJECT);
    assert!(first.header("authorization").contains(";x-project-id;"));
    // A call for another project does not claim to be for this one.
    client.list_snapshots().project_id("another").await.expect("the call is accepted");
    assert_eq!(cloud.seen().pop().map(|seen| seen.header("x-project-id").to_owned()).as_deref(), Some(""));
}

#[tokio::test]
async fn a_token_looks_its_project_up_too() {
    let cloud = Cloud::new(|seen| if seen.line.contains("iam") { projects(&[PROJECT]) } else { snapshots() });
    let config = cloud.config(&[], &[]).credentials(Credentials::token("EXAMPLETOKEN"));
    config.connect().await.expect("there is one project").list_snapshots().await.expect("the call is accepted");
    let seen = cloud.seen();
    assert!(seen.len() == 2 && seen.iter().all(|seen| seen.header("x-auth-token") == "EXAMPLETOKEN"));
}

#[tokio::test]
async fn nothing_is_asked_when_everything_is_said() {
    let cloud = Cloud::new(|_| Said::nobody());
    cloud.config(&[], &[]).credentials(keys()).project_id("p").connect().await.expect("everything is said");
    let variables =
        [("HUAWEICLOUD_SDK_AK", "EXAMPLEAK"), ("HUAWEICLOUD_SDK_SK", "EXAMPLESK"), ("HUAWEICLOUD_SDK_PROJECT_ID", "p")];
    cloud.config(&variables, &[]).connect().await.expect("everything is said");
    assert_eq!(cloud.lines(), Vec::<String>::new());
    // The project of the environment belongs to the keys of the environment.
    let error = cloud.config(&variables, &[]).credentials(keys()).connect().await;
    assert!(matches!(error, Err(ConnectError::Project(ProjectError::NoAnswer(_)))));
}

#[tokio::test]
async fn no_project_and_several_are_errors() {
    let refusal = r#"{"error_msg":"Incorrect IAM authentication information: verify aksk signature fail","error_code":"APIGW.0301"}"#;
    let mut lines = Vec::new();
    for said in [
        projects(&[]),
        projects(&["p1", "p2"]),
        Said::new(401, refusal).header("x-request-id", "req-1"),
        Said::new(200, "{}"),
        Said::new(200, r#"{"projects":[{"name":"x"}]}"#),
        Said::new(200, r#"{"projects":["x"]}"#),
    ] {
        let cloud = Cloud::new(move |_| said.clone());
        let error = cloud.config(&[], &[]).credentials(keys()).connect().await.expect_err("there is no project");
        assert!(matches!(error, ConnectError::Project(_)));
        assert_eq!(cloud.seen().len(), 1, "a refused signature is not tried again");
        lines.push(error.to_string());
    }
    insta::assert_snapshot!(lines.join("\n"), @"
    the account has no project in region `ae-ad-1`: check the region, or set the project's id
    region `ae-ad-1` has several projects, set the id of one: p1, p2
    the project could not be looked up, set it instead: IAM: GET /v3/projects answered 401 Unauthorized (request id req-1): APIGW.0301: Incorrect IAM authentication information: verify aksk signature fail; hint: the secret key does not belong to the access key, or the request was changed on its way. Do not try again with the same key: five refused signatures in a row lock it for five minutes
    the project could not be looked up, set it instead: IAM: the reply has no list of projects
    the project could not be looked up, set it instead: IAM: the reply has no id of a project
    the project could not be looked up, set it instead: IAM: the reply has no id of a project
    ");
    let cloud = Cloud::new(|_| Said::nobody());
    let error = cloud.config(&[], &[]).credentials(keys()).project_id("..").connect().await;
    assert!(matches!(error, Err(ConnectError::Build(_))));
}
