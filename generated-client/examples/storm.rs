//! Ten thousand calls, 256 at once, while one request in five meets a fault.
//!
//! It prints what the client sends again, and whether any restore runs twice.
//!
//! ```text
//! cargo run --release -p generated-client --example storm
//! cargo run --release -p generated-client --example storm -- CALLS AT_ONCE FAULTS_IN_PERCENT
//! ```

#[path = "../tests/it/storm.rs"]
mod storm;

use std::process::ExitCode;

use storm::Plan;

#[tokio::main]
async fn main() -> ExitCode {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let (calls, concurrent, percent) = match numbers.as_slice() {
        [] => (10_000, 256, 20),
        [calls, concurrent, percent] => (*calls, *concurrent, *percent),
        _ => {
            eprintln!("give three numbers, CALLS AT_ONCE FAULTS_IN_PERCENT, or none");
            return ExitCode::from(2);
        }
    };
    let report = storm::run(Plan { calls, concurrent, fault_percent: percent as u64 }).await;
    println!("{report}");
    let unharmed = (report.lost, report.doubled, report.misjudged) == (0, 0, 0) && report.retries() <= report.budget;
    if unharmed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
