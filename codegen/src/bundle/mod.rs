//! Brings a document that is spread over several files into one tree, so that no later stage knows of files.
//!
//! What a reference leads to in another file gets a place among the components of its kind, and a name after where it
//! stood; a component that is nothing but such a reference is that place. What has no kind of component, such as a path
//! item, is put where the reference stands. References are rewritten, and the report learns where everything was.
//!
//! A document of one file passes through untouched.

mod build;
mod discover;
mod files;
mod places;
mod uses;

use self::build::Build;
use self::discover::Discovery;
use self::files::Files;
use crate::diagnostics::Report;
use crate::input::Input;
use crate::source::Value;

/// Returns the document with all that it refers to in other files.
pub(crate) fn one_tree<'a>(tree: Value<'a>, input: &Input<'a>, report: &mut Report) -> Value<'a> {
    if !uses::leaves_the_file(&tree) {
        return tree;
    }
    let mut files = Files::new(tree, input);
    let found = Discovery::run(&mut files, report);
    let places = places::allocate(&files, &found);
    Build::new(files, &found, &places, report).tree()
}

#[cfg(test)]
mod tests;
