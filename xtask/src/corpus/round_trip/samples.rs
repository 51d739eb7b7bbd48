//! The process that makes the samples: reads the document, and writes down what the oracle confirms.

use std::fs;
use std::io::Write as _;

use codegen::{Direction, Model};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::limit;
use super::super::lists;
use super::super::reference::find;
use super::hierarchy;
use super::oracle::Oracle;
use super::sample::Sampler;
use super::translate::Dialect;
use crate::cli::CorpusSamplesArgs;
use crate::failure::Failure;
use crate::place::Place;
use crate::terminal;

/// How many samples there are.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Counts {
    /// Schemas with samples.
    pub(crate) schemas: usize,
    /// Samples that the oracle confirmed.
    pub(crate) samples: usize,
    /// Samples that it did not, which are left out.
    pub(crate) rejected: usize,
}

/// Makes the samples that `args` ask for, and prints how many there are.
pub(crate) fn run(args: &CorpusSamplesArgs) -> Result<(), Failure> {
    limit::bound_memory(args.memory);
    let document = crate::document::Document::read(&Place::given(&args.spec).below(Some(&args.root)))?;
    let document = codegen::read(&document.input()).map_err(Failure::work)?;
    let models: Vec<Model> = lists::read(&args.models)?;
    let mut samples = Vec::new();
    let mut counts = Counts::default();
    for way in [Direction::Both, Direction::Request, Direction::Response] {
        let wanted = models.iter().enumerate().filter(|(_, model)| model.direction == way).peekable();
        write(&document, way, wanted, &mut samples, &mut counts)?;
    }
    fs::write(&args.out, samples).map_err(|error| Failure::io("write", &args.out, &error))?;
    terminal::answer(format_args!("{}\n", serde_json::to_string(&counts).map_err(Failure::work)?))
}

/// Writes the samples of the models that are for one direction: the number of the model, a tab and the value.
fn write<'m>(
    document: &Value,
    way: Direction,
    mut models: std::iter::Peekable<impl Iterator<Item = (usize, &'m Model)>>,
    out: &mut Vec<u8>,
    counts: &mut Counts,
) -> Result<(), Failure> {
    if models.peek().is_none() {
        return Ok(());
    }
    let document = Dialect::of(document, way).document(document);
    let oracle = Oracle::new(&document)?;
    let mut sampler = Sampler::new(&document);
    for (number, model) in models {
        let place = hierarchy::place(&document, &model.pointer);
        let Some(schema) = find(&document, &place) else { continue };
        let Some(judge) = oracle.judge(&place) else { continue };
        let before = counts.samples;
        for sample in sampler.samples(schema) {
            if judge.is_valid(&sample) {
                counts.samples += 1;
                writeln!(out, "{number}\t{sample}").map_err(Failure::work)?;
            } else {
                counts.rejected += 1;
            }
        }
        counts.schemas += usize::from(counts.samples > before);
    }
    Ok(())
}
