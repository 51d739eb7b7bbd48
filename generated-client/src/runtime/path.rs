//! Filling a path template, and refusing what would make it another path.

use super::error::Problem;

/// A value for a parameter in the path.
#[derive(Clone)]
pub(super) struct PathValue {
    /// The text as it was given.
    pub(super) raw: String,
    /// The text as it is sent.
    pub(super) encoded: String,
}

/// Why a value must not stand in a path; `None` when it may.
///
/// An empty segment, `.` and `..` are resolved away on the route, which turns the call into one of another operation.
pub(super) fn refusal(raw: &str) -> Option<&'static str> {
    if raw.is_empty() {
        Some("is empty, which would change the path")
    } else if raw.chars().any(char::is_control) {
        Some("contains a control character")
    } else if matches!(raw, "." | "..") {
        Some("is `.` or `..`, which would change the path")
    } else {
        None
    }
}

/// Fills `template`; what is wrong goes into `problems`.
pub(super) fn fill(template: &str, value: &dyn Fn(&str) -> Option<PathValue>, problems: &mut Vec<Problem>) -> String {
    let segments = template.split('/').map(|segment| fill_segment(segment, value, problems));
    segments.collect::<Vec<_>>().join("/")
}

fn fill_segment(template: &str, value: &dyn Fn(&str) -> Option<PathValue>, problems: &mut Vec<Problem>) -> String {
    let mut text = String::new();
    let mut last_name = None;
    let mut rest = template;
    while let Some((literal, name, after)) = next_parameter(rest) {
        text.push_str(&literal_text(literal));
        match value(name) {
            Some(value) => push_value(name, &value, &mut text, problems),
            None => problems.push(Problem::Missing { name: name.into() }),
        }
        last_name = Some(name);
        rest = after;
    }
    text.push_str(&literal_text(rest));
    // Two harmless values may add up to a harmful segment. A single value was reported above.
    if let Some(name) = last_name.filter(|name| template.len() > name.len() + 2 && matches!(text.as_str(), "." | ".."))
    {
        problems.push(Problem::Parameter { name: name.into(), reason: "completes a `.` or `..` segment".into() });
    }
    text
}

fn push_value(name: &str, value: &PathValue, text: &mut String, problems: &mut Vec<Problem>) {
    if let Some(reason) = refusal(&value.raw) {
        problems.push(Problem::Parameter { name: name.into(), reason: reason.into() });
    }
    text.push_str(&value.encoded);
}

/// Splits at the first `{name}`: what is before it, the name, what is after it.
fn next_parameter(template: &str) -> Option<(&str, &str, &str)> {
    let (literal, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((literal, name, after))
}

/// A document may write characters into its paths that a URL cannot hold; what is encoded already stays.
fn literal_text(literal: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%".contains(c);
    let mut text = String::with_capacity(literal.len());
    for c in literal.chars() {
        if allowed(c) {
            text.push(c);
        } else {
            text.push_str(&super::encode::percent_encode(c.encode_utf8(&mut [0; 4])));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::encode::percent_encode;

    fn filled(template: &str, values: &[(&str, &str)]) -> (String, Vec<String>) {
        let mut problems = Vec::new();
        let value = |name: &str| {
            let (_, raw) = values.iter().find(|(known, _)| *known == name)?;
            Some(PathValue { raw: (*raw).into(), encoded: percent_encode(raw) })
        };
        let path = fill(template, &value, &mut problems);
        (path, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn templates_are_filled() {
        for (template, values, expected) in [
            ("/v1/list", &[] as &[_], "/v1/list"),
            ("/", &[], "/"),
            ("/v1/{id}", &[("id", "a b/ü")], "/v1/a%20b%2F%C3%BC"),
            ("/v1/{id}/x/", &[("id", "%2e%2e")], "/v1/%252e%252e/x/"),
            ("/{a}.{b}:{verb}", &[("a", "1"), ("b", "..."), ("verb", "do")], "/1....:do"),
            ("/a b|c/%20/{x", &[], "/a%20b%7Cc/%20/%7Bx"),
            ("/{id}", &[("id", "..a")], "/..a"),
        ] {
            assert_eq!(filled(template, values), (expected.to_owned(), Vec::new()), "{template}");
        }
    }

    #[test]
    fn values_that_change_the_path_are_refused() {
        for (template, values, expected) in [
            ("/{id}", &[("id", "")] as &[_], "`id` is empty, which would change the path"),
            ("/{id}", &[("id", ".")], "`id` is `.` or `..`, which would change the path"),
            ("/{id}", &[("id", "..")], "`id` is `.` or `..`, which would change the path"),
            ("/x/{id}/y", &[("id", "a\nb")], "`id` contains a control character"),
            ("/x/{id}.", &[("id", "")], "`id` is empty, which would change the path"),
            ("/{id}", &[], "`id` is not set: set it on the ClientBuilder or on the call"),
        ] {
            let (_, problems) = filled(template, values);
            assert_eq!(problems.first().map(String::as_str), Some(expected), "{template}");
        }
        let (_, problems) = filled("/{a}{b}", &[("a", "."), ("b", ".")]);
        assert_eq!(problems.last().map(String::as_str), Some("`b` completes a `.` or `..` segment"));
    }
}
