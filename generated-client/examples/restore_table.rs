//! Restores a table and follows the job to its end.
//!
//! ```text
//! cargo run -p generated-client --example restore_table
//! ```
//!
//! Without arguments it rehearses against a server that it starts itself, so it runs at once anywhere. For the real
//! service, give the snapshot's id, the database, the table to restore and the table to put it into:
//!
//! ```text
//! cargo run -p generated-client --example restore_table -- SNAPSHOT_ID DATABASE sales.orders sales.orders_restored
//! ```
//!
//! Credentials are then looked for where the official clients look, such as `HUAWEICLOUD_SDK_AK` and
//! `HUAWEICLOUD_SDK_SK`. The region is ae-ad-1; `HUAWEICLOUD_SDK_REGION_DWS_AE_AD_1` moves it somewhere else.

#[path = "../tests/it/server.rs"]
mod server;

use std::env;
use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use generated_client::Client;
use generated_client::huawei;
use generated_client::models::{RestoreTableRequest, TableDetail};
use generated_client::runtime::presence::Maybe;
use server::{Answer, Received, Server};

/// What is rehearsed.
const REHEARSAL: [&str; 4] =
    ["c719b1a7-c85c-4cb5-a721-7694908c2c11", "postgres", "sales.orders", "sales.orders_restored"];

/// What to restore from where.
struct Order {
    snapshot: String,
    database: String,
    source: TableDetail,
    target: TableDetail,
}

/// Where to restore it, and how patiently.
struct Service {
    client: Client,
    interval: Duration,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let service = if arguments.is_empty() {
        arguments = REHEARSAL.map(str::to_owned).to_vec();
        rehearsal()?
    } else {
        service().await?
    };
    let order = order(&arguments)?;
    let Order { snapshot, database, source, target } = order;
    println!("Checking {} against snapshot {snapshot} ...", name(&source));
    let request = RestoreTableRequest::new(true, database, vec![source.clone()], vec![target.clone()]);
    let checked = service.client.check_table_restore(&snapshot, &request).await?.check_table_name_result;
    println!("  the check lists {} and {}", listed(checked.restore_table_list), listed(checked.target_table_list));

    println!("Restoring {} as {}; a table of that name is replaced ...", name(&source), name(&target));
    let wait = service.client.restore_table(&snapshot, &request).wait().interval(service.interval);
    let job =
        wait.on_progress(|job| println!("  {} {}", job.state.unwrap_or("?"), job.progress.unwrap_or_default())).await?;
    println!("Done: job {} ended with {}.", job.job_id.unwrap_or_default(), job.status);
    Ok(())
}

/// What the arguments ask for. Only a rehearsal goes without: a restore replaces tables, so nobody gets one by default.
fn order(arguments: &[String]) -> Result<Order, Box<dyn Error>> {
    let [snapshot, database, source, target] = arguments else {
        return Err(
            "give SNAPSHOT_ID DATABASE SOURCE TARGET, such as ID postgres sales.orders sales.orders_restored".into()
        );
    };
    Ok(Order { snapshot: snapshot.clone(), database: database.clone(), source: table(source)?, target: table(target)? })
}

/// Reads `schema.table`.
fn table(text: &str) -> Result<TableDetail, Box<dyn Error>> {
    let (schema, table) = text.split_once('.').ok_or_else(|| format!("`{text}` is not schema.table"))?;
    Ok(TableDetail::new(schema, table))
}

/// Writes `schema.table`.
fn name(table: &TableDetail) -> String {
    format!("{}.{}", table.schema_name, table.table_name)
}

/// The names that the check lists. What that means for a table is not documented.
fn listed(names: Maybe<Vec<String>>) -> String {
    match names.into_option() {
        Some(names) if !names.is_empty() => names.join(", "),
        _ => "nothing".to_owned(),
    }
}

/// The service itself, with the credentials of this machine.
async fn service() -> Result<Service, Box<dyn Error>> {
    Ok(Service { client: huawei::connect("ae-ad-1").await?, interval: Duration::from_secs(10) })
}

/// A server that accepts a restore and takes three polls to finish it.
fn rehearsal() -> Result<Service, Box<dyn Error>> {
    let mut polls = 0;
    let server = Server::start(move |request: &Received| {
        if request.line.ends_with("/table-restore-check") {
            return Answer::Json(200, r#"{"check_table_name_result":{"database":"postgres"}}"#);
        }
        if request.line.starts_with("POST") {
            return Answer::Json(200, r#"{"job_id":"2c9081c0894918c301894e503ef21b68"}"#);
        }
        polls += 1;
        Answer::Json(
            200,
            match polls {
                1 => r#"{"job_id":"2c9081c0894918c301894e503ef21b68","status":"WAITING"}"#,
                2 => r#"{"job_id":"2c9081c0894918c301894e503ef21b68","status":"RUNNING","progress":"50%"}"#,
                _ => r#"{"job_id":"2c9081c0894918c301894e503ef21b68","status":"SUCCESS","progress":"100%"}"#,
            },
        )
    })?;
    println!("There are no arguments: rehearsing against {}.", server.url());
    let client = Client::builder().endpoint(server.url()).project_id("rehearsal").token("rehearsal").build()?;
    Ok(Service { client, interval: Duration::from_millis(200) })
}
