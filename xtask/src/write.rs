//! Brings a directory in line with a plan, so that every file is either the old one or the new one at any moment.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use codegen::GeneratedFile;
use tempfile::TempDir;

use crate::failure::Failure;
use crate::plan::Changes;

/// How the directory begins that new files wait in. Hidden, so that a comparison does not see it.
const STAGING: &str = ".xtask-";

/// Makes `directory` what `changes` say.
///
/// # Errors
///
/// When the directory holds a person's files, or when the operating system refuses. The message says what was changed by then.
pub(crate) fn apply(directory: &Path, changes: &Changes<'_>) -> Result<(), Failure> {
    refuse_foreign(directory, changes)?;
    clear_staging(directory);
    if changes.is_none() && changes.idle.is_empty() {
        return Ok(());
    }
    // Most of what can go wrong goes wrong while nothing has been changed yet: a full disk, a missing permission.
    let staged = Staged::prepare(directory, changes).map_err(|it| it.and("Nothing was changed."))?;
    let partly =
        |failure: Failure| failure.and("Some files are new and the others are as they were; run the command again.");
    remove(directory, changes).map_err(partly)?;
    staged.install(directory).map_err(partly)
}

fn refuse_foreign(directory: &Path, changes: &Changes<'_>) -> Result<(), Failure> {
    let Some(first) = changes.foreign.first() else { return Ok(()) };
    let more = match changes.foreign.len() - 1 {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    Err(Failure::work(format_args!(
        "`cargo xtask codegen` did not write {}{more}\n\
         The directory {} belongs to that command; move the file away or delete it. Nothing was changed.",
        directory.join(first).display(),
        directory.display(),
    )))
}

/// Removes what a run left behind that was killed.
fn clear_staging(directory: &Path) {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    for entry in entries.filter(|it| it.file_name().as_encoded_bytes().starts_with(STAGING.as_bytes())) {
        // Nothing depends on it; what cannot be removed today may go another day.
        let _ = fs::remove_dir_all(entry.path());
    }
}

/// Files that are complete on the disk, and only need to be moved into place.
struct Staged<'a> {
    area: TempDir,
    files: Vec<&'a GeneratedFile>,
}

impl<'a> Staged<'a> {
    /// Writes the new files next to their places, on the same file system.
    fn prepare(directory: &Path, changes: &Changes<'a>) -> Result<Self, Failure> {
        let create = |error| Failure::io("write to", directory, &error);
        fs::create_dir_all(directory).map_err(create)?;
        let area = tempfile::Builder::new().prefix(STAGING).tempdir_in(directory).map_err(create)?;
        let drifted = changes.drifted.iter().map(|it| it.file);
        let files: Vec<_> = changes.missing.iter().copied().chain(drifted).collect();
        for (index, file) in files.iter().enumerate() {
            let path = area.path().join(index.to_string());
            fs::write(&path, &file.contents).map_err(|error| Failure::io("write", &path, &error))?;
        }
        Ok(Self { area, files })
    }

    /// Moves each file into place; that is one step for the operating system.
    fn install(self, directory: &Path) -> Result<(), Failure> {
        for (index, file) in self.files.iter().enumerate() {
            let path = directory.join(&file.path);
            let failed = |error| Failure::io("write", &path, &error);
            fs::create_dir_all(path.parent().unwrap_or(directory)).map_err(failed)?;
            fs::rename(self.area.path().join(index.to_string()), &path).map_err(failed)?;
        }
        Ok(())
    }
}

/// Removes orphaned files, and the directories that are empty without them.
fn remove(directory: &Path, changes: &Changes<'_>) -> Result<(), Failure> {
    let gone = |path: PathBuf, result: io::Result<()>| match result {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::io("remove", &path, &error)),
        _ => Ok(()),
    };
    for orphan in &changes.orphaned {
        let path = directory.join(orphan);
        let result = fs::remove_file(&path);
        gone(path, result)?;
    }
    for idle in &changes.idle {
        // Refused when somebody keeps a hidden file there, which is their good right.
        let _ = fs::remove_dir(directory.join(idle));
    }
    Ok(())
}
