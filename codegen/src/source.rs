//! Reads JSON or YAML text into a value tree. Knows nothing about OpenAPI; no other file knows about `serde_yaml`.

mod tidy;
mod value;
mod visit;

use std::ops::Range;

use serde::de::DeserializeSeed as _;

use self::tidy::Tidy;
pub(crate) use self::value::{Number, Object, Value};
use self::visit::{A_KEY, Budget, EMPTY, Node, TOO_MANY};
use crate::diagnostics::{Code, Report};
use crate::input::Input;

/// Reads the document; on an error it is null, and the error is in the report.
pub(crate) fn parse<'a>(input: &Input<'a>, report: &mut Report) -> Value<'a> {
    parse_text(input.text, report)
}

/// Reads the text of one of its files.
pub(crate) fn parse_text<'a>(text: &'a str, report: &mut Report) -> Value<'a> {
    let text = without_bom(text);
    let read = match Notation::of(text) {
        Notation::Json => from_json(text),
        Notation::Yaml => from_yaml(text),
    };
    match read {
        Ok(tree) => Tidy::new(Notation::of(text), report).value(tree),
        Err(failure) => {
            report.add_at(failure.code, failure.span, failure.message).help = failure.help.map(str::to_owned);
            Value::Null
        }
    }
}

/// The text that all positions count from.
pub(crate) fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The two ways to write a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notation {
    Json,
    Yaml,
}

impl Notation {
    /// Decides by content: `{"` opens JSON, and `{openapi:` is YAML in its flow style.
    pub(crate) fn of(text: &str) -> Self {
        let mut visible = text.chars().filter(|c| !c.is_ascii_whitespace());
        match (visible.next(), visible.next()) {
            (Some('{'), Some('"' | '}') | None) | (Some('['), Some('{' | '"' | ']') | None) => Self::Json,
            _ => Self::Yaml,
        }
    }
}

/// Why a text could not be read.
struct Failure {
    code: Code,
    span: Range<usize>,
    message: String,
    help: Option<&'static str>,
}

fn from_json(text: &str) -> Result<Value<'_>, Failure> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let mut budget = Budget::of(text);
    let read = Node::new(&mut budget).deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    read.map_err(|error| {
        let at = offset(text, error.line(), error.column());
        let message = without_place(&error.to_string());
        failure(&message, at..at)
    })
}

fn from_yaml(text: &str) -> Result<Value<'_>, Failure> {
    if let Some(at) = too_many_brackets(text) {
        return Err(failure("recursion limit exceeded", at..at + 1));
    }
    match once(text) {
        Err(failure) if remark(text, &failure).is_some() => without_tabs(text, failure),
        read => read,
    }
}

/// One run of the parser.
fn once(text: &str) -> Result<Value<'_>, Failure> {
    let mut budget = Budget::of(text);
    let read = Node::new(&mut budget).deserialize(serde_yaml::Deserializer::from_str(text));
    read.map_err(|error| {
        let at = error.location().map_or(0, |place| floor_boundary(text, place.index()));
        let message = without_place(&error.to_string());
        if text[at..].starts_with('\t') && message.contains("cannot start any token") {
            return tab(at);
        }
        failure(&message, at..at)
    })
}

/// So much text is read again for the sake of tabs.
const MOST_READ_AGAIN: usize = 1 << 26;

/// Reads a text with tabs in front of comments or on blank lines, which YAML allows and the parser does not. Spaces take
/// their place, so that all bytes stay where they are.
fn without_tabs(text: &str, first: Failure) -> Result<Value<'static>, Failure> {
    let (mut mended, mut failure) = (text.to_owned(), first);
    for _ in 0..MOST_READ_AGAIN / text.len().max(1) {
        let Some(tabs) = remark(&mended, &failure) else { break };
        mended.replace_range(tabs.clone(), &" ".repeat(tabs.len()));
        failure = match once(&mended) {
            Ok(tree) => return Ok(tree.into_owned()),
            Err(failure) => failure,
        };
    }
    Err(failure)
}

/// The white space from a tab that the parser stumbles over to a comment or to the end of the line. Where it wants the
/// text of a block indented, what looks like a comment is part of that text.
fn remark(text: &str, failure: &Failure) -> Option<Range<usize>> {
    let at = failure.span.start;
    let rest = text.get(at..).filter(|rest| rest.starts_with('\t'))?;
    let end = rest.find(|c| c != '\t' && c != ' ').unwrap_or(rest.len());
    let is_remark = match rest[end..].chars().next() {
        Some('#') => !failure.message.contains("indentation space"),
        None | Some('\r' | '\n') => true,
        Some(_) => false,
    };
    is_remark.then_some(at..at + end)
}

/// A tab where a line begins: the parser speaks of a character and a token, and editors show neither.
fn tab(at: usize) -> Failure {
    let message = "YAML is not indented with tabs".to_owned();
    Failure { code: Code::Syntax, span: at..at + 1, message, help: Some("put spaces in place of the tab") }
}

/// Where more brackets are open than a document can mean, those in its prose included. The YAML parser takes quadratic time to find out.
fn too_many_brackets(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    text.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > 5_000
    })
}

/// Sorts the messages of the two parsers by what they mean.
fn failure(message: &str, span: Range<usize>) -> Failure {
    let is = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if is(&["recursion limit", "repetition limit", TOO_MANY]) {
        let message = if is(&["recursion"]) { "the document is nested too deeply" } else { TOO_MANY };
        let help = "move inner schemas to `components`, and write repeated parts as `$ref`";
        return Failure { code: Code::TooBig, span, message: message.to_owned(), help: Some(help) };
    }
    let message = match message {
        _ if is(&["end of stream", "EndOfStream"]) => EMPTY.to_owned(),
        _ if is(&["more than one document"]) => "the text holds more than one YAML document".to_owned(),
        _ if is(&[A_KEY]) => "a key must be a string".to_owned(),
        _ => message.to_owned(),
    };
    Failure { code: Code::Syntax, span, message, help: None }
}

/// Cuts off the ` at line 1 column 2` that both parsers add to their messages.
fn without_place(message: &str) -> String {
    message.find(" at line ").map_or(message, |at| &message[..at]).to_owned()
}

/// The byte that a parser's line and column, both counted from 1, mean.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    floor_boundary(text, start + column.saturating_sub(1))
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::{Value, parse};
    use crate::diagnostics::{Stages, Style, Warnings};
    use crate::input::{Input, NoFiles};

    /// The tree as JSON with its warnings, or the errors.
    fn read(text: &str) -> String {
        let input = Input { name: "api", text, loader: &NoFiles };
        let mut stages = Stages::new();
        match stages.run(|report| parse(&input, report)) {
            Ok(tree) => [tree.to_json().to_string(), stages.warnings().to_string()].join(" ").trim_end().to_owned(),
            Err(found) => found
                .render(&input, Style::Plain, Warnings::Each)
                .lines()
                .take(2)
                .map(str::trim)
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    #[test]
    fn text_becomes_a_tree() {
        let table = [
            (r#"{"b": [1, -1, 1.5, true, null], "a": "\u00fc"}"#, r#"{"b":[1,-1,1.5,true,null],"a":"ü"}"#),
            ("b: [1, -1, 1.5, true, null, ~]\r\na: ü\r\n", r#"{"b":[1,-1,1.5,true,null,null],"a":"ü"}"#),
            ("{openapi: 3.0.3}", r#"{"openapi":"3.0.3"}"#),
            ("a:\n\t# b\n  - c\n \t \n\t\t#d\n  - \"e\n\t# f\"\n\t", r##"{"a":["c","e # f"]}"##),
            ("a:\n  -\t# b\n    c\n", r#"{"a":["c"]}"#),
            ("\u{feff}{}", "{}"),
            ("\u{feff}a: 1", r#"{"a":1}"#),
            ("18446744073709551615", "18446744073709551615"),
            ("18446744073709551616", r#""18446744073709551616""#),
            ("200: a\ntrue: b\nnull: c\n1.10: d", r#"{"200":"a","true":"b","null":"c","1.10":"d"}"#),
            ("a: !custom {b: !!str 1}", r#"{"a":{"b":"1"}}"#),
            ("a: &a {x: 1, y: 1}\nb: {<<: *a, y: 2}", r#"{"a":{"x":1,"y":1},"b":{"x":1,"y":2}}"#),
            ("a: {<<: [{x: 1}, {x: 2, y: 2}], z: 3}", r#"{"a":{"y":2,"x":1,"z":3}}"#),
            ("a: {<<: text}", r#"{"a":{"<<":"text"}}"#),
            (r##"{"a": {"<<": {}}}"##, r#"{"a":{"<<":{}}}"#),
            (
                "a: {x: 1, x: 2}",
                r##"{"a":{"x":2}} warning[W002] #/a/x: `x` occurs more than once, the last one is used"##,
            ),
        ];
        for (text, tree) in table {
            assert_eq!(read(text), tree, "{text}");
        }
    }

    #[test]
    fn bad_text_is_an_error_where_it_is_bad() {
        let table = [
            ("", "error[E001]: the document is empty --> api:1:1"),
            ("{\"a\": 1,\n \"b\" 2}", "error[E001]: expected `:` --> api:2:6"),
            ("{\"ü\": 1} x", "error[E001]: trailing characters --> api:1:10"),
            ("{\"a\": 1", "error[E001]: EOF while parsing an object --> api:1:7"),
            ("a: 1\nb: [", "error[E001]: did not find expected node content --> api:2:5"),
            ("a: 1\n b: 2", "error[E001]: mapping values are not allowed in this context --> api:2:3"),
            ("a: *nowhere", "error[E001]: unknown anchor --> api:1:4"),
            ("a\tb:\n\t- c", "error[E001]: YAML is not indented with tabs --> api:2:1"),
            (
                "a: |\n\t# b\nc: d\n",
                "error[E001]: found a tab character where an indentation space is expected --> api:2:1",
            ),
            ("a: 1\n---\nb: 1", "error[E001]: the text holds more than one YAML document --> api:1:1"),
            ("? [1, 2]\n: 3", "error[E001]: a key must be a string --> api:1:3"),
            ("a: \"\\q\"", "error[E001]: found unknown escape character --> api:1:5"),
        ];
        for (text, error) in table {
            assert_eq!(read(text), error, "{text}");
        }
    }

    #[test]
    fn what_is_too_big_is_an_error_and_not_a_crash() {
        let bomb: String = (1..40).map(|at| format!("a{at}: &a{at} [*a{0}, *a{0}, *a{0}, *a{0}]\n", at - 1)).collect();
        let table = [
            "[".repeat(100_000),
            "{\"a\":".repeat(100_000),
            format!("a: {}", "[".repeat(100_000)),
            format!("a: {}1{}", "{b: ".repeat(1_000), "}".repeat(1_000)),
            "- ".repeat(10_000),
            format!("a0: &a0 x\n{bomb}"),
        ];
        for text in table {
            let error = read(&text);
            assert!(error.starts_with("error[E00"), "{error}");
        }
    }

    #[test]
    fn strings_are_borrowed_from_the_text() {
        let input = Input { name: "api", text: "{\"a\": \"b\"}", loader: &NoFiles };
        let tree = Stages::new().run(|report| parse(&input, report)).expect("a document");
        assert!(matches!(tree.get("a"), Some(Value::String(std::borrow::Cow::Borrowed("b")))));
    }
}
