//! One snapshot of the request of each operation. Nothing is sent.

use generated_client::models::{ClusterActionName, RestoreTableRequest, SortDirection, TableDetail};
use generated_client::{Client, Error};

const SNAPSHOT: &str = "c719b1a7-c85c-4cb5-a721-7694908c2c11";

fn client() -> Client {
    let builder = Client::builder().endpoint("https://dws.example.com").project_id("0536cdee").token("secret-token");
    builder.build().expect("the configuration is complete")
}

fn order() -> RestoreTableRequest {
    let table = |name| vec![TableDetail::new("postgres", name)];
    RestoreTableRequest::new(true, "postgres", table("public"), table("restored"))
}

/// Request line, headers and body, as text.
fn show<E: std::fmt::Debug>(request: Result<http::Request<bytes::Bytes>, Error<E>>) -> String {
    let (head, body) = request.expect("the call is complete").into_parts();
    let mut text = format!("{} {}\n", head.method, head.uri);
    for (name, value) in &head.headers {
        let shown = if value.is_sensitive() { "(sensitive)" } else { value.to_str().expect("headers are text") };
        text.push_str(&format!("{name}: {shown}\n"));
    }
    text + "\n" + std::str::from_utf8(&body).expect("bodies are JSON")
}

#[test]
fn restore_table() {
    insta::assert_snapshot!(show(client().restore_table(SNAPSHOT, &order()).build()));
}

#[test]
fn check_table_restore() {
    insta::assert_snapshot!(show(client().check_table_restore(SNAPSHOT, &order()).build()));
}

#[test]
fn list_snapshots() {
    insta::assert_snapshot!(show(client().list_snapshots().build()));
}

#[test]
fn list_cluster_snapshots() {
    let client = client();
    let call = client
        .list_cluster_snapshots("e59d6b86")
        .limit(10)
        .offset(0)
        .sort_key("started time")
        .sort_dir(&SortDirection::Desc);
    insta::assert_snapshot!(show(call.project_id("other project").build()));
}

#[test]
fn list_snapshot_details() {
    insta::assert_snapshot!(show(client().list_snapshot_details("a b/ü").build()));
}

#[test]
fn list_job_details() {
    insta::assert_snapshot!(show(client().list_job_details("2c9081c0").header("X-Language", "en-us").build()));
}

#[test]
fn list_cluster_actions() {
    let client = client();
    let known = client.list_cluster_actions("e59d6b86", &ClusterActionName::FineGrainedRestoring);
    insta::assert_snapshot!(show(known.build()));
    // An action that a later version of the service knows is sent as it is.
    let request = client.list_cluster_actions("e59d6b86", &ClusterActionName::from("LATER/ON")).build();
    assert!(request.is_ok_and(|request| request.uri().path().ends_with("/actions/LATER%2FON")));
}

#[test]
fn what_cannot_be_right_is_refused_before_sending() {
    let refused =
        |snapshot: &str| client().restore_table(snapshot, &order()).build().map_err(|error| error.to_string());
    insta::assert_debug_snapshot!(["", ".", "..", "a\nb"].map(refused));
    let bare = Client::builder().endpoint("https://dws.example.com").build().expect("an endpoint is enough to build");
    insta::assert_snapshot!(bare.restore_table("", &order()).build().expect_err("nothing is configured"));
}

#[test]
fn secrets_never_show() {
    let client = client();
    let call = client.restore_table(SNAPSHOT, &order());
    let request = call.clone().build().expect("the call is complete");
    let builder = Client::builder().token("secret-token");
    for shown in [format!("{client:?}"), format!("{call:?}"), format!("{request:?}"), format!("{builder:?}")] {
        assert!(!shown.contains("secret-token"), "{shown}");
    }
    assert_eq!(request.headers()["x-auth-token"], "secret-token");
}
