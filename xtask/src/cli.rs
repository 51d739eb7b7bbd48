//! What can be asked for on the command line, and the text of `--help`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// Turns OpenAPI documents into Rust clients.
///
/// `codegen` keeps the client of this workspace in step with spec/dws.yaml,
/// `new` makes a crate of its own for any other document, and `explain` says
/// more about a finding of either.
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

    /// The directory to write to [default: generated-client/src/generated].
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
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

    /// The crate's directory; it must be empty or not exist yet.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,

    /// The package name in the crate's manifest.
    #[arg(long, value_name = "NAME", value_parser = package_name)]
    pub(crate) name: String,
}

/// Explains a diagnostic code: what it means, why it is refused or reported, and what to do.
#[derive(Args)]
#[command(after_help = EXPLAIN)]
pub(crate) struct ExplainArgs {
    /// The code, as it stands in the diagnostic, in either case; all codes are listed without it.
    pub(crate) code: Option<String>,
}

const OVERVIEW: &str = "\
Examples:
  cargo xtask codegen
  cargo xtask codegen --check
  cargo xtask new --spec petstore.yaml --out ../petstore --name petstore

Exit codes:
  0  done, or everything is fresh
  1  the work failed: a document is refused, a file cannot be had, or --check found a difference
  2  the command line is wrong";

const CODEGEN: &str = "\
Examples:
  cargo xtask codegen
  cargo xtask codegen --check
  cargo xtask codegen --spec petstore.yaml --out petstore/src/generated

FILE and DIR are relative to the current directory.

Exit codes:
  0  written, or everything is fresh
  1  the document is refused, a file cannot be had, or --check found a difference
  2  the command line is wrong";

const NEW: &str = "\
Examples:
  cargo xtask new --spec petstore.yaml --out ../petstore --name petstore
  cargo check --manifest-path ../petstore/Cargo.toml

FILE and DIR are relative to the current directory. When the document changes,
run the `cargo xtask codegen` command that the crate's README names.

Exit codes:
  0  the crate is there
  1  the document is refused, DIR is in use, or a file cannot be had; nothing is left behind
  2  the command line is wrong";

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
