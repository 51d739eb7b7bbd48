//! Parses path templates: `/v1/{project_id}/jobs` into literal text and parameters.
//!
//! Never here: whether the parameters are declared; see `parameter.rs`.

use crate::ir::{PathSegment, PathTemplate};

/// Splits a template at its braces. The error says what is wrong with it.
pub(super) fn parse(template: &str) -> Result<PathTemplate, String> {
    let mut segments = Vec::new();
    let mut rest = template;
    while let Some(brace) = rest.find(['{', '}']) {
        let (literal, tail) = rest.split_at(brace);
        let Some(tail) = tail.strip_prefix('{') else {
            return Err("a `}` has no `{` before it".to_owned());
        };
        let Some((name, tail)) = tail.split_once('}') else {
            return Err("a `{` has no `}` after it".to_owned());
        };
        if name.is_empty() || name.contains('{') {
            return Err(format!("`{{{name}}}` is not the name of a parameter in braces"));
        }
        push_literal(&mut segments, literal);
        segments.push(PathSegment::Parameter(name.to_owned()));
        rest = tail;
    }
    push_literal(&mut segments, rest);
    Ok(PathTemplate { segments })
}

fn push_literal(segments: &mut Vec<PathSegment>, text: &str) {
    if !text.is_empty() {
        segments.push(PathSegment::Literal(text.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn templates_are_split_at_their_braces() {
        let table = [
            ("/", r#"["/"]"#),
            ("/v1/{project_id}/job", r#"["/v1/", project_id, "/job"]"#),
            ("/{a}.{b}", r#"["/", a, ".", b]"#),
            ("/{a}{b}", r#"["/", a, b]"#),
            ("/{a", "a `{` has no `}` after it"),
            ("/a}", "a `}` has no `{` before it"),
            ("/{}", "`{}` is not the name of a parameter in braces"),
            ("/{a{b}}", "`{a{b}` is not the name of a parameter in braces"),
        ];
        for (template, expected) in table {
            let shown = match parse(template) {
                Ok(path) => {
                    assert_eq!(path.to_string(), template);
                    let pieces = path.segments.iter().map(|segment| match segment {
                        super::PathSegment::Literal(text) => format!("{text:?}"),
                        super::PathSegment::Parameter(name) => name.clone(),
                    });
                    format!("[{}]", pieces.collect::<Vec<_>>().join(", "))
                }
                Err(problem) => problem,
            };
            assert_eq!(shown, expected, "{template}");
        }
    }
}
