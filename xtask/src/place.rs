//! Where things are: the workspace, the document, the output, and how a command line names them.

use std::env;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::chosen::Chosen;
use crate::failure::Failure;

/// A file or directory to work with, and its name as messages show it.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    path: PathBuf,
    shown: String,
    origin: Origin,
    /// Of a document: the directory below which its other files are, if it is not its own.
    root: Option<PathBuf>,
}

/// Who chose a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// The workspace: command lines need not mention it.
    Default,
    /// A person, on the command line.
    Given,
}

impl Place {
    /// The path given on the command line, or else `default` below the workspace.
    pub(crate) fn new(given: Option<&Path>, default: &str) -> Self {
        match given {
            Some(path) => Self::given(path),
            None => {
                Self { path: workspace().join(default), shown: default.to_owned(), origin: Origin::Default, root: None }
            }
        }
    }

    /// A path given on the command line.
    pub(crate) fn given(path: &Path) -> Self {
        Self { path: path.to_owned(), shown: path.display().to_string(), origin: Origin::Given, root: None }
    }

    /// The same document, with its other files anywhere below `root`.
    pub(crate) fn below(self, root: Option<&Path>) -> Self {
        Self { root: root.map(Path::to_owned), ..self }
    }

    /// The directory below which a document's other files are, if it is not its own.
    pub(crate) fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// The path to open.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The path as a person named it.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }
}

/// The workspace's directory.
pub(crate) fn workspace() -> &'static Path {
    let member = Path::new(env!("CARGO_MANIFEST_DIR"));
    member.parent().unwrap_or(member)
}

/// The command that generates `out` from `spec`, for a person in the current directory.
pub(crate) fn command_here(spec: &Place, out: &Place, chosen: &Chosen) -> String {
    command(spec, out, chosen, |path| path.display().to_string())
}

/// The same command for a person at the root of the workspace.
///
/// It does not depend on the current directory, so that files which name it are the same from wherever they are written.
pub(crate) fn command_at_root(spec: &Place, out: &Place, chosen: &Chosen) -> Result<String, Failure> {
    let resolve = |place: &Place| resolve(&place.path).map_err(|error| Failure::io("find", &place.path, &error));
    let (root, spec_path, out_path) = (resolve(&Place::given(workspace()))?, resolve(spec)?, resolve(out)?);
    // A default that was spelled out is still the default.
    let settle = |place: &Place, path: PathBuf, default: &str| match path == root.join(default) {
        true => Place::new(None, default),
        false => Place { path, ..place.clone() },
    };
    let files = spec.root().map(|it| resolve(&Place::given(it))).transpose()?;
    let spec = settle(spec, spec_path, DEFAULT_SPEC).below(files.as_deref());
    let out = settle(out, out_path, DEFAULT_OUT);
    // Either all paths begin at the root or none does: a line with both kinds is hard to read.
    let all = [Some(spec.path()), Some(out.path()), spec.root()];
    let are_near = all.into_iter().flatten().all(|path| are_near(&root, path));
    Ok(command(&spec, &out, chosen, |path| if are_near { relative(&root, path) } else { path.display().to_string() }))
}

/// The document that this workspace is about.
pub(crate) const DEFAULT_SPEC: &str = "spec/dws.yaml";
/// The one directory of this workspace that a machine writes.
pub(crate) const DEFAULT_OUT: &str = "generated-client/src/generated";

fn command(spec: &Place, out: &Place, chosen: &Chosen, show: impl Fn(&Path) -> String) -> String {
    let given = |place| Some(place).filter(|place: &&Place| place.origin == Origin::Given).map(Place::path);
    let mut command = "cargo xtask codegen".to_owned();
    for (option, path) in [("--spec", given(spec)), ("--root", spec.root()), ("--out", given(out))] {
        if let Some(path) = path {
            command.push_str(&format!(" {option} {}", quoted(&show(path))));
        }
    }
    for (option, value) in chosen.options() {
        command.push_str(&format!(" {option} {}", quoted(value)));
    }
    command
}

/// The absolute path without links, also for what does not exist yet.
pub(crate) fn resolve(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        known => return known,
    }
    let absolute = env::current_dir()?.join(path);
    match (absolute.parent(), absolute.file_name()) {
        (Some(parent), Some(name)) => Ok(resolve(parent)?.join(name)),
        _ => Ok(absolute),
    }
}

/// Whether the two paths share more than the root of the file system.
fn are_near(left: &Path, right: &Path) -> bool {
    left.components().zip(right.components()).take_while(|(left, right)| left == right).count() >= 2
}

/// `path` as seen from `base`, with `/`.
fn relative(base: &Path, path: &Path) -> String {
    let base: Vec<Component<'_>> = base.components().collect();
    let path: Vec<Component<'_>> = path.components().collect();
    let shared = base.iter().zip(&path).take_while(|(left, right)| left == right).count();
    let up = base[shared..].iter().map(|_| "..".to_owned());
    let down = path[shared..].iter().map(|it| it.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// `text` as one word of a shell's command line.
fn quoted(text: &str) -> String {
    let plain = |it: char| it.is_alphanumeric() || "-_./+,:@%=".contains(it);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_owned(),
        // Control characters would end the line that the command stands in.
        false => format!("'{}'", text.replace('\'', r"'\''").replace(char::is_control, "?")),
    }
}
