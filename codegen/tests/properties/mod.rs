//! Properties of the whole generator, over documents that nobody wrote.

mod extremes;
mod mutations;
mod names;
mod selection;

use codegen::{Config, Diagnostics, Input, NoFiles, Output, generate};

/// Generates from a text that stands alone.
fn run(text: &str) -> Result<Output, Diagnostics> {
    generate(&Input { name: "api", text, loader: &NoFiles }, &Config::default())
}
