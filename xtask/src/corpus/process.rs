//! Runs another program for a bounded time, together with whatever it starts.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::interrupt::Interrupt;

/// How a program ended, and what it said.
#[derive(Debug)]
pub(crate) struct Finished {
    /// How it ended.
    pub(crate) end: End,
    /// What it wrote to stdout.
    pub(crate) stdout: String,
    /// What it wrote to stderr.
    pub(crate) stderr: String,
}

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// By itself, or by a signal that was not ours.
    Exited(ExitStatus),
    /// It took too long and was killed.
    TimedOut,
    /// The run was interrupted and it was killed.
    Interrupted,
}

/// Runs `command` until it ends, `time` has passed or the run is interrupted.
pub(crate) fn run(command: &mut Command, time: Duration, interrupt: &Interrupt) -> io::Result<Finished> {
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
            (false, true) => End::TimedOut,
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
    use super::{End, run};

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn what_a_program_says_is_kept() {
        let hour = Duration::from_secs(3600);
        let finished = run(&mut shell("echo out; echo err >&2; exit 3"), hour, &Interrupt::never()).expect("it starts");
        let End::Exited(status) = finished.end else { panic!("{finished:?}") };
        assert_eq!((status.code(), finished.stdout.as_str(), finished.stderr.as_str()), (Some(3), "out\n", "err\n"));
    }

    /// The grandchild holds the pipe open: the test would hang if it survived.
    #[test]
    fn a_program_that_takes_too_long_goes_with_all_that_it_started() {
        let command = &mut shell("echo before; sleep 3600 & sleep 3600");
        let finished = run(command, Duration::from_millis(200), &Interrupt::never()).expect("it starts");
        assert_eq!((finished.end, finished.stdout.as_str()), (End::TimedOut, "before\n"));
    }
}
