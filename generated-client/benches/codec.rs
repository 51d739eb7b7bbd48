//! What reading and writing JSON costs beside serde's derived code, on a long list of snapshots.
//!
//! ```text
//! cargo bench -p generated-client --bench codec
//! ```
//!
//! Both take turns on the same text, so that whatever else the machine does befalls both. The table is for reading; nothing
//! is asserted about time.

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use generated_client::models::ListClusterSnapshotsResponse;
use generated_client::runtime::codec::{from_slice, to_vec};
use serde::{Deserialize, Serialize};

const ROUNDS: usize = 25;
const SNAPSHOTS: usize = 20_000;

/// The same list as a user of serde would declare it. Only times are checked less: here they are texts.
#[derive(Serialize, Deserialize)]
struct Derived {
    snapshots: Vec<DerivedSnapshot>,
    count: Option<i32>,
}

macro_rules! derived_snapshot {
    ($($field:ident: $ty:ty,)*) => {
        #[derive(Default, Serialize, Deserialize)]
        struct DerivedSnapshot {
            $(#[serde(skip_serializing_if = "Option::is_none")] $field: Option<$ty>,)*
        }
    };
}

derived_snapshot! {
    id: String,
    name: String,
    description: String,
    started: String,
    finished: String,
    size: f64,
    status: DerivedStatus,
    r#type: String,
    cluster_id: String,
    datastore: BTreeMap<String, String>,
    cluster_name: String,
    db_user: String,
    progress: String,
    guest_agent_version: String,
    cluster_status: DerivedStatus,
    cluster_task_status: String,
    updated: String,
    bak_expected_start_time: String,
    bak_keep_day: i32,
    bak_period: String,
    backup_key: String,
    prior_backup_key: String,
    base_backup_key: String,
    base_backup_name: String,
    backup_device: String,
    total_backup_size: i64,
    support_inplace_restore: bool,
    fine_grained_backup: bool,
    backup_level: String,
    fine_grained_backup_detail: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum DerivedStatus {
    Available,
    Creating,
}

fn main() -> Result<(), Box<dyn Error>> {
    let text = text()?;
    let codec: ListClusterSnapshotsResponse = serde_json::from_str(&text)?;
    let derived: Derived = serde_json::from_str(&text)?;
    println!("{:.1} MB, median of {ROUNDS} rounds\n", text.len() as f64 / 1e6);
    println!("|                     | derived | codec   | ratio |");
    println!("|---------------------|--------:|--------:|------:|");
    let read_derived = || Ok(serde_json::from_str::<Derived>(&text)?);
    compare("read", read_derived, || Ok(from_slice::<ListClusterSnapshotsResponse>(text.as_bytes())?))?;
    // What a user of the models gets who reads and writes them with serde, say in a file.
    let read_bridged = || Ok(serde_json::from_str::<ListClusterSnapshotsResponse>(&text)?);
    compare("read through serde", read_derived, read_bridged)?;
    let write_derived = || Ok(serde_json::to_vec(&derived)?);
    compare("write", write_derived, || Ok(to_vec(&codec)?))?;
    compare("write through serde", write_derived, || Ok(serde_json::to_vec(&codec)?))
}

/// Lets both take turns, and prints what each took.
fn compare<D, C>(
    name: &str,
    derived: impl Fn() -> Result<D, Box<dyn Error>>,
    codec: impl Fn() -> Result<C, Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    let (mut by_derived, mut by_codec) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        by_derived.push(time(&derived)?);
        by_codec.push(time(&codec)?);
    }
    let (derived, codec) = (median(by_derived), median(by_codec));
    let ratio = codec / derived;
    println!("| {name:<19} | {:>4.1} ms | {:>4.1} ms | {ratio:>5.2} |", derived * 1e3, codec * 1e3);
    Ok(())
}

/// The seconds that something takes, without what it takes to give its result back.
fn time<T>(work: &impl Fn() -> Result<T, Box<dyn Error>>) -> Result<f64, Box<dyn Error>> {
    let begin = Instant::now();
    let result = black_box(work()?);
    let elapsed = begin.elapsed();
    drop(result);
    Ok(elapsed.as_secs_f64())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// A list as the service writes it: in the order of the document.
fn text() -> serde_json::Result<String> {
    let snapshot = |index: usize| DerivedSnapshot {
        id: Some(format!("c719b1a7-c85c-4cb5-a721-{index:012}")),
        name: Some(format!("nightly-{index}")),
        description: Some("taken before the release".to_owned()),
        started: Some("2024-01-02T03:04:05Z".to_owned()),
        finished: (!index.is_multiple_of(3)).then(|| "2024-01-02T04:04:05Z".to_owned()),
        size: Some(index as f64 / 8.0),
        status: Some(if index.is_multiple_of(2) { DerivedStatus::Available } else { DerivedStatus::Creating }),
        r#type: Some("AUTO".to_owned()),
        cluster_id: Some("e59d6b86-9072-46eb-a996-13f8b44994c1".to_owned()),
        cluster_name: Some("sales".to_owned()),
        bak_keep_day: Some(7),
        fine_grained_backup: Some(true),
        ..DerivedSnapshot::default()
    };
    let snapshots: Vec<_> = (0..SNAPSHOTS).map(snapshot).collect();
    serde_json::to_string(&Derived { snapshots, count: i32::try_from(SNAPSHOTS).ok() })
}
