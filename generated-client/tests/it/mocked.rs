//! Code that restores tables, tested as a user of this crate tests it: with the mock of the feature `testing`.

use std::time::Duration;

use generated_client::api::{CheckTableRestore, ListJobDetails, ListSnapshots, RestoreTable};
use generated_client::models::{
    CheckTableNameResult, CheckTableRestoreResponse, Job, JobStatus, ListSnapshotsResponse, RestoreTableRequest,
    RestoreTableResponse, TableDetail,
};
use generated_client::runtime::transport::TransportErrorKind;
use generated_client::testing::Mock;
use generated_client::{Client, Error};
use serde_json::json;

fn client(mock: &Mock) -> Client {
    let builder = Client::builder().endpoint("https://dws.test").project_id("p1").token("t").transport(mock.clone());
    builder.build().expect("the configuration is complete")
}

fn order() -> RestoreTableRequest {
    let table = |name| vec![TableDetail::new("sales", name)];
    RestoreTableRequest::new(true, "postgres", table("orders"), table("orders_restored"))
}

/// The code under test: checks, restores, and follows the job.
async fn restore(client: &Client, snapshot: &str) -> Result<String, Box<dyn std::error::Error>> {
    let checked = client.check_table_restore(snapshot, &order()).await?.check_table_name_result;
    if checked.target_table_list.into_option().is_some_and(|names| !names.is_empty()) {
        return Err("the target is taken".into());
    }
    let job = client.restore_table(snapshot, &order()).wait().await?;
    Ok(job.status.to_string())
}

fn free() -> CheckTableRestoreResponse {
    CheckTableRestoreResponse::new(CheckTableNameResult::default())
}

#[tokio::test]
async fn a_restore_of_minutes_takes_no_time() {
    let mock = Mock::new();
    mock.on::<CheckTableRestore>().path("snapshot_id", "s1").json(&order()).reply(&free());
    mock.on::<RestoreTable>().json(&order()).times(1).reply(&RestoreTableResponse::new("j1"));
    let polls = mock.on::<ListJobDetails>().path("job_id", "j1");
    polls.reply(&Job::new(JobStatus::Running)).fail(TransportErrorKind::Io).reply(&Job::new(JobStatus::Success));
    assert_eq!(restore(&client(&mock), "s1").await.expect("the mock answers"), "SUCCESS");
    let sent = mock.requests_of::<RestoreTable>()[0].json::<RestoreTableRequest>().expect("it is an order");
    assert_eq!(sent.target_table_list[0].table_name, "orders_restored");
    assert!(mock.elapsed() >= Duration::from_secs(3), "three polls come after a pause each");
    mock.verify();
}

#[tokio::test]
async fn a_target_that_is_taken_is_not_replaced() {
    let mock = Mock::new();
    let taken = json!({ "check_table_name_result": { "target_table_list": ["sales.orders_restored"] } });
    mock.on::<CheckTableRestore>().reply_json(&taken);
    mock.on::<RestoreTable>().times(0);
    let error = restore(&client(&mock), "s1").await.expect_err("the target is there");
    assert_eq!(error.to_string(), "the target is taken");
    mock.verify();
}

#[tokio::test]
async fn a_failure_is_typed_like_the_real_one() {
    let mock = Mock::new();
    mock.on::<RestoreTable>().reply_error(403, &json!({ "error_code": "DWS.7023", "error_msg": "busy" }));
    let error = client(&mock).restore_table("s1", &order()).await.expect_err("the mock says 403");
    assert!(matches!(&error, Error::Api(_)), "{error}");
    assert!(error.to_string().contains("DWS.7023"), "{error}");
}

#[tokio::test]
async fn an_unexpected_call_fails_and_says_why() {
    let mock = Mock::new();
    mock.on::<ListSnapshots>().reply(&ListSnapshotsResponse::new(Vec::new()));
    let client = client(&mock);
    assert!(client.list_snapshots().await.is_ok());
    let error = client.restore_table("s1", &order()).await.expect_err("the mock has no rule for it").to_string();
    assert!(
        error.ends_with("no answer to restoreTable: POST /v1/p1/snapshots/s1/table-restore: it has no rule for it")
    );
}
