//! Every operation against a mock server that somebody else wrote, when one is running.
//!
//! ```text
//! npx @stoplight/prism-cli mock spec/dws.yaml --errors
//! DWS_MOCK_URL=http://127.0.0.1:4010 cargo test -p generated-client --test it mock
//! ```

use std::fmt::Debug;

use generated_client::models::{ClusterActionName, RestoreTableRequest, SortDirection, TableDetail};
use generated_client::{Call, Client, Operation};

const SNAPSHOT: &str = "c719b1a7-c85c-4cb5-a721-7694908c2c11";
const CLUSTER: &str = "e59d6b86-9072-46eb-a996-13f8b44994c1";

/// Sends a call; the mock must accept the request, and its reply must decode.
async fn accepted<Op: Operation<Output: Debug>>(call: Call<'_, Op>) {
    match call.await {
        Ok(output) => println!("{}: {output:?}", Op::INFO.id),
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn every_operation_is_accepted() {
    let Ok(url) = std::env::var("DWS_MOCK_URL") else {
        eprintln!("skipped: DWS_MOCK_URL names no mock server");
        return;
    };
    let builder = Client::builder().endpoint(url).project_id("0536cdee2200d5912f7cc00b877980f1").token("token");
    let client = builder.build().expect("the configuration is complete");
    let table = || vec![TableDetail::new("postgres", "public")];
    let order = RestoreTableRequest::new(true, "postgres", table(), table());
    accepted(client.restore_table(SNAPSHOT, &order)).await;
    accepted(client.check_table_restore(SNAPSHOT, &order)).await;
    accepted(client.list_snapshots()).await;
    accepted(client.list_cluster_snapshots(CLUSTER)).await;
    let call =
        client.list_cluster_snapshots(CLUSTER).limit(10).offset(0).sort_key("name").sort_dir(&SortDirection::Desc);
    accepted(call).await;
    accepted(client.list_snapshot_details(SNAPSHOT)).await;
    accepted(client.list_job_details("2c9081c0894918c301894e503ef21b68")).await;
    accepted(client.list_cluster_actions(CLUSTER, &ClusterActionName::FineGrainedRestoring)).await;
}
