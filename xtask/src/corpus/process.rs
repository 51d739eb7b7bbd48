//! Runs another program for a bounded time, together with whatever it starts, and judges how it ended.

use std::env;
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::interrupt::Interrupt;
use crate::failure::Failure;

/// How a program ended, and what it said.
#[derive(Debug)]
pub(crate) struct Finished {
    end: End,
    /// What it wrote to stdout.
    pub(crate) stdout: String,
    /// What it wrote to stderr.
    pub(crate) stderr: String,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// By itself, or by a signal that was not ours.
    Exited(ExitStatus),
    /// It took more than this and was killed.
    TimedOut(Duration),
    /// The run was interrupted and it was killed.
    Interrupted,
}

/// Why a program did not do its work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A person ended the run.
    Interrupted,
    /// It took more than this.
    TookTooLong(Duration),
    /// It says itself that it failed, or something else killed it; with its last words.
    Crashed(String),
}

impl Finished {
    /// Why the program did not do its work, unless it did.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        match self.end {
            End::Exited(status) if status.success() => None,
            End::Exited(status) => Some(Trouble::Crashed(how_it_crashed(status, &self.stderr))),
            End::TimedOut(time) => Some(Trouble::TookTooLong(time)),
            End::Interrupted => Some(Trouble::Interrupted),
        }
    }
}

/// Continues a sentence that begins with what the program was to do.
impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => f.write_str("was interrupted"),
            Self::TookTooLong(time) => write!(f, "took more than {} s", time.as_secs()),
            Self::Crashed(how) => f.write_str(how),
        }
    }
}

/// What a process said before it went down.
fn how_it_crashed(status: ExitStatus, stderr: &str) -> String {
    let words = stderr.lines().filter(|line| !line.trim().is_empty());
    // A panic says where it was and then what it was; the hint about backtraces behind that is no help here.
    let said: Vec<&str> = words.filter(|line| !line.starts_with("note: ")).collect();
    let last = said[said.len().saturating_sub(2)..].join(" ");
    format!("crashed ({status}): {last}")
}

/// Where this program is, to start it again.
pub(crate) fn this_program() -> Result<PathBuf, Failure> {
    env::current_exe().map_err(|error| Failure::work(format_args!("cannot find this program: {error}")))
}

/// Runs `command` until it ends, `time` has passed or the run is interrupted.
pub(crate) fn run(command: &mut Command, time: Duration, interrupt: &Interrupt) -> Result<Finished, Failure> {
    let finished = watch(command, time, interrupt);
    finished.map_err(|error| Failure::io("run", Path::new(command.get_program()), &error))
}

fn watch(command: &mut Command, time: Duration, interrupt: &Interrupt) -> io::Result<Finished> {
    let mut child = in_group(command).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let stdout = child.stdout.take().map(|pipe| thread::spawn(|| read(pipe)));
    let stderr = child.stderr.take().map(|pipe| thread::spawn(|| read(pipe)));
    let end = wait(&mut child, time, interrupt)?;
    let text = |reader: Option<thread::JoinHandle<String>>| reader.and_then(|it| it.join().ok()).unwrap_or_default();
    Ok(Finished { end, stdout: text(stdout), stderr: text(stderr) })
}

/// Has the program be in a group with all that it starts, where the system has such groups.
pub(crate) fn in_group(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command
}

fn read(mut pipe: impl Read) -> String {
    let mut bytes = Vec::new();
    // What came before an error is still worth showing.
    let _ = pipe.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Asks again and again, because waiting for either of two events takes more machinery than it is worth here.
fn wait(child: &mut Child, time: Duration, interrupt: &Interrupt) -> io::Result<End> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(End::Exited(status));
        }
        let end = match (interrupt.is_raised(), started.elapsed() >= time) {
            (true, _) => End::Interrupted,
            (false, true) => End::TimedOut(time),
            (false, false) => {
                thread::sleep((started.elapsed() / 20).clamp(SHORTEST_NAP, LONGEST_NAP));
                continue;
            }
        };
        kill(child)?;
        child.wait()?;
        return Ok(end);
    }
}

const SHORTEST_NAP: Duration = Duration::from_millis(1);
const LONGEST_NAP: Duration = Duration::from_millis(50);

/// Kills the program and what is in its group.
pub(crate) fn kill(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    if let Ok(group) = i32::try_from(child.id()) {
        use nix::sys::signal::{Signal, killpg};
        // It fails when the group has just ended by itself.
        let _ = killpg(nix::unistd::Pid::from_raw(group), Signal::SIGKILL);
    }
    child.kill()
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;
    use std::time::Duration;

    use super::super::interrupt::Interrupt;
    use super::{Trouble, run};

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn what_a_program_says_is_kept() {
        let hour = Duration::from_secs(3600);
        let finished = run(&mut shell("echo out; echo err >&2; exit 3"), hour, &Interrupt::never()).expect("it starts");
        assert_eq!((finished.stdout.as_str(), finished.stderr.as_str()), ("out\n", "err\n"));
    }

    /// The grandchild holds the pipe open: the test would hang if it survived.
    #[test]
    fn a_program_that_takes_too_long_goes_with_all_that_it_started() {
        let command = &mut shell("echo before; sleep 3600 & sleep 3600");
        let finished = run(command, Duration::from_millis(200), &Interrupt::never()).expect("it starts");
        assert_eq!(finished.trouble(), Some(Trouble::TookTooLong(Duration::from_millis(200))));
        assert_eq!(finished.stdout, "before\n");
    }

    #[test]
    fn each_ending_is_told_from_the_others() {
        let trouble = |script: &str| {
            let finished = run(&mut shell(script), Duration::from_secs(3600), &Interrupt::never()).expect("it starts");
            finished.trouble().map(|trouble| trouble.to_string())
        };
        assert_eq!(trouble("exit 0"), None);
        assert_eq!(trouble("echo why >&2; exit 3").as_deref(), Some("crashed (exit status: 3): why"));
        let killed = trouble("kill -9 $$").expect("it is killed");
        assert!(killed.starts_with("crashed (signal: 9"), "{killed}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let failure = run(&mut Command::new("no-such-program"), Duration::from_secs(1), &Interrupt::never());
        let message = failure.expect_err("there is none").to_string();
        assert!(message.starts_with("cannot run no-such-program: "), "{message}");
    }
}
