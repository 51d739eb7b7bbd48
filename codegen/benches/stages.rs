//! Where the time of a run goes: each stage of the pipeline, on the committed document and on large real ones.
//!
//! ```text
//! cargo bench -p codegen                       # the committed document, and those of ../shared/corpus if it is there
//! cargo bench -p codegen -- path/to/openapi.yaml
//! ```
//!
//! A stage's figure is the processor time of all threads that work on it, so that it matters little what else the machine
//! does; the last column is the time that passed, which does not. All are medians over the rounds. Naming, emission and
//! formatting use all processors. The table is for reading; nothing is asserted.

use std::cell::RefCell;
use std::error::Error;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs};

use codegen::{Config, Input, Loader, Stage, Watch};
use mimalloc::MiMalloc;

/// That of the command line.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

const ROUNDS: usize = 9;

/// Third parties' documents, which are no part of the repository, with much of everything that takes time.
const LARGE: [&str; 3] = ["github.json", "cloudflare.json", "stripe.yaml"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("milliseconds, median of {ROUNDS} rounds\n");
    heading();
    for path in documents() {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let input = Input { name: &name, text: &text, loader: &Beside(&path) };
        measure(&input)?;
    }
    Ok(())
}

/// What the caller names, or what is known to be worth it.
fn documents() -> Vec<PathBuf> {
    // Cargo runs benchmarks in the package's directory, and the caller stands in the workspace's.
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let named: Vec<_> = env::args().skip(1).filter(|it| !it.starts_with('-')).map(|it| workspace.join(it)).collect();
    if !named.is_empty() {
        return named;
    }
    let corpus = workspace.join("../shared/corpus");
    let (there, missing): (Vec<_>, Vec<_>) = LARGE.iter().map(|name| corpus.join(name)).partition(|path| path.exists());
    for path in missing {
        eprintln!("not measured, because it is not there: {}", path.display());
    }
    [vec![workspace.join("spec/dws.yaml")], there].concat()
}

/// The other files of a document stand in its directory.
struct Beside<'a>(&'a Path);

impl Loader for Beside<'_> {
    fn load(&self, path: &str) -> Result<String, String> {
        fs::read_to_string(self.0.with_file_name(path)).map_err(|error| error.to_string())
    }
}

/// Runs the generator often enough to tell, and prints a row.
fn measure(input: &Input<'_>) -> Result<(), Box<dyn Error>> {
    let (mut stages, mut passed) = (vec![Vec::new(); Stage::ALL.len()], Vec::new());
    for _ in 0..ROUNDS {
        let clock = Clock::default();
        let begun = Instant::now();
        let output = codegen::generate_watched(input, &Config::default(), &clock);
        passed.push(begun.elapsed());
        black_box(output.map_err(|findings| findings.to_string())?);
        for (list, spent) in stages.iter_mut().zip(clock.spent) {
            list.push(Duration::from_nanos(spent.into_inner()));
        }
    }
    let figures = stages.into_iter().chain([passed]).map(|list| format!("{:>8.1}", median(list).as_secs_f64() * 1e3));
    row(input.name, figures);
    Ok(())
}

fn median(mut list: Vec<Duration>) -> Duration {
    list.sort_unstable();
    list[list.len() / 2]
}

fn heading() {
    let names = Stage::ALL.map(|stage| format!("{stage:?}").to_lowercase());
    row("document", names.into_iter().chain(["passed".to_owned()]).map(|name| format!("{name:>8}")));
    row("---", (0..=Stage::ALL.len()).map(|_| "-------:".to_owned()));
}

fn row(name: &str, cells: impl Iterator<Item = String>) {
    println!("| {name:<20} | {} |", cells.collect::<Vec<_>>().join(" | "));
}

/// What each stage has taken so far, in nanoseconds of all threads.
#[derive(Default)]
struct Clock {
    spent: [AtomicU64; Stage::ALL.len()],
}

thread_local! {
    /// The stages that this thread is in, the innermost last, and how long it had worked when it came into or out of one.
    static AT: RefCell<(Vec<Stage>, Duration)> = const { RefCell::new((Vec::new(), Duration::ZERO)) };
}

impl Clock {
    /// Charges the innermost stage for the work since the last change, and changes the stages.
    fn turn(&self, change: impl FnOnce(&mut Vec<Stage>)) {
        AT.with_borrow_mut(|(stages, before)| {
            let now = worked();
            if let Some(stage) = stages.last() {
                let spent = u64::try_from((now - *before).as_nanos()).unwrap_or(u64::MAX);
                self.spent[*stage as usize].fetch_add(spent, Ordering::Relaxed);
            }
            change(stages);
            *before = now;
        });
    }
}

/// How long this thread has worked so far.
#[cfg(unix)]
fn worked() -> Duration {
    nix::time::ClockId::CLOCK_THREAD_CPUTIME_ID.now().map_or(Duration::ZERO, Duration::from)
}

/// How much time has passed, which is the same if this is all that the machine does.
#[cfg(not(unix))]
fn worked() -> Duration {
    static BEGUN: std::sync::LazyLock<Instant> = std::sync::LazyLock::new(Instant::now);
    BEGUN.elapsed()
}

impl Watch for Clock {
    fn begin(&self, stage: Stage) {
        self.turn(|stages| stages.push(stage));
    }

    fn end(&self, _: Stage) {
        self.turn(|stages| {
            stages.pop();
        });
    }
}
