//! What can be asked for on the command line, and the text of `--help`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::chosen::Chosen;

/// Turns OpenAPI documents into Rust clients.
///
/// `codegen` keeps the client of this workspace in step with spec/dws.yaml,
/// `new` makes a crate of its own for any other document, `explain` says more
/// about a finding of either, and `corpus` tries the generator on a folder of
/// documents.
#[derive(Parser)]
#[command(verbatim_doc_comment, name = "cargo xtask", bin_name = "cargo xtask", after_help = OVERVIEW)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    Codegen(CodegenArgs),
    New(NewArgs),
    Explain(ExplainArgs),
    Corpus(CorpusArgs),
    #[command(hide = true)]
    CorpusDocument(CorpusDocumentArgs),
    #[cfg(feature = "round-trip")]
    #[command(hide = true)]
    CorpusSamples(CorpusSamplesArgs),
}

/// Generates a client's source from an OpenAPI document, or checks that it is fresh.
///
/// Without options it writes generated-client/src/generated from spec/dws.yaml,
/// and finds both from any directory of the workspace.
///
/// The output directory belongs to this command. Files that it wrote there and
/// that the document no longer calls for are removed, unchanged ones are not
/// touched, and each of the others is replaced as a whole. Files that it did
/// not write are never removed: a directory with some is refused, and so is a
/// document with an error, and then nothing is written.
#[derive(Args)]
#[command(verbatim_doc_comment, after_help = CODEGEN)]
pub(crate) struct CodegenArgs {
    /// Write nothing; report files that are missing, drifted or orphaned.
    #[arg(long)]
    pub(crate) check: bool,

    /// The document: OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0, as YAML or JSON [default: spec/dws.yaml].
    #[arg(long, value_name = "FILE")]
    pub(crate) spec: Option<PathBuf>,

    /// The directory below which the document's other files are [default: the document's own].
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,

    /// The directory to write to [default: generated-client/src/generated].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) chosen: Chosen,

    /// How much to say about what was ignored or replaced.
    #[arg(long, value_enum, default_value_t = Warnings::Grouped)]
    pub(crate) warnings: Warnings,
}

/// Makes a self-contained crate for an OpenAPI document.
///
/// The crate holds the runtime of generated-client, the code generated from the
/// document, a manifest with the versions that this workspace uses, and a
/// README that says how to generate it again. It depends on nothing in this
/// workspace. DIR appears complete or not at all.
#[derive(Args)]
#[command(verbatim_doc_comment, after_help = NEW)]
pub(crate) struct NewArgs {
    /// The document: OpenAPI 3.0, 3.1, 3.2 or Swagger 2.0, as YAML or JSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) spec: PathBuf,

    /// The directory below which the document's other files are [default: the document's own].
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,

    /// The crate's directory; it must be empty or not exist yet.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,

    /// The package name in the crate's manifest.
    #[arg(long, value_name = "NAME", value_parser = package_name)]
    pub(crate) name: String,

    #[command(flatten)]
    pub(crate) chosen: Chosen,

    /// How much to say about what was ignored or replaced.
    #[arg(long, value_enum, default_value_t = Warnings::Grouped)]
    pub(crate) warnings: Warnings,
}

/// How many of the warnings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Warnings {
    /// Those that say the same are shown once, with the other places.
    Grouped,
    /// Each is shown with its line.
    Each,
    /// They are only counted.
    Counted,
    /// Those that say the same are shown once, and a warning refuses the document as an error does; only W017, unused schemas, passes.
    Denied,
}

impl From<Warnings> for codegen::Warnings {
    fn from(warnings: Warnings) -> Self {
        match warnings {
            Warnings::Grouped | Warnings::Denied => Self::Grouped,
            Warnings::Each => Self::Each,
            Warnings::Counted => Self::Counted,
        }
    }
}

/// Explains a diagnostic code: what it means, why it is refused or reported, and what to do.
#[derive(Args)]
#[command(verbatim_doc_comment, after_help = EXPLAIN)]
pub(crate) struct ExplainArgs {
    /// The code, as it stands in the diagnostic, in either case; all codes are listed without it.
    pub(crate) code: Option<String>,
}

/// Tries the generator on every document of a folder, and says how each of them fares.
///
/// A document is a file in DIR, however deep, that ends in .json, .yaml
/// or .yml and has `openapi` or `swagger` at its top level; the files that it
/// refers to may stand anywhere in DIR. Each is generated by a process of its own,
/// so that one that crashes, or takes too much time or memory, costs no more
/// than its own row.
///
/// The values of the round trip are made from the document's own schemas, and
/// the `jsonschema` crate confirms each before it is decoded, written again and
/// compared. That stage hands over to another build of this command, with the
/// cargo feature `round-trip`, which the first run has to compile.
///
/// The crates of the later stages are left in target/corpus, to look at what
/// went wrong. They share what they depend on, which is compiled once.
///
/// A table goes to stdout, and what fails is named below it. Ctrl-C ends the
/// run and still shows what is known by then. `cargo run --release -p xtask --
/// corpus` gives the times of an optimised generator.
#[derive(Args)]
#[command(verbatim_doc_comment, after_help = CORPUS)]
pub(crate) struct CorpusArgs {
    /// The folder of documents.
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,

    /// The last thing to do with each document; what comes before it is done too.
    #[arg(long, value_enum, default_value_t = Stage::Generate)]
    pub(crate) stage: Stage,

    /// Only the documents whose path in DIR, or whose file name, matches the pattern; may be repeated.
    #[arg(long, value_name = "GLOB")]
    pub(crate) only: Vec<glob::Pattern>,

    /// Write a JSON report too: a row per document, and the totals.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,

    /// The list of expected failures [default: xtask/corpus.toml].
    ///
    /// The run fails when a document fails that is not in the list, and when one
    /// does not fail that is in it. If this option names the list, each document
    /// in it must be in DIR.
    #[arg(long, value_name = "FILE")]
    pub(crate) expect: Option<PathBuf>,

    /// Make the calls of `wire` against another server, which this command starts.
    ///
    /// `{port}` in it becomes the port to listen at, and `{document}` the path of the document.
    ///
    /// What that server answers with success counts as an accepted request.
    #[arg(long, value_name = "COMMAND")]
    pub(crate) peer: Option<String>,

    /// The most that one stage may take for one document.
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    pub(crate) timeout: u64,

    /// The most memory that one stage may take for one document.
    #[arg(long, value_name = "MB", default_value_t = 8192)]
    pub(crate) memory: u64,
}

/// How far a document is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Stage {
    /// Generate the client.
    Generate,
    /// Check it with the compiler, where a warning is an error.
    Compile,
    /// Send values that the document allows through its types and back.
    RoundTrip,
    /// Generate the client, and call every operation against a server that goes by the document.
    Wire,
}

impl Stage {
    /// The word for it on the command line.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Whether a run up to this stage goes through `other`. Calls need neither a check nor the round trip before them.
    pub(crate) fn includes(self, other: Self) -> bool {
        match self {
            Self::Wire => matches!(other, Self::Generate | Self::Wire),
            Self::Generate | Self::Compile | Self::RoundTrip => other <= self,
        }
    }

    /// The stage that `name` is the word for.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::from_str(name, false).ok()
    }
}

/// Generates from one document of a folder for `corpus`, and prints what came of it as JSON.
#[derive(Args)]
pub(crate) struct CorpusDocumentArgs {
    /// The document.
    #[arg(value_name = "FILE")]
    pub(crate) spec: PathBuf,

    /// The directory below which its other files are.
    #[arg(long, value_name = "DIR")]
    pub(crate) root: PathBuf,

    /// The most memory that this process may take.
    #[arg(long, value_name = "MB")]
    pub(crate) memory: u64,

    /// Make a crate of the client at DIR, in place of what is there.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// Makes values of the schemas of one document for `corpus`, and prints how many.
#[cfg(feature = "round-trip")]
#[derive(Args)]
pub(crate) struct CorpusSamplesArgs {
    /// The document.
    #[arg(value_name = "FILE")]
    pub(crate) spec: PathBuf,

    /// The directory below which its other files are.
    #[arg(long, value_name = "DIR")]
    pub(crate) root: PathBuf,

    /// The list of the models that values are wanted for.
    #[arg(long, value_name = "FILE")]
    pub(crate) models: PathBuf,

    /// Where the values are written to.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,

    /// The most memory that this process may take.
    #[arg(long, value_name = "MB")]
    pub(crate) memory: u64,
}

const OVERVIEW: &str = "\
Examples:
  cargo xtask codegen
  cargo xtask codegen --check
  cargo xtask new --spec petstore.yaml --out ../petstore --name petstore

Exit codes:
  0  done, or everything is fresh
  1  the work failed: a document is refused, a file cannot be had, or --check found a difference
  2  the command line is wrong

`corpus` ends with 130 when it is interrupted.";

const CODEGEN: &str = "\
Examples:
  cargo xtask codegen
  cargo xtask codegen --check
  cargo xtask codegen --spec petstore.yaml --out petstore/src/generated
  cargo xtask codegen --spec petstore.yaml --out petstore/src/generated --tag pets --operation 'GET /stores/*'

FILE and DIR are relative to the current directory. A document may be spread
over files, which refer to each other by relative paths; only those below one
directory are read. `--check` needs the options that the directory was written
with.

Exit codes:
  0  written, or everything is fresh
  1  the document is refused, a file cannot be had, or --check found a difference
  2  the command line is wrong";

const NEW: &str = "\
Examples:
  cargo xtask new --spec petstore.yaml --out ../petstore --name petstore
  cargo check --manifest-path ../petstore/Cargo.toml
  cargo xtask new --spec petstore.yaml --out ../pets --name pets --tag pets --operation 'get*'

FILE and DIR are relative to the current directory. When the document changes,
run the `cargo xtask codegen` command that the crate's README names.

Exit codes:
  0  the crate is there
  1  the document is refused, DIR is in use, or a file cannot be had; nothing is left behind
  2  the command line is wrong";

const CORPUS: &str = "\
Examples:
  cargo xtask corpus ../documents
  cargo xtask corpus ../documents --stage compile --expect known.toml
  cargo xtask corpus ../documents --stage round-trip --only petstore.yaml
  cargo xtask corpus ../documents --only '*swagger2*' --report report.json
  cargo xtask corpus ../documents --stage wire --peer 'prism mock --errors --port {port} {document}'

Exit codes:
  0    every document fares as expected
  1    a document fails unexpectedly, an expected failure does not happen, or a file cannot be had
  2    the command line is wrong
  130  interrupted";

const EXPLAIN: &str = "\
Examples:
  cargo xtask explain
  cargo xtask explain E001

Exit codes:
  0  explained
  2  there is no such code";

/// Accepts what cargo accepts as the name of a package that is also a library.
fn package_name(name: &str) -> Result<String, String> {
    let mut chars = name.chars();
    if !chars.next().is_some_and(|first| first.is_ascii_alphabetic()) {
        return Err("a package name starts with an ASCII letter".to_owned());
    }
    if let Some(bad) = chars.find(|&it| !it.is_ascii_alphanumeric() && !"-_".contains(it)) {
        return Err(format!("a package name has ASCII letters, digits, `-` and `_`, but no {bad:?}"));
    }
    if name.chars().any(|it| it.is_ascii_uppercase()) || name.replace('_', "-").contains("--") {
        return Err("a package name is in lower case, with single `-` or `_`, or rustc warns of the crate".to_owned());
    }
    if name.len() > 64 {
        return Err("a package name has at most 64 characters".to_owned());
    }
    if RESERVED.split(' ').any(|it| it == name) {
        return Err("the name is reserved by Rust or cargo".to_owned());
    }
    Ok(name.to_owned())
}

/// Keywords, the crates that come with Rust, and the names that cargo keeps for directories.
const RESERVED: &str = "abstract alloc as async await become box break build const continue core crate deps do dyn else \
     enum examples extern false final fn for gen if impl in incremental let loop macro match mod move mut override priv \
     proc-macro proc_macro pub ref return self static std struct super test trait true try type typeof unsafe unsized use \
     virtual where while yield";
