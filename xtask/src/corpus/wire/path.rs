//! Finds the values of path parameters: what stands in a path where the template has braces.

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'t> {
    Literal(&'t str),
    Parameter(&'t str),
}

/// The raw text of each parameter of `template` in `path`; none when the path does not follow the template.
pub(super) fn values<'t, 'p>(template: &'t str, path: &'p str) -> Option<Vec<(&'t str, &'p str)>> {
    let mut found = Vec::new();
    take(&pieces(template), path, &mut found).then_some(found)
}

/// The query that stands behind a path, though the standard has no place for it there.
pub(super) fn query(template: &str) -> Option<&str> {
    template.split('#').next()?.split_once('?').map(|(_, query)| query)
}

fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal));
        }
        pieces.push(Piece::Parameter(name));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest));
    }
    pieces
}

fn take<'t, 'p>(pieces: &[Piece<'t>], path: &'p str, found: &mut Vec<(&'t str, &'p str)>) -> bool {
    match pieces {
        [] => path.is_empty(),
        [Piece::Literal(literal), rest @ ..] => {
            literal_taken(literal, path).is_some_and(|path| take(rest, path, found))
        }
        [Piece::Parameter(name), rest @ ..] => {
            // The longest value first; a value never reaches into the next segment.
            let end = path.find('/').unwrap_or(path.len());
            (0..=end).rev().filter(|at| path.is_char_boundary(*at)).any(|at| {
                let before = found.len();
                found.push((name, &path[..at]));
                take(rest, &path[at..], found) || {
                    found.truncate(before);
                    false
                }
            })
        }
    }
}

/// What follows the literal in the path, where either may be percent-encoded.
fn literal_taken<'p>(literal: &str, path: &'p str) -> Option<&'p str> {
    let mut rest = path;
    for byte in literal.bytes() {
        let escaped = format!("%{byte:02X}");
        let head = rest.get(..3).filter(|head| head.eq_ignore_ascii_case(&escaped));
        rest = match head {
            Some(head) => &rest[head.len()..],
            None if rest.as_bytes().first() == Some(&byte) && byte.is_ascii() => &rest[1..],
            None => return None,
        };
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::{query, values};

    #[test]
    fn a_path_may_have_a_query() {
        assert_eq!(["/a", "/a?b=c", "/a?b#c", "/a#b?c"].map(query), [None, Some("b=c"), Some("b"), None]);
    }

    #[test]
    fn values_stand_between_literals() {
        type Row<'t> = (&'t str, &'t str, Option<&'t [(&'t str, &'t str)]>);
        let table: [Row<'_>; 8] = [
            ("/pets", "/pets", Some(&[])),
            ("/pets", "/pet", None),
            ("/pets/{id}", "/pets/a%2Fb", Some(&[("id", "a%2Fb")])),
            ("/pets/{id}", "/pets/a/b", None),
            ("/{a}/x/{b}", "/1/x/2", Some(&[("a", "1"), ("b", "2")])),
            ("/{a}.{b}", "/1.2.3", Some(&[("a", "1.2"), ("b", "3")])),
            ("/{a}...{b}", "/x...y", Some(&[("a", "x"), ("b", "y")])),
            ("/a b/{id}", "/a%20b/1", Some(&[("id", "1")])),
        ];
        for (template, path, expected) in table {
            assert_eq!(values(template, path).as_deref(), expected, "{template} {path}");
        }
    }
}
