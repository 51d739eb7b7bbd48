//! Shows findings to a person, each with the line of the text it is about. Decides nothing about what is found.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use indexmap::IndexMap;

use super::locate::{Place, locate};
use super::{Diagnostic, Diagnostics, Severity};
use crate::input::Input;
use crate::pointer::Pointer;
use crate::source::without_bom;

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    Plain,
    /// With the escape codes of a terminal.
    Color,
}

/// Shows warnings, the first of them, then all errors, which are what a terminal should end with.
pub(super) fn render(found: &Diagnostics, input: &Input<'_>, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Color => Renderer::styled(),
    };
    let of = |severity| found.iter().filter(move |diagnostic| diagnostic.severity == severity);
    let shown: Vec<_> = of(Severity::Warning).take(MOST_WARNINGS).chain(of(Severity::Error)).collect();
    let texts = texts(&shown, input);
    let mut located: Vec<_> = shown.into_iter().map(|it| (it, &texts[&it.file], None)).collect();
    for (file, text) in &texts {
        let here = located.iter_mut().filter(|(diagnostic, ..)| diagnostic.file == *file);
        text.locate(here.map(|(diagnostic, _, span)| (*diagnostic, span)).collect());
    }
    let order = |file: &File| texts.get_index_of(file);
    // Warnings first, then errors, each in the order of the text; a stage finds them in an order of its own.
    located.sort_by_key(|(diagnostic, _, span)| {
        let start = span.as_ref().map(|span: &Range<usize>| span.start);
        (diagnostic.severity == Severity::Error, order(&diagnostic.file), start)
    });
    let mut rendered = String::new();
    for (diagnostic, text, span) in located {
        rendered.push_str(&renderer.render(&[text.group(diagnostic, span)]));
        rendered.push_str("\n\n");
    }
    rendered + &summary(of(Severity::Error).count(), of(Severity::Warning).count())
}

/// More warnings than this are only counted.
const MOST_WARNINGS: usize = 50;

fn summary(errors: usize, warnings: usize) -> String {
    let count = |count, word| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let counts: Vec<_> = [count(errors, "error"), count(warnings, "warning")].into_iter().flatten().collect();
    let hidden = warnings.saturating_sub(MOST_WARNINGS);
    let hidden = if hidden > 0 { format!(" ({hidden} not shown)") } else { String::new() };
    if counts.is_empty() { String::new() } else { format!("{}{hidden}\n", counts.join(", ")) }
}

/// A file, as findings name it.
type File = Option<Arc<str>>;

/// The texts that the findings are about, that of the document first.
fn texts<'t>(shown: &[&Diagnostic], input: &Input<'t>) -> IndexMap<File, Text<'t>> {
    let mut texts = IndexMap::from([(None, Text::new(Cow::Borrowed(input.name), Cow::Borrowed(input.text)))]);
    for file in shown.iter().filter_map(|diagnostic| diagnostic.file.as_ref()) {
        texts.entry(Some(Arc::clone(file))).or_insert_with(|| {
            let directory = input.name.rfind('/').map_or("", |at| &input.name[..=at]);
            // It could be had a moment ago. If it no longer can, the finding stands without its line.
            let text = input.loader.load(file).unwrap_or_default();
            Text::new(Cow::Owned(format!("{directory}{file}")), Cow::Owned(text))
        });
    }
    texts
}

/// The text by lines.
struct Text<'t> {
    name: Cow<'t, str>,
    text: Cow<'t, str>,
    /// Where each line starts.
    lines: Vec<usize>,
}

/// A line, or the part of a long one around what is shown.
struct Line<'t> {
    shown: &'t str,
    /// What is shown, counted from the start of `shown`.
    span: Range<usize>,
    number: usize,
    /// In characters, from 1, counted from the start of the line.
    column: usize,
    is_cut: bool,
}

impl<'t> Text<'t> {
    fn new(name: Cow<'t, str>, text: Cow<'t, str>) -> Self {
        let text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(without_bom(text)),
            Cow::Owned(text) => Cow::Owned(without_bom(&text).to_owned()),
        };
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(starts).collect();
        Self { name, text, lines }
    }

    /// Finds the spans of findings in this text.
    fn locate(&self, findings: Vec<(&Diagnostic, &mut Option<Range<usize>>)>) {
        let pointers: Vec<&Pointer> =
            findings.iter().filter(|(it, _)| it.span.is_none()).map(|(it, _)| &it.pointer).collect();
        let mut places = locate(&self.text, &pointers).into_iter();
        for (diagnostic, span) in findings {
            *span = match &diagnostic.span {
                Some(span) => Some(span.clone()),
                None => places.next().flatten().map(|place| self.highlighted(diagnostic, place)),
            };
        }
    }

    /// The key when the finding is about the key or the value spans lines, the value otherwise.
    fn highlighted(&self, diagnostic: &Diagnostic, place: Place) -> Range<usize> {
        let spans_lines = place.is_container || self.text.get(place.value.clone()).is_some_and(|it| it.contains('\n'));
        match place.key {
            Some(key) if spans_lines || diagnostic.code.is_about_key() => key,
            _ => place.value,
        }
    }

    /// The finding as the renderer takes it: title, source line, pointer, help.
    fn group<'g>(&'g self, diagnostic: &'g Diagnostic, span: Option<Range<usize>>) -> Group<'g> {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.id());
        let source = match span {
            Some(span) => self.source(span),
            None => vec![Origin::path(&*self.name).into()],
        };
        let note = diagnostic.span.is_none().then(|| Level::NOTE.message(diagnostic.pointer.to_string()));
        let instead = diagnostic.instead.map(|instead| Level::NOTE.message(instead.to_string()));
        let help = diagnostic.help.as_deref().map(|help| Level::HELP.message(help));
        title.elements(source).elements(note).elements(instead).elements(help)
    }

    /// The line that a span is on.
    fn source(&self, span: Range<usize>) -> Vec<Element<'_>> {
        let line = self.line(span);
        let snippet = Snippet::source(line.shown).line_start(line.number);
        let snippet = snippet.annotation(AnnotationKind::Primary.span(line.span));
        if !line.is_cut {
            return vec![snippet.path(&*self.name).into()];
        }
        // The renderer would count the column from where the line was cut.
        let origin = Origin::path(&*self.name).line(line.number).char_column(line.column);
        vec![origin.into(), snippet.into()]
    }

    fn line(&self, span: Range<usize>) -> Line<'_> {
        let start = span.start.min(self.text.len());
        let number = self.lines.partition_point(|&line| line <= start);
        let from = self.lines[number - 1];
        let to = self.lines.get(number).map_or(self.text.len(), |next| next - 1);
        let line = self.text[from..to].trim_end_matches('\r');
        let column = self.text[from..start].chars().count() + 1;
        let (start, end) = (start - from, span.end.clamp(start, from + line.len().max(start - from)) - from);
        let cut = window(line, start);
        let shown = &line[cut.clone()];
        let within = |at: usize| at.clamp(cut.start, cut.end) - cut.start;
        Line { shown, span: within(start)..within(end), number, column, is_cut: shown.len() < line.len() }
    }
}

/// The part of a line to show: all of it, unless it is so long that it is the document of a machine.
fn window(line: &str, at: usize) -> Range<usize> {
    if line.len() <= LONG {
        return 0..line.len();
    }
    let boundary = |at: usize| (0..=at.min(line.len())).rev().find(|&at| line.is_char_boundary(at)).unwrap_or(0);
    boundary(at.saturating_sub(LONG / 4))..boundary(at + LONG / 2)
}

/// Lines of more bytes than this are cut.
const LONG: usize = 240;

#[cfg(test)]
mod tests {
    use super::Style;
    use crate::diagnostics::{Code, Stages};
    use crate::input::{Input, Loader};
    use crate::pointer::Pointer;

    struct NoFiles;

    impl Loader for NoFiles {
        fn load(&self, path: &str) -> Result<String, String> {
            Err(format!("there is no {path}"))
        }
    }

    /// Renders findings made at these pointers.
    fn render(text: &str, found: &[(Code, &str)]) -> String {
        let input = Input { name: "api", text, loader: &NoFiles };
        let mut stages = Stages::new();
        let result = stages.run(|report| {
            for (code, pointer) in found {
                let pointer = Pointer::parse_fragment(pointer).expect("a pointer");
                report.add(*code, &pointer, format!("the message of {code}")).help("what to do");
            }
        });
        let found = result.err().unwrap_or_else(|| stages.warnings());
        let rendered = found.render(&input, Style::Plain);
        rendered.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn yaml_is_shown() {
        let text = "\u{feff}openapi: 3.0.3\r\nbase: &b\r\n  k: v\r\nwide:\t{ é: 'ü', type: strnig }\r\nuse:\r\n  <<: *b\r\ntext: |\r\n  block\r\n  text\r\n";
        let found = [
            (Code::UnknownKeyword, "#/openapi"),
            (Code::InvalidValue, "#/wide/type"),
            (Code::WrongType, "#/use/k"),
            (Code::WrongType, "#/text"),
            (Code::Missing, "#"),
        ];
        insta::assert_snapshot!(render(text, &found), @r#"
        warning[W001]: the message of W001
         --> api:1:1
          |
        1 | openapi: 3.0.3
          | ^^^^^^^
          |
          = note: #/openapi
          = help: what to do

        error[E005]: the message of E005
         --> api:1:1
          |
        1 | openapi: 3.0.3
          | ^
          |
          = note: #
          = help: what to do

        error[E006]: the message of E006
         --> api:4:23
          |
        4 | wide:    { é: 'ü', type: strnig }
          |                          ^^^^^^
          |
          = note: #/wide/type
          = help: what to do

        error[E004]: the message of E004
         --> api:5:1
          |
        5 | use:
          | ^^^
          |
          = note: #/use/k
          = help: what to do

        error[E004]: the message of E004
         --> api:7:1
          |
        7 | text: |
          | ^^^^
          |
          = note: #/text
          = help: what to do

        4 errors, 1 warning
        "#);
    }

    #[test]
    fn json_is_shown() {
        let long = format!("{{\"a\": [{}{{\"é\": \"{}\"}}]}}", "0, ".repeat(200), "x".repeat(300));
        insta::assert_snapshot!(render(&long, &[(Code::WrongType, "#/a/200/é")]), @r#"
        error[E004]: the message of E004
         --> api:1:614
          |
         :::
        1 | ..."é": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
          |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = note: #/a/200/é
          = help: what to do

        1 error
        "#);
        insta::assert_snapshot!(render("{\n  \"a\": {\"b\": [1]}\n}", &[(Code::WrongType, "#/a/b"), (Code::WrongType, "#/a/b/0")]), @r#"
        error[E004]: the message of E004
         --> api:2:9
          |
        2 |   "a": {"b": [1]}
          |         ^^^
          |
          = note: #/a/b
          = help: what to do

        error[E004]: the message of E004
         --> api:2:15
          |
        2 |   "a": {"b": [1]}
          |               ^
          |
          = note: #/a/b/0
          = help: what to do

        2 errors
        "#);
    }

    #[test]
    fn many_warnings_are_counted() {
        let pointers: Vec<String> = (0..60).map(|at| format!("#/{at}")).collect();
        let found: Vec<_> = pointers.iter().map(|pointer| (Code::UnknownKeyword, pointer.as_str())).collect();
        let rendered = render("{}", &found);
        assert_eq!(rendered.matches("warning[W001]").count(), 50);
        assert!(rendered.ends_with("\n60 warnings (10 not shown)"), "{rendered}");
    }
}
