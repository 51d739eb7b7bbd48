//! Turns an OpenAPI document into the Rust source of a client: text in, files out.
//!
//! ```text
//! text ──source──▶ value tree ──bundle──▶ one tree ──upgrade──▶ 3.0-shaped tree ──document──▶ openapiv3 types
//!      ──lower──▶ ir::Api ──share──▶ ir::Api ──names──▶ Names ──select──▶ both ──analyze──▶ Facts ──emit──▶ tokens
//!      ──format──▶ files
//! ```
//!
//! Each arrow is a wall: a stage knows the type on its left and the type on its right, and nothing further away.
//! [`generate`] is a pure function. The same input gives the same bytes on every machine; there is no file system,
//! network, environment or clock in this crate.

mod analyze;
mod beyond;
mod bundle;
mod config;
mod diagnostics;
mod document;
mod emit;
mod format;
mod input;
mod ir;
mod lower;
mod media_type;
mod models;
mod names;
mod parts;
mod pointer;
mod select;
mod share;
mod source;
mod upgrade;
mod watch;

pub use glob::Pattern;

pub use self::config::{Config, Operations, RustType, Selector, TypeMap, Unused};
pub use self::diagnostics::{Code, Diagnostic, Diagnostics, Instead, Severity, Style, Warnings};
pub use self::input::{
    Argument, BodyArgument, Call, ContentArgument, ContentValue, Dependency, FirstCall, GeneratedFile, Input, Loader,
    Model, NoFiles, Output, Passing,
};
pub use self::ir::{Direction, Format, Location};
pub use self::pointer::Pointer;
pub use self::watch::{Stage, Watch};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};

use self::diagnostics::Stages;
use self::document::Document;
use self::watch::Unwatched;

/// Generates the client of the API that `input` describes.
///
/// # Errors
///
/// All findings of a run at once, when any of them is an error. Warnings alone come back in [`Output::warnings`].
pub fn generate(input: &Input<'_>, config: &Config) -> Result<Output, Diagnostics> {
    generate_watched(input, config, &Unwatched)
}

/// Does what [`generate`] does, and tells `watch` which stage it is in.
///
/// # Errors
///
/// Those of [`generate`].
pub fn generate_watched(input: &Input<'_>, config: &Config, watch: &dyn Watch) -> Result<Output, Diagnostics> {
    let mut stages = Stages::new();
    let tree = stages.run(|report| watch.during(Stage::Source, || source::parse(input, report)))?;
    let tree = stages.run(|report| watch.during(Stage::Bundle, || bundle::one_tree(tree, input, report)))?;
    let tree = stages.run(|report| watch.during(Stage::Upgrade, || upgrade::to_3_0(tree, report)))?;
    let document = Document::new(&tree, watch);
    let mut api = stages.run(|report| watch.during(Stage::Lower, || lower::lower(&document, config, report)))?;
    // The stages that follow can use its memory.
    drop(tree);
    watch.during(Stage::Share, || share::share(&mut api));
    ir::validate(&api);
    let mut names = watch.during(Stage::Names, || names::allocate(&api));
    stages.run(|report| {
        watch.during(Stage::Select, || select::select(&mut api, &mut names, &config.operations, report));
    })?;
    ir::validate(&api);
    let facts = stages.run(|report| watch.during(Stage::Analyze, || analyze::analyze(&api, config, report)))?;
    let cx = emit::Cx { api: &api, names: &names, facts: &facts, config };
    let write = |plan| {
        let tokens = watch.during(Stage::Emit, || emit::file(cx, &plan));
        watch.during(Stage::Format, || format::format(tokens))
    };
    let files = emit::plan(cx).into_par_iter().map(write).collect();
    let dependencies = analyze::dependencies(&api, config);
    let models = models::list(&api, &names, &facts, &stages);
    let calls = emit::calls(cx, |pointer| stages.original(pointer));
    let (first_call, operations) = (emit::first_call(cx), api.operations.len());
    Ok(Output { files, models, calls, first_call, dependencies, operations, warnings: stages.warnings() })
}

/// Reads the document that `input` holds, and changes nothing of it, except that it becomes one tree if it is several files:
/// what a tool needs that wants to see it as it was written.
///
/// # Errors
///
/// Why the text, or that of one of its files, cannot be read.
pub fn read(input: &Input<'_>) -> Result<serde_json::Value, Diagnostics> {
    let mut stages = Stages::new();
    let tree = stages.run(|report| source::parse(input, report))?;
    let tree = stages.run(|report| bundle::one_tree(tree, input, report))?;
    Ok(tree.to_json())
}
