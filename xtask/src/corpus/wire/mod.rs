//! The fourth stage: calls of every operation, against a server that goes by the document.
//!
//! What the server knows comes from the document as it was written, never from the generator: it finds the values in a
//! request by its own reading of the standard, and answers every declared reply with a value that the document allows. The same calls can be sent to a server that somebody
//! else wrote.

mod body;
mod examples;
mod heard;
mod http;
mod jobs;
mod multipart;
mod operations;
mod outcome;
mod path;
mod peer;
mod program;
mod request;
mod security;
mod server;
mod style;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use codegen::{Call, Pointer};

use self::jobs::{Plan, Planner};
use self::operations::Operation;
use self::outcome::Outcome as Called;
use self::peer::Peer;
use self::server::Server;
use super::Limits;
use super::crates::Crates;
use super::documents::Document;
use super::interrupt::Interrupt;
use super::lists;
use super::process::{self, Finished, Trouble};
use super::row::{Outcome, Wired, WrongCall};
use crate::failure::Failure;
use crate::place::Place;

/// Calls the operations of `document` through the crate `package`; none when the run is interrupted. `peer` is the command
/// that starts another server than ours.
pub(crate) fn wire(
    crates: &Crates,
    document: &Document,
    package: &str,
    peer: Option<&str>,
    limits: Limits,
    interrupt: &Interrupt,
) -> Result<Option<Wired>, Failure> {
    let started = Instant::now();
    let stage = Stage { crates, package, peer, limits, interrupt };
    let outcome = stage.run(document)?;
    let seconds = started.elapsed().as_secs_f64();
    Ok(outcome.map(|wired| Wired { seconds, ..wired }))
}

struct Stage<'s> {
    crates: &'s Crates,
    package: &'s str,
    peer: Option<&'s str>,
    limits: Limits,
    interrupt: &'s Interrupt,
}

impl Stage<'_> {
    fn run(&self, document: &Document) -> Result<Option<Wired>, Failure> {
        let directory = self.crates.directory(self.package);
        let calls: Vec<Call> = lists::read(&directory.join(lists::CALLS))?;
        let read = crate::document::Document::read(&Place::given(&document.path).below(Some(&document.root)))?;
        let tree = codegen::read(&read.input()).map_err(Failure::work)?;
        let operations = jobs::operations(&tree);
        let translated = jobs::translated(&tree);
        let mut planner = Planner::new(&operations, &calls, &tree, translated.each_ref())?;
        let known: HashSet<&Pointer> = calls.iter().map(|call| &call.pointer).collect();
        let (mut plans, mut uncalled): (Vec<Plan<'_>>, Vec<WrongCall>) = (Vec::new(), Vec::new());
        for (at, Operation { pointer, .. }) in operations.iter().enumerate() {
            let planned = if known.contains(pointer) { planner.plans(at) } else { Err(NOT_GENERATED.to_owned()) };
            match planned {
                Ok(planned) => plans.extend(planned),
                Err(reason) => uncalled.push(WrongCall {
                    pointer: pointer.to_string(),
                    troubles: vec![format!("it is not called: {reason}")],
                }),
            }
        }
        let jobs = directory.join("jobs.jsonl");
        let lines: Result<Vec<String>, _> = plans.iter().map(|plan| serde_json::to_string(&plan.job)).collect();
        fs::write(&jobs, lines.map_err(Failure::work)?.join("\n"))
            .map_err(|error| Failure::io("write", &jobs, &error))?;
        let program = match self.build(&calls)? {
            Ok(program) => program,
            Err(end) => return Ok(end),
        };
        let mut command = Command::new(&program);
        command.arg(&jobs);
        let called = match self.peer {
            None => Ok(self.called(&mut command, &operations, &plans)?),
            Some(peer) => self.called_at(&mut command, peer, &document.path, plans.len())?,
        };
        self.crates.clean(&program::package(self.package));
        self.crates.clean(self.package);
        Ok(match called {
            Ok((finished, results)) => judged(&operations, &plans, results, &finished, uncalled),
            Err(reason) => Some(Wired::failed(reason)),
        })
    }

    /// Builds the program that makes the calls, or says why there is none: nothing when the run is interrupted.
    fn build(&self, calls: &[Call]) -> Result<Result<PathBuf, Option<Wired>>, Failure> {
        let mut built = program::build(self.crates, self.package, calls)?;
        let finished = self.finish(&mut built.cargo)?;
        Ok(match finished.trouble() {
            None => Ok(built.program),
            Some(Trouble::Interrupted) => Err(None),
            Some(trouble) => Err(Some(Wired::failed(format!("building the calls {trouble}")))),
        })
    }

    /// Makes the calls against our server.
    fn called(
        &self,
        command: &mut Command,
        operations: &[Operation<'_>],
        plans: &[Plan<'_>],
    ) -> Result<(Finished, Vec<Judged>), Failure> {
        let served = Server::new(operations, plans).during(|address| self.finish(command.arg(address.to_string())));
        let (heard, finished) = served.map_err(Failure::work)?;
        let finished = finished?;
        let mut lines = finished.stdout.lines();
        let results = plans.iter().zip(heard.troubles).map(|(plan, troubles)| {
            let outcome = Called::read(lines.next());
            let request = match troubles {
                Some(troubles) if troubles.is_empty() => Ok(()),
                Some(troubles) => Err(troubles.join("; ")),
                None => Err(format!("not sent: {}", outcome.text())),
            };
            let is_decoded = matches!(outcome, Called::Understood(status, _) if status == plan.reply.status);
            Judged { request, is_decoded, outcome }
        });
        let results = results.collect();
        Ok((finished, results))
    }

    /// Makes the calls against the server that `peer` starts; the inner error says why it did not.
    fn called_at(
        &self,
        command: &mut Command,
        peer: &str,
        document: &Path,
        number: usize,
    ) -> Result<Result<(Finished, Vec<Judged>), String>, Failure> {
        let started = match Peer::start(peer, document, PATIENCE) {
            Ok(started) => started,
            Err(error) => return Ok(Err(format!("cannot use `{peer}`: {error}"))),
        };
        let finished = self.finish(command.arg(started.address.to_string()))?;
        let mut lines = finished.stdout.lines();
        let results = (0..number).map(|_| {
            let outcome = Called::read(lines.next());
            let request = peer::trouble(&outcome).map_or(Ok(()), Err);
            Judged { request, is_decoded: matches!(outcome, Called::Understood(200..=399, _)), outcome }
        });
        let results = results.collect();
        Ok(Ok((finished, results)))
    }

    fn finish(&self, command: &mut Command) -> Result<Finished, Failure> {
        process::run(command, self.limits.time, self.interrupt)
    }
}

/// Why an operation is not called for which the crate has no call.
const NOT_GENERATED: &str = "the crate has no call for it, which a finding of the generator explains";

/// How long another server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// What became of a call.
struct Judged {
    /// What is wrong with the request, if something is.
    request: Result<(), String>,
    is_decoded: bool,
    outcome: Called,
}

/// Counts what went well, and lists what did not, operation by operation.
fn judged(
    operations: &[Operation<'_>],
    plans: &[Plan<'_>],
    results: Vec<Judged>,
    finished: &Finished,
    uncalled: Vec<WrongCall>,
) -> Option<Wired> {
    let reason = match finished.trouble() {
        None => None,
        Some(Trouble::Interrupted) => return None,
        Some(trouble) => Some(format!("the calls {trouble}")),
    };
    let mut wired = Wired { operations: operations.len(), reason, ..Wired::default() };
    let mut wrong: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut fine = vec![false; operations.len()];
    for (plan, Judged { request, is_decoded, outcome }) in plans.iter().zip(results) {
        wired.requests += 1;
        wired.requests_accepted += usize::from(request.is_ok());
        // Where nothing is declared, nothing can be decoded.
        fine[plan.operation] |= request.is_ok() && (is_decoded || plan.status.is_none());
        let reply = plan.status.filter(|_| !is_decoded && request.is_ok());
        if plan.status.is_some() {
            wired.replies += 1;
            wired.replies_decoded += usize::from(is_decoded);
        }
        let reply = reply.map(|status| format!("{status}: {}", outcome.text()));
        wrong.entry(plan.operation).or_default().extend(request.err().into_iter().chain(reply));
    }
    wired.called = fine.iter().filter(|fine| **fine).count();
    wired.wrong = wrong
        .into_iter()
        .filter(|(_, troubles)| !troubles.is_empty())
        .map(|(at, troubles)| WrongCall { pointer: operations[at].pointer.to_string(), troubles })
        .chain(uncalled)
        .collect();
    let is_fine = wired.reason.is_none() && wired.wrong.is_empty();
    wired.result = if is_fine { Outcome::Ok } else { Outcome::Failed };
    Some(wired)
}
