//! What the models are written as.

use std::time::SystemTime;

use generated_client::models::{
    CheckTableNameResult, ErrorBody, Job, JobStatus, RestoreTableRequest, Snapshot, SortDirection, TableDetail,
};
use generated_client::runtime::formats::DateTime;
use generated_client::runtime::presence::Maybe;
use insta::{assert_debug_snapshot, assert_json_snapshot};

#[test]
fn a_restore_is_written_as_documented() {
    let table = TableDetail::new("postgres", "public");
    assert_json_snapshot!(RestoreTableRequest::new(true, "postgres", vec![table.clone()], vec![table]), @r#"
    {
      "case_sensitive": true,
      "database": "postgres",
      "restore_table_list": [
        {
          "schema_name": "postgres",
          "table_name": "public"
        }
      ],
      "target_table_list": [
        {
          "schema_name": "postgres",
          "table_name": "public"
        }
      ]
    }
    "#);
}

#[test]
fn absent_is_left_out_and_null_is_written() {
    let mut result = CheckTableNameResult::default();
    assert_json_snapshot!(result, @"{}");
    result.restore_table_list = Maybe::Null;
    result.target_table_list = Maybe::Value(vec!["a.b".to_owned()]);
    assert_json_snapshot!(result, @r#"
    {
      "restore_table_list": null,
      "target_table_list": [
        "a.b"
      ]
    }
    "#);
    let read: CheckTableNameResult = serde_json::from_str(r#"{"restore_table_list":null}"#).expect("it is an object");
    assert_eq!((read.restore_table_list, read.target_table_list), (Maybe::Null, Maybe::Absent));
}

#[test]
fn an_unknown_value_survives() {
    let job: Job = serde_json::from_str(r#"{"status":"PAUSED","later":1}"#).expect("unknown things are no error");
    assert_eq!(job.status.as_str(), "PAUSED");
    assert!(matches!(job.status, JobStatus::Unknown(_)));
    assert_json_snapshot!(job, @r#"
    {
      "status": "PAUSED"
    }
    "#);
    assert_eq!(JobStatus::from("SUCCESS"), JobStatus::Success);
    assert_eq!(SortDirection::Asc.to_string(), "asc");
}

#[test]
fn a_snapshot_is_read_and_written() {
    let text = r#"{"id":"1","name":"n","description":"","started":"2022-10-27T04:14:57Z","size":500.25,"status":"AVAILABLE",
        "type":"MANUAL","cluster_id":"c","datastore":{"type":"dws","version":"8.1.3"},"finished":null,"bak_keep_day":7}"#;
    let snapshot: Snapshot = serde_json::from_str(text).expect("the snapshot is complete");
    assert_debug_snapshot!(snapshot.started.to_system_time().map(|it| it > SystemTime::UNIX_EPOCH), @"
    Ok(
        true,
    )
    ");
    assert_eq!(snapshot.finished, None::<DateTime>);
    assert_json_snapshot!(snapshot);
}

#[test]
fn what_is_missing_or_wrong_is_located() {
    let read = |text: &str| serde_json::from_str::<Snapshot>(text).map_err(|error| error.to_string());
    assert_debug_snapshot!([read("{}"), read(r#"{"id":1}"#), read(r#"{"datastore":{"type":[]}}"#)]);
    let error: ErrorBody = serde_json::from_str(r#"{"error":{"code":401}}"#).expect("a code may be a number");
    assert_eq!(error.error.and_then(|error| error.code), Some(401.into()));
}
