//! Properties of the whole generator, over documents that nobody wrote.

mod extremes;
mod mutations;
mod names;
mod selection;

use codegen::{Config, Diagnostics, Input, Loader, Output, generate};

/// A document of one file.
struct Alone;

impl Loader for Alone {
    fn load(&self, path: &str) -> Result<String, String> {
        Err(format!("there is no {path}"))
    }
}

/// Generates from a text that stands alone.
fn run(text: &str) -> Result<Output, Diagnostics> {
    generate(&Input { name: "api", text, loader: &Alone }, &Config::default())
}
