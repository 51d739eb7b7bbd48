//! The fourth stage: calls of every operation, against a server that goes by the document.
//!
//! What the server knows comes from the document as it was written, never from the generator: it finds the values in a
//! request by its own reading of the standard, and answers every declared reply with a value that the document allows.

mod body;
mod heard;
mod http;
mod jobs;
mod multipart;
mod operations;
mod path;
mod program;
mod request;
mod security;
mod server;
mod style;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::time::Instant;

use self::jobs::{Plan, Planner};
use self::operations::Operation;
use self::server::{Heard, Server};
use super::Limits;
use super::calls;
use super::crates::Crates;
use super::documents::Document;
use super::generate::how_it_crashed;
use super::interrupt::Interrupt;
use super::process::{self, End, Finished};
use super::row::{Outcome, Wired, WrongCall};
use crate::failure::Failure;
use crate::place::Place;

/// Calls the operations of `document` through the crate `package`; none when the run is interrupted.
pub(crate) fn wire(
    crates: &Crates,
    document: &Document,
    package: &str,
    limits: Limits,
    interrupt: &Interrupt,
) -> Result<Option<Wired>, Failure> {
    let started = Instant::now();
    let stage = Stage { crates, package, limits, interrupt };
    let outcome = stage.run(document)?;
    let seconds = started.elapsed().as_secs_f64();
    Ok(outcome.map(|wired| Wired { seconds, ..wired }))
}

struct Stage<'s> {
    crates: &'s Crates,
    package: &'s str,
    limits: Limits,
    interrupt: &'s Interrupt,
}

impl Stage<'_> {
    fn run(&self, document: &Document) -> Result<Option<Wired>, Failure> {
        let directory = self.crates.directory(self.package);
        let calls = calls::read(&directory)?;
        let read = crate::document::Document::read(&Place::given(&document.path))?;
        let document = codegen::read(&read.input()).map_err(Failure::work)?;
        let operations = jobs::operations(&document);
        let translated = jobs::translated(&document);
        let mut planner = Planner::new(&operations, translated.each_ref())?;
        let known = |operation: &Operation<'_>| {
            let pointer = operation.pointer.to_string();
            calls.iter().any(|call| call.pointer == pointer)
        };
        let plans: Vec<Plan<'_>> =
            (0..operations.len()).filter(|at| known(&operations[*at])).flat_map(|at| planner.plans(at)).collect();
        let jobs = directory.join("jobs.jsonl");
        let lines: Result<Vec<String>, _> = plans.iter().map(|plan| serde_json::to_string(&plan.job)).collect();
        fs::write(&jobs, lines.map_err(Failure::work)?.join("\n"))
            .map_err(|error| Failure::io("write", &jobs, &error))?;
        let mut built = program::build(self.crates, self.package, &calls)?;
        let finished = self.finish(&mut built.cargo)?;
        match finished.end {
            End::Exited(status) if status.success() => {}
            End::Interrupted => return Ok(None),
            End::TimedOut => return Ok(Some(Wired::failed("building the calls took too long".to_owned()))),
            End::Exited(status) => {
                let how = how_it_crashed(status, &finished.stderr);
                return Ok(Some(Wired::failed(format!("building the calls failed: {how}"))));
            }
        }
        let served = Server::new(&operations, &plans).during(|address| {
            let mut command = Command::new(&built.program);
            self.finish(command.arg(&jobs).arg(address.to_string()))
        });
        let (heard, finished) = served.map_err(Failure::work)?;
        self.crates.clean(&program::package(self.package));
        self.crates.clean(self.package);
        Ok(judged(&operations, &plans, &heard, &finished?))
    }

    fn finish(&self, command: &mut Command) -> Result<Finished, Failure> {
        let finished = process::run(command, self.limits.time, self.interrupt);
        finished.map_err(|error| Failure::work(format_args!("cannot run {command:?}: {error}")))
    }
}

/// Counts what went well, and lists what did not, operation by operation.
fn judged(operations: &[Operation<'_>], plans: &[Plan<'_>], heard: &Heard, finished: &Finished) -> Option<Wired> {
    let reason = match finished.end {
        End::Interrupted => return None,
        End::TimedOut => Some("the calls took too long".to_owned()),
        End::Exited(status) if status.success() => None,
        End::Exited(status) => Some(format!("the calls {}", how_it_crashed(status, &finished.stderr))),
    };
    let mut wired = Wired { operations: operations.len(), reason, ..Wired::default() };
    let mut wrong: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut fine = vec![false; operations.len()];
    let mut outcomes = finished.stdout.lines();
    for (number, plan) in plans.iter().enumerate() {
        let outcome = outcomes.next().unwrap_or("no call was made");
        wired.requests += 1;
        let request = match &heard.troubles[number] {
            Some(troubles) if troubles.is_empty() => Ok(()),
            Some(troubles) => Err(troubles.join("; ")),
            None => Err(format!("not sent: {outcome}")),
        };
        wired.requests_accepted += usize::from(request.is_ok());
        let is_decoded = outcome == plan.reply.status.to_string();
        let reply = match plan.status {
            // Nothing was declared, so nothing can be decoded.
            None => Ok(()),
            Some(status) => {
                wired.replies += 1;
                wired.replies_decoded += usize::from(is_decoded);
                if is_decoded || request.is_err() { Ok(()) } else { Err(format!("{status}: {outcome}")) }
            }
        };
        fine[plan.operation] |= request.is_ok() && (is_decoded || plan.status.is_none());
        wrong.entry(plan.operation).or_default().extend([request, reply].into_iter().filter_map(Result::err));
    }
    wired.called = fine.iter().filter(|fine| **fine).count();
    wired.wrong = wrong
        .into_iter()
        .filter(|(_, troubles)| !troubles.is_empty())
        .map(|(at, troubles)| WrongCall { pointer: operations[at].pointer.to_string(), troubles })
        .collect();
    let is_fine = wired.reason.is_none() && wired.wrong.is_empty();
    wired.result = if is_fine { Outcome::Ok } else { Outcome::Failed };
    Some(wired)
}
