//! The official client's requests and its readings of odd replies, recorded; `data/wire-captures.json`.

use std::path::Path;

use generated_client::models::{ClusterActionName, RestoreTableRequest, SortDirection};
use generated_client::runtime::{Outcome, Reply};
use generated_client::{Client, Operation, api};
use serde_json::Value;

/// A snapshot's id, a cluster's and a job's, as the recorded requests have them.
const SNAPSHOT: &str = "c719b1a7-c85c-4cb5-a721-7694908c2c11";
const CLUSTER: &str = "e59d6b86-9072-46eb-a996-13f8b44994c1";
const JOB: &str = "2c9081c0894918c301894e503ef21b68";

/// The captures, or those of the file that `DWS_WIRE_CAPTURES` names: by an absolute path, or by one as seen from the
/// workspace, where the tests are called from, or from this package, where cargo runs them.
pub fn captures() -> Vec<Value> {
    let given = std::env::var("DWS_WIRE_CAPTURES").unwrap_or_else(|_| "wire-captures.json".to_owned());
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["..", ".", "tests/data"].map(|place| package.join(place).join(&given));
    let path = places.iter().find(|path| path.is_file()).unwrap_or(&places[2]);
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut file: Value = serde_json::from_str(&text).expect("the captures are JSON");
    serde_json::from_value(file["captures"].take()).expect("the captures are a list")
}

fn client() -> Client {
    let builder = Client::builder().endpoint("http://127.0.0.1:18931").project_id("0536cdee2200d5912f7cc00b877980f1");
    builder.token("token").build().expect("the configuration is complete")
}

/// The same call, by our client: method, target and body.
fn ours(name: &str, body: &str) -> Option<http::Request<bytes::Bytes>> {
    let client = client();
    let order = || serde_json::from_str::<RestoreTableRequest>(body).expect("the body is complete");
    let built = match name {
        "restore_table_odd_snapshot_id" => client.restore_table("a b/ü", &order()).build().ok(),
        "check_table_restore" | "check_table_restore_lists" => {
            client.check_table_restore(SNAPSHOT, &order()).build().ok()
        }
        "list_job_details" => client.list_job_details(JOB).build().ok(),
        "list_snapshots" => client.list_snapshots().build().ok(),
        "list_snapshot_details" => client.list_snapshot_details(SNAPSHOT).build().ok(),
        "list_cluster_snapshots" => {
            let call = client.list_cluster_snapshots(CLUSTER).limit(10).offset(0).sort_dir(&SortDirection::Desc);
            call.sort_key("started").build().ok()
        }
        // These are what the official client sends for calls that ours refuses, or with what the document leaves out.
        "restore_table_missing_fields"
        | "restore_table_no_body"
        | "restore_table_no_snapshot_id"
        | "restore_table_no_project_id" => return None,
        name if name.starts_with("restore_table") => client.restore_table(SNAPSHOT, &order()).build().ok(),
        _ => return None,
    };
    Some(built.expect("the call is complete"))
}

#[test]
fn requests_equal_the_official_ones() {
    let mut compared = 0;
    for capture in captures() {
        let name = capture["name"].as_str().expect("a capture has a name");
        let official = &capture["requests"][0];
        let Some(ours) = ours(name, official["body"].as_str().unwrap_or_default()) else { continue };
        assert_eq!(ours.method().as_str(), official["method"], "{name}");
        assert_eq!(
            ours.uri().path_and_query().map(|target| sorted(target.as_str())),
            official["target"].as_str().map(sorted),
            "{name}"
        );
        assert_eq!(ours.headers()["content-type"], media_type(official), "{name}");
        let body = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
        assert_eq!(body(ours.body()), body(official["body"].as_str().unwrap_or_default().as_bytes()), "{name}");
        compared += 1;
    }
    assert!(
        compared >= 14 || std::env::var_os("DWS_WIRE_CAPTURES").is_some(),
        "only {compared} captures were compared"
    );
}

/// The type of the content, of which requests without any have one too; its charset is the only one that JSON has.
fn media_type(request: &Value) -> &str {
    let headers = request["headers"].as_array().expect("a request has headers");
    let header =
        headers.iter().find(|header| header[0].as_str().is_some_and(|it| it.eq_ignore_ascii_case("content-type")));
    header.and_then(|header| header[1].as_str()?.split(';').next()).unwrap_or_default()
}

/// A target with its query in order: the official client sorts it, ours sends it as it was built.
fn sorted(target: &str) -> String {
    let Some((path, query)) = target.split_once('?') else { return target.to_owned() };
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    format!("{path}?{}", pairs.join("&"))
}

#[test]
fn recorded_replies_are_never_taken_for_a_restore() {
    for capture in captures() {
        let name = capture["name"].as_str().expect("a capture has a name");
        let response = &capture["response"];
        let Some(status) = response["status"].as_u64().and_then(|status| u16::try_from(status).ok()) else { continue };
        let body = response["body"].as_str().unwrap_or_default().to_owned();
        let reply = Reply::new(http::StatusCode::from_u16(status).expect("a status"), http::HeaderMap::new(), body);
        let decoded = api::RestoreTable::decode(&reply);
        let accepted = matches!(decoded, Ok(Outcome::Success(_)));
        // A success that has a job id is accepted; every error, redirect and empty success is not.
        let job =
            serde_json::from_slice::<Value>(reply.body()).ok().and_then(|body| body["job_id"].as_str().map(str::len));
        assert_eq!(accepted, (200..300).contains(&status) && job.is_some(), "{name}: {decoded:?}");
    }
}

#[test]
fn every_documented_action_name_is_known() {
    for name in ["RESTORING", "FINE_GRAINED_RESTORING", "FINE_GRAINED_RESTORING_FAILED"] {
        assert!(!matches!(ClusterActionName::from(name), ClusterActionName::Unknown(_)), "{name}");
    }
}
