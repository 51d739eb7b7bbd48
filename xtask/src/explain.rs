//! `cargo xtask explain`: what a diagnostic code means.

use codegen::Code;

use crate::cli::ExplainArgs;
use crate::failure::Failure;
use crate::terminal;

/// Prints the explanation of one code, or the list of all.
pub(crate) fn run(args: &ExplainArgs) -> Result<(), Failure> {
    let Some(wanted) = &args.code else { return terminal::answer(list()) };
    let Some(code) = Code::parse(wanted) else {
        return Err(Failure::usage(format_args!("there is no code {wanted:?}; the codes are:\n{}", list().trim_end())));
    };
    terminal::answer(format_args!("{code}: {}\n\n{}\n", code.title(), wrap(code.explain().trim_end())))
}

/// One line per code.
fn list() -> String {
    Code::ALL.iter().map(|code| format!("{code}  {}\n", code.title())).collect()
}

/// How wide text is that a person is to read.
const COLUMNS: usize = 80;

/// Breaks long lines between words. Indented ones are source and stay as they are.
fn wrap(text: &str) -> String {
    let lines = text.lines().map(|line| if line.starts_with(' ') { line.to_owned() } else { fill(line) });
    lines.collect::<Vec<_>>().join("\n")
}

fn fill(line: &str) -> String {
    let mut filled = String::new();
    let mut column = 0;
    for word in line.split_whitespace() {
        let width = word.chars().count();
        if column > 0 {
            let is_full = column + 1 + width > COLUMNS;
            filled.push(if is_full { '\n' } else { ' ' });
            column = if is_full { 0 } else { column + 1 };
        }
        filled.push_str(word);
        column += width;
    }
    filled
}
