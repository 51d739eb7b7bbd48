//! Doc comments: what the document says about an item, and what its type does not say.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, markdown};
use crate::ir::{Constraint, Deprecated, Docs, Provenance, Type, TypeDef};
use crate::names::Name;

/// `#[doc]` attributes for lines of CommonMark.
pub fn comment(lines: &[String]) -> TokenStream {
    let lines =
        lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {}", markdown::visible(line)) });
    quote! { #(#[doc = #lines])* }
}

/// A doc comment of one line of our own.
pub fn line(text: impl Into<String>) -> TokenStream {
    comment(&[text.into()])
}

/// A doc comment of the document's text.
pub fn text(text: &str) -> TokenStream {
    comment(&markdown::lines(text))
}

/// The lines for an item: its summary and description, as far as the document has them and they say different things.
pub fn lines(docs: &Docs) -> Vec<String> {
    match (written(docs.summary.as_deref()), written(docs.description.as_deref())) {
        (None, None) => Vec::new(),
        (Some(text), None) | (None, Some(text)) => markdown::lines(text),
        (Some(summary), Some(description)) if says_same(summary, description) => markdown::lines(&sentence(summary)),
        (Some(summary), Some(description)) if description.trim_start().starts_with(summary.trim()) => {
            markdown::lines(description)
        }
        (Some(summary), Some(description)) => {
            let mut lines = markdown::lines(&sentence(summary));
            lines.push(String::new());
            lines.extend(markdown::lines(description));
            lines
        }
    }
}

/// The same for an item that shows these names. A title that is one of them again is left out, and so is a description that
/// is the title again: frameworks make both from names.
pub fn lines_beside<'n>(docs: &Docs, mut names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let Some(title) = docs.summary.as_deref().filter(|title| names.any(|name| says_same(title, name))) else {
        return lines(docs);
    };
    let description = docs.description.as_deref().filter(|description| !says_same(title, description));
    description.map(markdown::lines).unwrap_or_default()
}

/// The same for an item that cannot go without: `fallback` where the document says nothing.
pub fn lines_or(docs: &Docs, fallback: &str) -> Vec<String> {
    let lines = lines(docs);
    if lines.is_empty() { markdown::lines(fallback) } else { lines }
}

/// A text with anything in it.
fn written(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

/// Whether two texts have the same letters and digits, whatever their case and what stands between them.
fn says_same(one: &str, other: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(one) == letters(other)
}

/// What to say where the document says nothing: what it says about the type, if that is anything.
pub fn of_named(cx: Cx<'_>, ty: &Type) -> String {
    match ty {
        Type::Named(id) => first_line(&cx.api.type_def(*id).docs),
        Type::Scalar(_) | Type::Array(_) | Type::Map(_) | Type::Nullable(_) | Type::Any => String::new(),
    }
}

/// A summary as a sentence: with a full stop.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?', ':']) { text.to_owned() } else { format!("{text}.") }
}

/// The first paragraph of what the document says, in one line.
pub fn first_line(docs: &Docs) -> String {
    let lines = lines(docs);
    // A list has no other first line than that of its first item.
    let end = markdown::first_paragraph(&lines).max(1);
    lines.iter().map(String::as_str).take(end).collect::<Vec<_>>().join(" ")
}

/// An item of a list about `ident`: the first paragraph of what the document says with `more` behind it, and the others
/// below; `None` where there is nothing to say. `fallback` stands for the first where the document is silent.
pub fn argument(ident: &Name, docs: &Docs, fallback: impl FnOnce() -> String, more: &[String]) -> Option<String> {
    let lines = lines(docs);
    let end = markdown::first_paragraph(&lines);
    let first = if lines.is_empty() { fallback() } else { lines[..end].join(" ") };
    let is_deprecated = (docs.deprecated == Deprecated::Yes).then_some("**Deprecated.**");
    let texts = [sentence(&first)].into_iter().chain(more.iter().cloned()).chain(is_deprecated.map(str::to_owned));
    let texts: Vec<_> = texts.filter(|text| !text.is_empty()).collect();
    // A list may follow a paragraph at once, a table may not.
    let gap = lines.get(end).filter(|line| line.starts_with(['#', '|', '>'])).map(|_| String::new());
    let below =
        gap.iter().chain(&lines[end..]).map(|line| if line.is_empty() { String::new() } else { format!("  {line}") });
    let head = format!("- `{ident}`: {}", texts.join(" "));
    let item = [head.trim_end().to_owned()].into_iter().chain(below).collect::<Vec<_>>().join("\n");
    (!texts.is_empty() || end < lines.len()).then_some(item)
}

/// The doc comment of a type: nothing where the document says nothing.
///
/// A deprecated type says so in words: with the attribute, every `impl` and re-export of it would warn.
pub fn of_type(def: &TypeDef, ident: &Name) -> TokenStream {
    comment(&type_lines(def, ident))
}

/// The same for a type that cannot go without.
pub fn of_type_or(def: &TypeDef, ident: &Name, fallback: &str) -> TokenStream {
    let lines = type_lines(def, ident);
    if lines.is_empty() { line(fallback) } else { comment(&lines) }
}

/// What there is to say about a type.
fn type_lines(def: &TypeDef, ident: &Name) -> Vec<String> {
    let mut lines = lines_beside(&def.docs, std::iter::once(ident.as_str()));
    append_limits(&mut lines, None, &def.constraints);
    if def.docs.deprecated == Deprecated::Yes {
        append_paragraph(&mut lines, "**Deprecated.**");
    }
    if matches!(def.provenance, Provenance::Request { .. }) {
        append_paragraph(&mut lines, "As requests have it: without what only the service sets.");
    }
    lines
}

/// Adds the default and the constraints, if there are any: to the sentence that the document has, where it is but one
/// paragraph of text, or else as a paragraph of their own.
pub fn append_limits(lines: &mut Vec<String>, default: Option<&serde_json::Value>, constraints: &[Constraint]) {
    let default = default.map(|value| format!("Default: {}.", code(&value.to_string())));
    // What only the service sets, and never sends, is neither: it goes both ways, with a warning.
    let has = |ways: &[Constraint]| constraints.iter().any(|it| ways.contains(it));
    let read = [Constraint::ReadOnly, Constraint::ReadOnlyInPart];
    let is_contradicted = has(&read) && has(&[Constraint::WriteOnly]);
    let one_way = |it: &Constraint| read.contains(it) || *it == Constraint::WriteOnly;
    let constraints = constraints.iter().filter(|it| !(is_contradicted && one_way(it)));
    let limits: Vec<String> = default.into_iter().chain(constraints.map(constraint)).collect();
    if limits.is_empty() {
        return;
    }
    let limits = limits.join(" ");
    if !lines.iter().all(|line| is_text(line)) {
        return append_paragraph(lines, &limits);
    }
    // What fits is put behind the last line; the rest of the paragraph is wrapped already.
    match lines.last_mut() {
        Some(last) if last.chars().count() + limits.chars().count() + 2 <= markdown::WIDTH => {
            *last = format!("{} {limits}", sentence(last));
        }
        Some(last) => {
            *last = sentence(last);
            lines.extend(markdown::lines(&limits));
        }
        None => lines.extend(markdown::lines(&limits)),
    }
}

/// Whether a line is text, and no blank one and no part of a list, a table, a heading, a quote or a block of code.
fn is_text(line: &str) -> bool {
    line.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '(' | '[' | '`')) && !line.starts_with("```")
}

/// A text of the document in one line.
pub fn plain(text: &str) -> String {
    markdown::lines(text).into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Adds a paragraph of our own words.
pub fn append_paragraph(lines: &mut Vec<String>, text: &str) {
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.extend(markdown::lines(text));
}

/// Adds a sentence of our own words to the paragraph before it, on a line of its own; behind anything else than text it
/// begins a paragraph.
pub fn append_sentence(lines: &mut Vec<String>, text: &str) {
    match lines.last() {
        Some(last) if is_text(last) => lines.extend(markdown::lines(text)),
        _ => append_paragraph(lines, text),
    }
}

/// Adds a list under a line of our own, if there is anything in it.
pub fn append_list(lines: &mut Vec<String>, title: &str, items: &[String]) {
    if !items.is_empty() {
        append_paragraph(lines, &format!("{title}\n\n{}", items.join("\n")));
    }
}

/// `#[deprecated]` where the document says so.
pub fn deprecated(docs: &Docs) -> Option<TokenStream> {
    match docs.deprecated {
        Deprecated::Yes => Some(quote! { #[deprecated] }),
        Deprecated::No => None,
    }
}

/// One constraint as a sentence.
fn constraint(constraint: &Constraint) -> String {
    match constraint {
        Constraint::Minimum(value) => format!("At least {value}."),
        Constraint::ExclusiveMinimum(value) => format!("Greater than {value}."),
        Constraint::Maximum(value) => format!("At most {value}."),
        Constraint::ExclusiveMaximum(value) => format!("Less than {value}."),
        Constraint::MultipleOf(value) => format!("A multiple of {value}."),
        Constraint::MinLength(value) => format!("At least {}.", count(*value, "character")),
        Constraint::MaxLength(value) => format!("At most {}.", count(*value, "character")),
        Constraint::Pattern(pattern) => format!("Pattern: {}.", code(pattern)),
        Constraint::Format(format) => format!("Format: {}.", code(format)),
        Constraint::OneOf(values) => {
            let values: Vec<String> = values.iter().map(|value| code(value)).collect();
            match &*values {
                [only] => format!("Always {only}."),
                several => format!("One of {}.", several.join(", ")),
            }
        }
        Constraint::MinItems(value) => format!("At least {}.", count(*value, "element")),
        Constraint::MaxItems(value) => format!("At most {}.", count(*value, "element")),
        Constraint::UniqueItems => "No element twice.".to_owned(),
        Constraint::MinProperties(value) => format!("At least {}.", count(*value, "entry")),
        Constraint::MaxProperties(value) => format!("At most {}.", count(*value, "entry")),
        Constraint::ReadOnly => "Set by the service.".to_owned(),
        Constraint::ReadOnlyInPart => "Set by the service if it is not given.".to_owned(),
        Constraint::WriteOnly => "Never sent by the service.".to_owned(),
    }
}

/// A number with its noun.
fn count(number: u64, noun: &str) -> String {
    match (number, noun) {
        (1, noun) => format!("1 {noun}"),
        (number, "entry") => format!("{number} entries"),
        (number, noun) => format!("{number} {noun}s"),
    }
}

/// Text as a code span, which cannot hold a line break, and backticks only between longer rows of them.
pub fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    match longest {
        0 => format!("`{text}`"),
        longest => {
            let fence = "`".repeat(longest + 1);
            format!("{fence} {text} {fence}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn a_code_span_holds_any_text() {
        for (text, span) in [("a", "`a`"), ("^a`$", "`` ^a`$ ``"), ("``", "``` `` ```"), ("a\nb", "`a b`"), ("", "``")]
        {
            assert_eq!(code(text), span);
        }
    }
}
