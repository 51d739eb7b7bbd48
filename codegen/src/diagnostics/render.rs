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

/// How many of the warnings are shown. Errors always are, each of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Warnings {
    /// Those that say the same are shown once, with the other places; of very many the first.
    #[default]
    Grouped,
    /// Each with its line.
    Each,
    /// None: they are counted.
    Counted,
}

/// Shows warnings, then all errors, which are what a terminal should end with.
pub(super) fn render(found: &Diagnostics, input: &Input<'_>, style: Style, warnings: Warnings) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Color => Renderer::styled(),
    };
    let of = |severity| found.iter().filter(move |diagnostic| diagnostic.severity == severity);
    let mut groups = groups(of(Severity::Warning), warnings);
    let hidden: usize = match warnings {
        Warnings::Grouped => groups.split_off(groups.len().min(MOST_GROUPS)).iter().map(Vec::len).sum(),
        Warnings::Each | Warnings::Counted => 0,
    };
    groups.extend(of(Severity::Error).map(|error| vec![error]));
    let texts = texts(groups.iter().flatten().copied(), input);
    let mut rendered = String::new();
    for group in located(groups, &texts) {
        rendered.push_str(&renderer.render(&[show(&group)]));
        rendered.push_str("\n\n");
    }
    rendered + &summary(of(Severity::Error).count(), of(Severity::Warning).count(), hidden)
}

/// More groups of warnings than this are only counted.
const MOST_GROUPS: usize = 50;

/// More places of a group than this are only counted.
const MOST_PLACES: usize = 10;

/// The warnings that are shown together, in the order of the first of each.
fn groups<'d>(found: impl Iterator<Item = &'d Diagnostic>, warnings: Warnings) -> Vec<Vec<&'d Diagnostic>> {
    match warnings {
        Warnings::Counted => Vec::new(),
        Warnings::Each => found.map(|warning| vec![warning]).collect(),
        Warnings::Grouped => {
            let mut groups: IndexMap<_, Vec<_>> = IndexMap::new();
            for warning in found {
                let Diagnostic { code, message, instead, help, .. } = warning;
                groups.entry((code, message, instead, help)).or_default().push(warning);
            }
            groups.into_values().collect()
        }
    }
}

/// A finding, and where it is in which text.
struct Located<'d, 't> {
    diagnostic: &'d Diagnostic,
    text: &'d Text<'t>,
    span: Option<Range<usize>>,
}

/// Finds where the findings of each group are, and puts them in the order of the text; a stage finds them in an order of its
/// own. Warnings stay before errors.
fn located<'d, 't>(groups: Vec<Vec<&'d Diagnostic>>, texts: &'d Texts<'t>) -> Vec<Vec<Located<'d, 't>>> {
    let locate = |diagnostic: &'d Diagnostic| Located { diagnostic, text: &texts[&diagnostic.file], span: None };
    let mut groups: Vec<Vec<_>> = groups.into_iter().map(|group| group.into_iter().map(locate).collect()).collect();
    for (file, text) in texts {
        let here = groups.iter_mut().flatten().filter(|it: &&mut Located<'_, '_>| it.diagnostic.file == *file);
        text.locate(here.map(|it| (it.diagnostic, &mut it.span)).collect());
    }
    let place = |it: &Located<'_, '_>| {
        let start = it.span.as_ref().map(|span| span.start);
        (it.diagnostic.severity == Severity::Error, texts.get_index_of(&it.diagnostic.file), start)
    };
    groups.iter_mut().for_each(|group| group.sort_by_key(place));
    groups.sort_by_key(|group| group.first().map(place));
    groups
}

/// A group as the renderer takes it: the first finding, and where the others are.
fn show<'g>(group: &'g [Located<'_, '_>]) -> Group<'g> {
    let (first, others) = group.split_first().expect("a group has a finding");
    first.text.group(first, others_at(first, others))
}

/// Where the other findings of a group are, in one line; in a line for each if there is something to say about each.
fn others_at(first: &Located<'_, '_>, others: &[Located<'_, '_>]) -> Vec<String> {
    let place = |it: &Located<'_, '_>| {
        let place = match &it.span {
            // Nobody finds a column of a line that is a whole document.
            Some(span) if !it.text.line(span.clone()).is_cut => it.text.place(span.clone()),
            _ => it.diagnostic.pointer.to_string(),
        };
        if it.diagnostic.file == first.diagnostic.file { place } else { format!("{}:{place}", it.text.name) }
    };
    let (shown, more) = others.split_at(others.len().min(MOST_PLACES));
    let more = (!more.is_empty()).then(|| format!("{} other places", more.len()));
    if first.diagnostic.detail.is_some() {
        let detail = |it: &Located<'_, '_>| it.diagnostic.detail.clone().unwrap_or_default();
        let lines = shown.iter().map(|it| format!("the same at {}: {}", place(it), detail(it)));
        return lines.chain(more.map(|more| format!("the same at {more}"))).collect();
    }
    let mut places: Vec<String> = shown.iter().map(place).chain(more).collect();
    let Some(last) = places.pop() else { return Vec::new() };
    let before = if places.is_empty() { String::new() } else { format!("{} and ", places.join(", ")) };
    vec![format!("the same at {before}{last}")]
}

fn summary(errors: usize, warnings: usize, hidden: usize) -> String {
    let count = |count, word| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let counts: Vec<_> = [count(errors, "error"), count(warnings, "warning")].into_iter().flatten().collect();
    let hidden = if hidden > 0 { format!(" ({hidden} not shown)") } else { String::new() };
    if counts.is_empty() { String::new() } else { format!("{}{hidden}\n", counts.join(", ")) }
}

/// A file, as findings name it.
type File = Option<Arc<str>>;

/// The texts that findings are about.
type Texts<'t> = IndexMap<File, Text<'t>>;

/// The texts that the findings are about, that of the document first.
fn texts<'d, 't>(shown: impl Iterator<Item = &'d Diagnostic>, input: &Input<'t>) -> Texts<'t> {
    let mut texts = IndexMap::from([(None, Text::new(Cow::Borrowed(input.name), Cow::Borrowed(input.text)))]);
    for file in shown.filter_map(|diagnostic| diagnostic.file.as_ref()) {
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

    /// The finding as the renderer takes it: title, source line, where else it was found, help.
    fn group<'g>(&'g self, found: &'g Located<'_, '_>, elsewhere: Vec<String>) -> Group<'g> {
        let Located { diagnostic, span, .. } = found;
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.id());
        let source = match span {
            Some(span) => self.source(span.clone()),
            None => vec![Origin::path(&*self.name).into()],
        };
        let note = diagnostic.span.is_none().then(|| Level::NOTE.message(diagnostic.pointer.to_string()));
        let detail = diagnostic.detail.as_deref().map(|detail| Level::NOTE.message(detail));
        let elsewhere = elsewhere.into_iter().map(|places| Level::NOTE.message(places));
        let instead = diagnostic.instead.map(|instead| Level::NOTE.message(instead.to_string()));
        let help = diagnostic.help.as_deref().map(|help| Level::HELP.message(help));
        let notes = note.into_iter().chain(detail).chain(elsewhere).chain(instead);
        title.elements(source).elements(notes).elements(help)
    }

    /// Line and column of a span.
    fn place(&self, span: Range<usize>) -> String {
        let Line { number, column, .. } = self.line(span);
        format!("{number}:{column}")
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
    use super::{Style, Warnings};
    use crate::diagnostics::{Code, Stages};
    use crate::input::{Input, NoFiles};
    use crate::pointer::Pointer;

    /// Renders findings made at these pointers.
    fn render(text: &str, found: &[(Code, &str)]) -> String {
        render_with(Warnings::Grouped, text, found)
    }

    fn render_with(warnings: Warnings, text: &str, found: &[(Code, &str)]) -> String {
        let input = Input { name: "api", text, loader: &NoFiles };
        let mut stages = Stages::new();
        let result = stages.run(|report| {
            for (code, pointer) in found {
                let pointer = Pointer::parse_fragment(pointer).expect("a pointer");
                report.add(*code, &pointer, format!("the message of {code}")).help("what to do");
            }
        });
        let found = result.err().unwrap_or_else(|| stages.warnings());
        let rendered = found.render(&input, Style::Plain, warnings);
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
    fn warnings_that_say_the_same_are_shown_once() {
        let text = "{\n  \"a\": 1,\n  \"b\": 2, \"c\": 3\n}";
        let found = ["#/c", "#/a", "#/b"].map(|pointer| (Code::UnknownKeyword, pointer));
        insta::assert_snapshot!(render(text, &found), @r#"
        warning[W001]: the message of W001
         --> api:2:3
          |
        2 |   "a": 1,
          |   ^^^
          |
          = note: #/a
          = note: the same at 3:3 and 3:11
          = help: what to do

        3 warnings
        "#);
        let each = render_with(Warnings::Each, text, &found);
        assert_eq!(each.matches("warning[W001]").count(), 3, "{each}");
        assert_eq!(render_with(Warnings::Counted, text, &found), "3 warnings");
        let errors = found.map(|(_, pointer)| (Code::WrongType, pointer));
        let errors = render_with(Warnings::Counted, text, &errors);
        assert_eq!(errors.matches("error[E004]").count(), 3, "{errors}");
    }

    #[test]
    fn very_many_places_are_counted() {
        let keys: Vec<String> = (0..60).map(|at| format!("k{at}: 1\n")).collect();
        let pointers: Vec<String> = (0..60).map(|at| format!("#/k{at}")).collect();
        let found: Vec<_> = pointers.iter().map(|pointer| (Code::UnknownKeyword, pointer.as_str())).collect();
        let rendered = render(&keys.concat(), &found);
        let note = "the same at 2:1, 3:1, 4:1, 5:1, 6:1, 7:1, 8:1, 9:1, 10:1, 11:1 and 49 other places";
        assert!(rendered.contains(note), "{rendered}");
        assert!(rendered.ends_with("\n60 warnings"), "{rendered}");
    }
}
