//! Where configuration is read from: the variables and files of the machine, or those that a test makes up.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::runtime::Secret;

/// The environment variables and files that configuration is read from.
///
/// Nothing else in this crate reads either. Without being told otherwise it is [that of the
/// process](Self::of_process); a program that keeps its configuration elsewhere, and a test, gives
/// [its own](Self::new).
///
/// ```
/// use std::io;
/// use generated_client::huawei::Environment;
///
/// let keys = |name: &str| match name {
///     "HUAWEICLOUD_SDK_AK" => Some("EXAMPLEAK".to_owned()),
///     "HUAWEICLOUD_SDK_SK" => Some("EXAMPLESK".to_owned()),
///     _ => None,
/// };
/// let environment = Environment::new(keys, |_| Err(io::ErrorKind::NotFound.into()));
/// ```
#[derive(Clone)]
pub struct Environment {
    variable: Arc<Variable>,
    file: Arc<File>,
    files: Files,
}

/// What a path leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Files {
    OfTheMachine,
    MadeUp,
}

type Variable = dyn Fn(&str) -> Option<String> + Send + Sync;
type File = dyn Fn(&Path) -> io::Result<String> + Send + Sync;

impl Environment {
    /// The variables of this process, and the files that it may read.
    pub fn of_process() -> Self {
        let environment = Self::new(|name| std::env::var(name).ok(), |path| std::fs::read_to_string(path));
        Self { files: Files::OfTheMachine, ..environment }
    }

    /// Variables as `variable` gives them, and files as `file` reads them.
    pub fn new(
        variable: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
        file: impl Fn(&Path) -> io::Result<String> + Send + Sync + 'static,
    ) -> Self {
        Self { variable: Arc::new(variable), file: Arc::new(file), files: Files::MadeUp }
    }

    /// The same files, with variables that a test makes up.
    #[cfg(all(test, unix, feature = "tracing"))]
    pub(super) fn with_variables(self, variable: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { variable: Arc::new(variable), ..self }
    }

    /// The variable of that name. An empty one counts as not set, as in the official clients.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }

    pub(super) fn secret(&self, name: &str) -> Option<Secret> {
        self.variable(name).map(Secret::new)
    }

    /// The content of a file, and an error that names it.
    pub(super) fn read(&self, path: &Path) -> Result<Zeroizing<String>, String> {
        match (self.file)(path) {
            Ok(text) => Ok(Zeroizing::new(text)),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }

    /// Tells who listens that a file with a secret in it may be read by others than its owner. It is no error: whether
    /// the others are trusted is not known here.
    pub(super) fn warn_if_shared(&self, path: &Path) {
        if self.files == Files::OfTheMachine {
            warn_if_shared(path);
        }
    }

    /// The token in a file, without the white space around it.
    pub(super) fn read_token(&self, path: &Path) -> Result<Secret, String> {
        let text = self.read(path)?;
        match text.trim() {
            "" => Err(format!("{}: it is empty", path.display())),
            token => Ok(Secret::from(token)),
        }
    }

    /// The file that the variable `name` names, else that one in `.huaweicloud` of the user's home.
    pub(super) fn configured_file(&self, name: &str, default: &str) -> Option<PathBuf> {
        let home = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
        let default = || Some(Path::new(&self.variable(home)?).join(".huaweicloud").join(default));
        self.variable(name).map(PathBuf::from).or_else(default)
    }
}

#[cfg(all(unix, feature = "tracing"))]
fn warn_if_shared(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;

    const OTHERS_READ: u32 = 0o044;
    if std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & OTHERS_READ != 0) {
        tracing::warn!(path = %path.display(), "a file with keys in it can be read by others than its owner");
    }
}

/// Elsewhere a few bits do not say who may read a file, and nobody listens.
#[cfg(not(all(unix, feature = "tracing")))]
fn warn_if_shared(_: &Path) {}

impl Default for Environment {
    fn default() -> Self {
        Self::of_process()
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Environment(…)")
    }
}
