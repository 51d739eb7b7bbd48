//! A server that somebody else wrote, in the place of ours: what it makes of the same calls.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::super::process;
use super::outcome::Outcome;

/// A server that runs until it is dropped.
pub(super) struct Peer {
    child: Child,
    /// Where it listens.
    pub(super) address: SocketAddr,
}

impl Peer {
    /// Runs `command`, in whose words `{port}` and `{document}` stand for what they say, and waits until it listens.
    pub(super) fn start(command: &str, document: &Path, patience: Duration) -> io::Result<Self> {
        // A port that was free a moment ago.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let filled = |word: &str| {
            let word = word.replace("{port}", &address.port().to_string());
            word.replace("{document}", &document.display().to_string())
        };
        let mut words = command.split_whitespace().map(filled);
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut peer = Self { child: process::in_group(&mut command).spawn()?, address };
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            if peer.child.try_wait()?.is_some() {
                return Err(io::Error::other("it has ended"));
            }
            if started.elapsed() > patience {
                return Err(io::Error::other("it does not listen"));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(peer)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It fails when the server has ended by itself.
        let _ = process::kill(&mut self.child);
        let _ = self.child.wait();
    }
}

/// What the server found wrong with the request: a server that goes by the document answers a good one with success.
pub(super) fn trouble(outcome: &Outcome) -> Option<String> {
    match outcome {
        Outcome::Understood(200..=399, _) | Outcome::Puzzling(_) => None,
        Outcome::Understood(..) | Outcome::Undocumented(_) => Some(outcome.text()),
        Outcome::None(text) => Some(format!("not sent: {text}")),
    }
}
