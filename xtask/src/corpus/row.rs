//! What is known about one document: a row of the table and of the report.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cli::Stage;

/// A document and how it fared.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Row {
    /// Its path in the folder.
    pub(crate) document: String,
    /// How large it is.
    pub(crate) bytes: u64,
    /// What the generator made of it.
    pub(crate) generate: Generated,
    /// What the compiler made of that, if it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) compile: Option<Compiled>,
    /// What became of values on their way through its types, if some were sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) round_trip: Option<RoundTripped>,
    /// What became of calls of its operations, if some were made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wire: Option<Wired>,
}

/// How one stage ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    /// As it should.
    #[default]
    Ok,
    /// The generator refused the document and said why.
    Refused,
    /// It crashed, or took too much time or memory.
    Failed,
}

/// What came of generating.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Generated {
    /// How it ended.
    pub(crate) result: Outcome,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) reason: Option<String>,
    /// How long the generator took, without reading and writing files.
    pub(crate) seconds: f64,
    /// The most memory that the process had.
    pub(crate) peak_mb: Option<u64>,
    /// How many operations the client has.
    pub(crate) operations: usize,
    /// How many files it has.
    pub(crate) files: usize,
    /// How many lines they have.
    pub(crate) lines: usize,
    /// How often the generator warned, by code.
    pub(crate) warnings: BTreeMap<String, usize>,
    /// How many errors it found, by code.
    pub(crate) errors: BTreeMap<String, usize>,
    /// The errors.
    pub(crate) findings: Vec<String>,
}

/// What came of compiling.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Compiled {
    /// How it ended.
    pub(crate) result: Outcome,
    /// Why it failed, if the compiler did not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// What it took.
    #[serde(flatten)]
    pub(crate) cost: Cost,
    /// The compiler's errors, the first of them.
    pub(crate) findings: Vec<String>,
}

/// What came of the round trip.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct RoundTripped {
    /// How it ended.
    pub(crate) result: Outcome,
    /// Why it failed, if not by a mismatch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// How long all of it took.
    pub(crate) seconds: f64,
    /// How many schemas had samples.
    pub(crate) schemas: usize,
    /// How many samples the document allows.
    pub(crate) samples: usize,
    /// How many of them came back as they were.
    pub(crate) samples_ok: usize,
    /// How many were made that the document does not allow; they were not sent.
    pub(crate) rejected: usize,
    /// The types that changed something.
    pub(crate) mismatches: Vec<Mismatch>,
}

/// What came of the calls.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Wired {
    /// How it ended.
    pub(crate) result: Outcome,
    /// Why it failed, if not by a call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// How long all of it took.
    pub(crate) seconds: f64,
    /// How many operations the document has.
    pub(crate) operations: usize,
    /// For how many of them a request was accepted and its reply decoded.
    pub(crate) called: usize,
    /// How many calls were to be made: one for each declared reply that has a value.
    pub(crate) requests: usize,
    /// How many requests were what the document asks for.
    pub(crate) requests_accepted: usize,
    /// How many replies were declared and given.
    pub(crate) replies: usize,
    /// How many of them the client understood.
    pub(crate) replies_decoded: usize,
    /// The operations with calls that went wrong, and those that were not called.
    pub(crate) wrong: Vec<WrongCall>,
}

/// An operation with calls that went wrong, or with none.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct WrongCall {
    /// Where the document has the operation.
    pub(crate) pointer: String,
    /// What went wrong, call by call; or why there was none.
    pub(crate) troubles: Vec<String>,
}

/// A type that does not give back what it got.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Mismatch {
    /// Where the document has the schema.
    pub(crate) pointer: String,
    /// The type.
    pub(crate) model: String,
    /// How many samples it changed.
    pub(crate) samples: usize,
    /// What it changed in the shortest of them, or why that was not decoded.
    pub(crate) differences: Vec<String>,
    /// The shortest of them.
    pub(crate) sample: String,
}

/// What a run of the compiler took, for the one crate alone.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Cost {
    /// From its start to its end.
    pub(crate) seconds: f64,
    /// Of the processors' time.
    pub(crate) cpu_seconds: f64,
    /// Of memory, at most.
    pub(crate) peak_mb: Option<u64>,
}

/// A stage that did not end as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble<'r> {
    /// The stage.
    pub(crate) stage: Stage,
    /// The codes of the errors, when the generator gave some.
    pub(crate) codes: Vec<&'r str>,
    /// The schema that it is about, when it is about one.
    pub(crate) pointer: Option<&'r str>,
    /// What happened, in a few words.
    pub(crate) what: String,
    /// More about it, a line each.
    pub(crate) details: &'r [String],
}

impl Generated {
    /// There is nothing to tell but why.
    pub(crate) fn failed(reason: String) -> Self {
        Self { result: Outcome::Failed, reason: Some(reason), ..Self::default() }
    }
}

impl Generated {
    fn trouble(&self) -> Option<Trouble<'_>> {
        let Self { result, reason, errors, findings, .. } = self;
        let what = match result {
            Outcome::Ok => return None,
            Outcome::Refused => format!("refused: {}", counts(errors)),
            Outcome::Failed => reason.clone().unwrap_or_else(|| "failed".to_owned()),
        };
        let codes = errors.keys().map(String::as_str).collect();
        Some(Trouble { stage: Stage::Generate, codes, pointer: None, what, details: findings })
    }
}

impl Compiled {
    fn trouble(&self) -> Option<Trouble<'_>> {
        let what = self.reason.clone().unwrap_or_else(|| "does not compile without a warning".to_owned());
        let trouble =
            Trouble { stage: Stage::Compile, codes: Vec::new(), pointer: None, what, details: &self.findings };
        (self.result != Outcome::Ok).then_some(trouble)
    }
}

impl RoundTripped {
    fn troubles(&self) -> Vec<Trouble<'_>> {
        let trouble =
            |pointer, what, details| Trouble { stage: Stage::RoundTrip, codes: Vec::new(), pointer, what, details };
        let mismatches = self.mismatches.iter().map(|mismatch| {
            let Mismatch { pointer, model, samples, differences, .. } = mismatch;
            trouble(
                Some(pointer.as_str()),
                format!("{pointer}: {model} changes {samples} samples"),
                differences.as_slice(),
            )
        });
        let reason = self.reason.iter().map(|reason| trouble(None, reason.clone(), &[]));
        reason.chain(mismatches).collect()
    }
}

#[cfg(feature = "round-trip")]
impl Wired {
    /// There is nothing to tell but why.
    pub(crate) fn failed(reason: String) -> Self {
        Self { result: Outcome::Failed, reason: Some(reason), ..Self::default() }
    }
}

impl Wired {
    fn troubles(&self) -> Vec<Trouble<'_>> {
        let trouble =
            |pointer, what, details| Trouble { stage: Stage::Wire, codes: Vec::new(), pointer, what, details };
        let wrong = self.wrong.iter().map(|WrongCall { pointer, troubles }| {
            trouble(
                Some(pointer.as_str()),
                format!("{pointer}: things that went wrong: {}", troubles.len()),
                troubles.as_slice(),
            )
        });
        let reason = self.reason.iter().map(|reason| trouble(None, reason.clone(), &[]));
        reason.chain(wrong).collect()
    }
}

impl Row {
    /// A row of which only the first stage is known.
    pub(crate) fn new(document: String, bytes: u64, generate: Generated) -> Self {
        Self { document, bytes, generate, compile: None, round_trip: None, wire: None }
    }

    /// All that went wrong.
    pub(crate) fn troubles(&self) -> Vec<Trouble<'_>> {
        let generate = self.generate.trouble().into_iter();
        let compile = self.compile.iter().filter_map(Compiled::trouble);
        let round_trip = self.round_trip.iter().flat_map(RoundTripped::troubles);
        let wire = self.wire.iter().flat_map(Wired::troubles);
        generate.chain(compile).chain(round_trip).chain(wire).collect()
    }
}

/// `E007×2 E014`.
pub(crate) fn counts(codes: &BTreeMap<String, usize>) -> String {
    let one = |(code, count): (&String, &usize)| if *count == 1 { code.clone() } else { format!("{code}×{count}") };
    codes.iter().map(one).collect::<Vec<_>>().join(" ")
}
