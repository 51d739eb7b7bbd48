//! `cargo xtask new`: a self-contained crate for any document, made from the shell of `generated-client`.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use codegen::{FirstCall, GeneratedFile, Output};
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use tempfile::TempDir;

use crate::chosen::Chosen;
use crate::cli::NewArgs;
use crate::failure::Failure;
use crate::place::{self, Place};
use crate::{generate, manifest, terminal};

/// Makes the crate that `args` ask for.
pub(crate) fn run(args: &NewArgs) -> Result<(), Failure> {
    refuse_in_use(&args.out)?;
    let spec = Place::given(&args.spec).below(args.root.as_deref());
    let output = generate::generate(&spec, &args.chosen.config(), args.warnings)?;
    let files = make(&spec, &args.out, &args.name, &args.chosen, output)?;
    terminal::note(format_args!("{}: {files} files in {}\n", spec.shown(), args.out.display()));
    Ok(())
}

/// Makes the crate `package` of what was generated from `spec`: the number of its files. Nothing may stand at `out`, or an
/// empty directory.
pub(crate) fn make(spec: &Place, out: &Path, package: &str, chosen: &Chosen, output: Output) -> Result<usize, Failure> {
    let generated = Place::given(&out.join("src/generated"));
    let runtime = read_runtime(package)?;
    let shell = Shell {
        package,
        document: document_name(spec.path()),
        example: output.first_call.as_ref().map(|first| example(package, first)).unwrap_or_default(),
        regenerate: place::command_at_root(spec, &generated, chosen)?,
    };
    let manifest = manifest::derive(&shell, &[&runtime, &output.files], &output.dependencies)?;
    let shell = shell.files(manifest);
    let files = [below("src/runtime", runtime), below("src/generated", output.files), below("", shell)];
    let files: Vec<GeneratedFile> = files.into_iter().flatten().collect();
    build(out, &files)?;
    Ok(files.len())
}

/// What the hand-written looking files of a new crate are filled in with.
pub(crate) struct Shell<'a> {
    /// The package's name.
    pub(crate) package: &'a str,
    /// The document's file name, fit for a line of text.
    pub(crate) document: String,
    /// The example on the crate's front page, if there is one: lines of its documentation.
    example: String,
    /// The command that generates the source again.
    regenerate: String,
}

impl Shell<'_> {
    /// What the front page begins with, as a part of a sentence.
    fn first(&self) -> &'static str {
        if self.example.is_empty() { "" } else { "begins with a first call, " }
    }

    fn files(&self, manifest: String) -> Vec<GeneratedFile> {
        let fill = |template: &str| {
            let filled = template.replace("{package}", self.package).replace("{document}", &self.document);
            filled
                .replace("{regenerate}", &self.regenerate)
                .replace("{example}", &self.example)
                .replace("{first}", self.first())
        };
        let file = |path: &str, contents| GeneratedFile { path: path.to_owned(), contents };
        vec![
            file("Cargo.toml", manifest),
            file("README.md", fill(README)),
            file(".gitignore", "/target\n/Cargo.lock\n".to_owned()),
            file("src/lib.rs", fill(LIB)),
        ]
    }
}

const LIB: &str = "\
//! A typed client, generated from `{document}`.
//!
{example}//! Build a [`Client`] with [`Client::builder`]: an [`Endpoint`], and the credentials that the operations ask for. Each
//! operation is a method of the client and gives a [`Call`]:
//!
//! * `.await` sends the call and gives its typed output;
//! * [`.send()`](Call::send) gives status, headers and request id with it;
//! * [`.stream()`](Call::stream) gives the events or lines of a reply one by one, where the document has such, and
//!   [`.download()`](Call::download) the bytes of any, as they arrive;
//! * [`.build()`](Call::build) gives the request and sends nothing;
//! * [`.timeout()`](Call::timeout) and [`.header()`](Call::header) apply to one call; optional parameters are setters.
//!
//! [`Error`] says where a call went wrong: before sending, on the way, in a documented failure (typed, by status), in a
//! reply that the document does not know, or in one that cannot be decoded.
//!
//! [`api`] lists the operations and [`models`] the data types. `runtime` is what both stand on.
//!
//! Features: `reqwest` (default) is the transport over reqwest and rustls; `blocking` adds `.blocking()` to what can be
//! awaited; `testing` is a mock in place of the network, and a recorder; `tracing` is a span per call.

pub mod runtime;

#[rustfmt::skip]
mod generated;

#[cfg(feature = \"blocking\")]
pub use self::runtime::blocking;
#[cfg(feature = \"testing\")]
pub use self::runtime::testing;

pub use self::generated::*;
pub use self::runtime::{
    BuildError, Call, Client, ClientBuilder, Credential, Endpoint, Error, Operation, Response, Retry, Secret, Signer,
    Transport, UnknownServer,
};

impl Client {
    /// Begins a client. What every client of this crate should have can be set here, such as a reader of failures
    /// ([`ClientBuilder::errors`]).
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }
}
";

const README: &str = "\
# {package}

A typed Rust client, generated from `{document}`.

| path | what |
|---|---|
| `src/generated/` | the types and calls of the document, written by a machine: do not edit |
| `src/runtime/` | what they stand on, copied from `generated-client` when this crate was made |
| `src/lib.rs`, `Cargo.toml` | yours |

This crate was made by `cargo xtask new`, and needs nothing of the workspace it was made in to build. When the document changes,
run this there, at its root:

```sh
{regenerate}
```

It writes `src/generated/` and nothing else. `--check` tells whether it is fresh.

`cargo doc --open` {first}lists the operations, and says what else a call can do.
";

/// An example that makes this call, as lines of a crate's documentation.
fn example(package: &str, first: &FirstCall) -> String {
    let FirstCall { endpoint, settings, call } = first;
    let is_choice = endpoint.as_ref().is_some_and(|it| it.starts_with("Server::"));
    let offered = if is_choice { "{Client, Server}" } else { "Client" };
    let endpoint = endpoint.iter().map(|endpoint| format!(".endpoint({endpoint})"));
    let steps: Vec<String> = endpoint.chain(settings.iter().cloned()).chain([".build()?".to_owned()]).collect();
    let steps = match &*steps {
        [only] => only.clone(),
        steps => steps.iter().map(|step| format!("\n    {step}")).collect(),
    };
    let text = format!(
        "```no_run\nuse {}::{offered};\n\n\
         # async fn first() -> Result<(), Box<dyn std::error::Error>> {{\n\
         let client = Client::builder(){steps};\n\
         let reply = {call}.await?;\n\
         println!(\"{{reply:?}}\");\n\
         # Ok(())\n# }}\n```\n\n",
        package.replace('-', "_"),
    );
    text.lines().map(|line| format!("//! {line}").trim_end().to_owned() + "\n").collect()
}

/// The document's file name, without what would end a line or a code span.
fn document_name(spec: &Path) -> String {
    let name = spec.file_name().unwrap_or(spec.as_os_str());
    name.to_string_lossy().replace(|it: char| it.is_control() || it == '`', "_")
}

/// The hand-written runtime, as it is in the workspace now. Its examples name the crate that they stand in.
fn read_runtime(package: &str) -> Result<Vec<GeneratedFile>, Failure> {
    let mut files = Vec::new();
    read_source(&place::workspace().join("generated-client/src/runtime"), "", &mut files)?;
    for file in &mut files {
        file.contents = file.contents.replace("generated_client", &package.replace('-', "_"));
    }
    files.sort_by(|left, right| left.path.cmp(&right.path));
    Ok(files)
}

fn read_source(directory: &Path, prefix: &str, files: &mut Vec<GeneratedFile>) -> Result<(), Failure> {
    let failed = |error| Failure::io("read", directory, &error);
    for entry in fs::read_dir(directory).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(failed)?.is_dir() {
            read_source(&entry.path(), &format!("{path}/"), files)?;
        } else if path.ends_with(".rs") {
            let contents = fs::read_to_string(entry.path()).map_err(failed)?;
            files.push(GeneratedFile { path, contents });
        }
    }
    Ok(())
}

fn below(directory: &str, files: Vec<GeneratedFile>) -> Vec<GeneratedFile> {
    let place = |file: GeneratedFile| GeneratedFile {
        path: format!("{directory}/{}", file.path).trim_start_matches('/').to_owned(),
        ..file
    };
    files.into_iter().map(place).collect()
}

/// Fails unless `out` is an empty directory, or nothing at all.
fn refuse_in_use(out: &Path) -> Result<(), Failure> {
    let failed = |error| Failure::io("read", out, &error);
    match fs::symlink_metadata(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(failed(error)),
        Ok(found) if !found.is_dir() => Err(Failure::work(format_args!("{} is not a directory", out.display()))),
        Ok(_) if fs::read_dir(out).map_err(failed)?.next().is_some() => {
            Err(Failure::work(format_args!("{} is not empty; a new crate needs a directory of its own", out.display())))
        }
        Ok(_) => Ok(()),
    }
}

/// Builds the tree aside, and moves it into place with the directories above it that do not exist yet.
fn build(out: &Path, files: &[GeneratedFile]) -> Result<(), Failure> {
    let out = place::resolve(out).map_err(|error| Failure::io("find", out, &error))?;
    let anchor = out.ancestors().find(|it| it.is_dir()).unwrap_or(&out);
    let refused = |error| Failure::io("write to", anchor, &error);
    let aside = TempDir::with_prefix_in(".xtask-new-", anchor).map_err(refused)?;
    let tree = aside.path().join(out.strip_prefix(anchor).unwrap_or(&out));
    let directories: BTreeSet<&Path> = files.iter().filter_map(|file| Path::new(&file.path).parent()).collect();
    for directory in directories {
        let path = tree.join(directory);
        fs::create_dir_all(&path).map_err(|error| Failure::io("make", &path, &error))?;
    }
    files.par_iter().try_for_each(|file| {
        let path = tree.join(&file.path);
        fs::write(&path, &file.contents).map_err(|error| Failure::io("write", &path, &error))
    })?;
    // One entry, unless `out` is an empty directory: that one stays, because somebody may stand in it.
    for entry in fs::read_dir(aside.path()).map_err(refused)? {
        let entry = entry.map_err(refused)?;
        fs::rename(entry.path(), anchor.join(entry.file_name())).map_err(refused)?;
    }
    Ok(())
}
