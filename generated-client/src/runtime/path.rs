//! Filling a path template, and refusing what would make it another path.

use std::borrow::Cow;
use std::fmt;

use super::encode::escaped;
use super::error::Problem;

/// A value for a parameter in the path.
#[derive(Clone)]
pub(super) struct PathValue {
    raw: String,
    /// The text as it is sent, where that may be another one.
    encoded: Option<String>,
}

impl PathValue {
    /// A text, and what a style makes of it.
    pub(super) fn styled(raw: String, encoded: String) -> Self {
        Self { raw, encoded: Some(encoded) }
    }

    /// The text as it was given, without what a style adds.
    pub(super) fn raw(&self) -> &str {
        &self.raw
    }

    fn sent(&self) -> &str {
        self.encoded.as_deref().unwrap_or(&self.raw)
    }

    /// Why it must not stand in a path. It is the text with its style that matters: a label puts a dot before the value, a
    /// matrix keeps an empty one apart.
    fn refusal(&self) -> Option<&'static str> {
        match &self.encoded {
            // What is sent as it was given has no other characters than those that need no encoding.
            None => refusal_of_sent(&self.raw),
            Some(_) if has_control(&self.raw) => Some(CONTROL),
            Some(encoded) => refusal_of_sent(encoded),
        }
    }
}

impl fmt::Debug for PathValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.raw.fmt(f)
    }
}

impl From<String> for PathValue {
    /// One text, of no style.
    fn from(raw: String) -> Self {
        let encoded = match escaped(&raw) {
            Cow::Borrowed(_) => None,
            Cow::Owned(text) => Some(text),
        };
        Self { raw, encoded }
    }
}

const CONTROL: &str = "contains a line break, a tab or NUL";

/// Why a value must not stand in a path, `None` when it may.
pub(super) fn refusal(raw: &str) -> Option<&'static str> {
    if has_control(raw) { Some(CONTROL) } else { refusal_of_sent(raw) }
}

/// The same for the text as it is sent, in which no control character stands.
///
/// An empty segment, `.` and `..` are resolved away on the route, which turns the call into one of another operation.
fn refusal_of_sent(text: &str) -> Option<&'static str> {
    match text {
        "" => Some("is empty, which would change the path"),
        "." | ".." => Some("is `.` or `..`, which would change the path"),
        _ => None,
    }
}

/// Whether it has what gets into a text by a slip of copying, or ends it elsewhere. Other control characters are encoded: the
/// REST catalog of Iceberg, for one, puts a unit separator between the parts of a name.
fn has_control(text: &str) -> bool {
    text.chars().any(|c| c == '\0' || c.is_control() && c.is_whitespace())
}

/// Splits a template into the path, and the query that some documents write behind it to tell operations apart.
///
/// What follows a `#` is for the reader: a request has no fragment.
pub(super) fn split(template: &str) -> (&str, &str) {
    // Most have neither, which is seen much faster than where the one or the other stands.
    if ![b'?', b'#'].iter().any(|wanted| template.as_bytes().contains(wanted)) {
        return (template, "");
    }
    let end = outside_braces(template, '#').unwrap_or(template.len());
    let template = &template[..end];
    match outside_braces(template, '?') {
        Some(at) => (&template[..at], &template[at + 1..]),
        None => (template, ""),
    }
}

/// Where `wanted` stands first, the names of parameters aside.
fn outside_braces(template: &str, wanted: char) -> Option<usize> {
    let mut inside = false;
    template.find(|c| {
        inside = match c {
            '{' => true,
            '}' => false,
            _ => inside,
        };
        c == wanted && !inside
    })
}

/// Finds the value of a parameter.
type Values<'v> = &'v dyn Fn(&str) -> Option<&'v PathValue>;

/// Room for most paths, so that they need not move while they grow.
const CAPACITY: usize = 160;

/// Fills `template`; what is wrong goes into `problems`.
pub(super) fn fill(template: &str, value: Values<'_>, problems: &mut Vec<Problem>) -> String {
    if template.is_empty() {
        return String::new();
    }
    let mut text = String::with_capacity(CAPACITY.max(template.len()));
    let mut rest = template;
    while let Some(at) = rest.bytes().position(|byte| !PLAIN[usize::from(byte)]) {
        let (before, after) = rest.split_at(at);
        if let Some((name, after)) = segment_of_one(before, after) {
            text.push_str(before);
            push_parameter(name, value, &mut text, problems);
            rest = after;
            continue;
        }
        let (before, segment) = rest.split_at(before.rfind('/').map_or(0, |slash| slash + 1));
        let (segment, after) = segment.split_at(position(segment, b'/').unwrap_or(segment.len()));
        text.push_str(before);
        fill_segment(segment, value, &mut text, problems);
        rest = after;
    }
    text.push_str(rest);
    text
}

/// The parameter that `after` begins with, if that is all that stands in its segment, and what follows. Most are alone.
fn segment_of_one<'t>(before: &str, after: &'t str) -> Option<(&'t str, &'t str)> {
    let inner = after.strip_prefix('{').filter(|_| before.ends_with('/'))?;
    let end = inner.bytes().position(|byte| matches!(byte, b'}' | b'/'))?;
    let (name, after) = inner.split_at(end);
    let after = after.strip_prefix('}')?;
    (after.is_empty() || after.starts_with('/')).then_some((name, after))
}

/// The characters that a path may hold, those of a parameter aside: one look is enough for each.
const PLAIN: [bool; 256] = {
    let mut plain = ALLOWED;
    plain[b'/' as usize] = true;
    plain
};

/// The same without the slash.
const ALLOWED: [bool; 256] = {
    let mut allowed = [false; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        allowed[byte as usize] = byte.is_ascii_alphanumeric()
            || matches!(byte, b'$'..=b'.' | b':' | b';' | b'=' | b'@' | b'_' | b'~' | b'!');
        byte += 1;
    }
    allowed
};

fn fill_segment(template: &str, value: Values<'_>, text: &mut String, problems: &mut Vec<Problem>) {
    let start = text.len();
    let mut last_name = None;
    let mut rest = template;
    while let Some((literal, name, after)) = next_parameter(rest) {
        push_literal(literal, text);
        push_parameter(name, value, text, problems);
        last_name = Some(name);
        rest = after;
    }
    push_literal(rest, text);
    // Two harmless values may add up to a harmful segment. A single value was reported above.
    if let Some(name) = last_name.filter(|name| template.len() > name.len() + 2 && is_dots(&text[start..])) {
        problems.push(Problem::Parameter { name: name.into(), reason: "completes a `.` or `..` segment".into() });
    }
}

fn push_parameter(name: &str, value: Values<'_>, text: &mut String, problems: &mut Vec<Problem>) {
    let Some(value) = value(name) else {
        return problems.push(Problem::Missing { name: name.into() });
    };
    if let Some(reason) = value.refusal() {
        problems.push(Problem::Parameter { name: name.into(), reason: reason.into() });
    }
    text.push_str(value.sent());
}

/// Whether a segment leads to itself or to its parent. Some servers cut off the part from `;` on before they look.
fn is_dots(segment: &str) -> bool {
    segment.starts_with('.') && matches!(segment.split(';').next(), Some("." | ".."))
}

/// Splits at the first `{name}`: what is before it, the name, what is after it.
fn next_parameter(template: &str) -> Option<(&str, &str, &str)> {
    let (literal, rest) = template.split_at(position(template, b'{')?);
    let (name, after) = rest.split_at(position(rest, b'}')?);
    Some((literal, &name[1..], &after[1..]))
}

/// Where an ASCII character stands. Segments are short, and a search made for long texts would take longer to begin.
fn position(text: &str, wanted: u8) -> Option<usize> {
    text.bytes().position(|byte| byte == wanted)
}

/// A document may write characters into its paths that a URL cannot hold; what is encoded already stays.
fn push_literal(literal: &str, text: &mut String) {
    let is_allowed = |byte: u8| ALLOWED[usize::from(byte)];
    if literal.bytes().all(is_allowed) {
        return text.push_str(literal);
    }
    for c in literal.chars() {
        if u8::try_from(c).is_ok_and(is_allowed) {
            text.push(c);
        } else {
            text.push_str(&escaped(c.encode_utf8(&mut [0; 4])));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str, values: &[(&str, &str)]) -> (String, Vec<String>) {
        let mut problems = Vec::new();
        let values: Vec<_> = values.iter().map(|(name, raw)| (*name, PathValue::from(String::from(*raw)))).collect();
        let value = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
        let path = fill(template, &value, &mut problems);
        (path, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn templates_are_filled() {
        for (template, values, expected) in [
            ("/v1/list", &[] as &[_], "/v1/list"),
            ("/", &[], "/"),
            ("/v1/{id}", &[("id", "a b/ü")], "/v1/a%20b%2F%C3%BC"),
            ("/{id}/{of}", &[("id", "/"), ("of", "?")], "/%2F/%3F"),
            ("/{id}/{of}", &[("id", "%"), ("of", " ")], "/%25/%20"),
            ("/v1/{id}/x/", &[("id", "%2e%2e")], "/v1/%252e%252e/x/"),
            ("/{a}.{b}:{verb}", &[("a", "1"), ("b", "..."), ("verb", "do")], "/1....:do"),
            ("/a b|c/%20/{x", &[], "/a%20b%7Cc/%20/%7Bx"),
            ("/{id}", &[("id", "..a")], "/..a"),
        ] {
            assert_eq!(filled(template, values), (expected.to_owned(), Vec::new()), "{template}");
        }
    }

    #[test]
    fn a_query_behind_the_path_is_split_off() {
        for (template, expected) in [
            ("/a/{b}", ("/a/{b}", "")),
            ("/a?x=1&y={z}", ("/a", "x=1&y={z}")),
            ("/a?x#y", ("/a", "x")),
            ("/a#y?x", ("/a", "")),
            ("/{a?}/{#b}?", ("/{a?}/{#b}", "")),
        ] {
            assert_eq!(split(template), expected, "{template}");
        }
    }

    #[test]
    fn the_style_of_a_value_counts_as_part_of_it() {
        let filled = |template: &str, raw: &str, encoded: &str| {
            let mut problems = Vec::new();
            let value = PathValue::styled(raw.into(), encoded.into());
            let path = fill(template, &|_| Some(&value), &mut problems);
            if problems.is_empty() { Ok(path) } else { Err(()) }
        };
        assert_eq!(filled("/{a}", "", ";a"), Ok("/;a".into()));
        assert_eq!(filled("/{a}", "..", ";a=.."), Ok("/;a=..".into()));
        assert_eq!(filled("/{a}", "x", ".x"), Ok("/.x".into()));
        assert_eq!(filled("/x{a}", "", "."), Err(()));
        for (template, raw, encoded) in [
            ("/{a}", "", ""),
            ("/{a}", "", "."),
            ("/{a}", ".", ".."),
            ("/..{a}", "x", ";a=x"),
            ("/{a}", "\n", ";a=%0A"),
        ] {
            assert_eq!(filled(template, raw, encoded), Err(()), "{template} {encoded}");
        }
    }

    #[test]
    fn values_that_change_the_path_are_refused() {
        for (template, values, expected) in [
            ("/{id}", &[("id", "")] as &[_], "`id` is empty, which would change the path"),
            ("/{id}", &[("id", ".")], "`id` is `.` or `..`, which would change the path"),
            ("/{id}", &[("id", "..")], "`id` is `.` or `..`, which would change the path"),
            ("/x/{id}/y", &[("id", "a\nb")], "`id` contains a line break, a tab or NUL"),
            ("/x/{id}/y", &[("id", "\n")], "`id` contains a line break, a tab or NUL"),
            ("/x/{id}.", &[("id", "")], "`id` is empty, which would change the path"),
            ("/{id}", &[], "`id` is not set: set it on the ClientBuilder or on the call"),
        ] {
            let (_, problems) = filled(template, values);
            assert_eq!(problems.first().map(String::as_str), Some(expected), "{template}");
        }
        assert_eq!(filled("/x/{id}", &[("id", "a\u{1f}b")]).0, "/x/a%1Fb");
        let (_, problems) = filled("/{a}{b}", &[("a", "."), ("b", ".")]);
        assert_eq!(problems.last().map(String::as_str), Some("`b` completes a `.` or `..` segment"));
    }
}
