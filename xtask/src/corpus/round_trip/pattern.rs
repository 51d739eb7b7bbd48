//! Regular expressions as schemas have them: whether the oracle understands one, and strings that match it.

use rand::RngExt as _;
use rand::rngs::StdRng;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};
use serde_json::json;

/// Whether the oracle can check a string against `pattern`.
pub(super) fn is_understood(pattern: &str) -> bool {
    judge(pattern).is_some()
}

fn judge(pattern: &str) -> Option<jsonschema::Validator> {
    jsonschema::options().offline().build(&json!({"pattern": pattern})).ok()
}

/// A string that matches `pattern`, of a length within the bounds if that can be had; none when the pattern is more than
/// regular. It may still not match, where the pattern looks around.
pub(super) fn string(pattern: &str, min: usize, max: usize, rng: &mut StdRng) -> Option<String> {
    let plain = without_looks(pattern);
    let hir = regex_syntax::parse(&plain).ok()?;
    let judge = if plain == pattern { None } else { judge(pattern) };
    let mut text = String::new();
    // Longer and longer, as a lower bound may need it; a class of one character repeats at most as often as the text is long.
    for repeats in [1, 3, 6, 10, 16, 25, 40, 80, 250].into_iter().flat_map(|repeats| [repeats; 6]) {
        text.clear();
        write(&hir, repeats, rng, &mut text);
        let is_seen = || judge.as_ref().is_none_or(|judge| judge.is_valid(&json!(text)));
        if (min..=max).contains(&text.chars().count()) && is_seen() {
            break;
        }
    }
    Some(text)
}

/// The pattern without what it asks for ahead and behind, which most strings that match the rest meet.
fn without_looks(pattern: &str) -> String {
    let mut left = String::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let is_look = ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|start| rest.starts_with(start));
        let piece = if is_look { group(rest) } else { escaped(rest).max(first.len_utf8()) };
        if !is_look {
            left.push_str(&rest[..piece]);
        }
        rest = &rest[piece..];
    }
    left
}

/// How long the group is that the text begins with.
fn group(text: &str) -> usize {
    let (mut depth, mut at, mut in_class) = (0, 0, false);
    while let Some(first) = text[at..].chars().next() {
        match (first, in_class) {
            ('(', false) => depth += 1,
            (')', false) => depth -= 1,
            ('[', _) => in_class = true,
            (']', _) => in_class = false,
            _ => {}
        }
        at += escaped(&text[at..]).max(first.len_utf8());
        if depth == 0 {
            break;
        }
    }
    at
}

/// How long the escaped character is that the text begins with; 0 when there is none.
fn escaped(text: &str) -> usize {
    let character = text.strip_prefix('\\').and_then(|rest| rest.chars().next());
    character.map_or(0, |character| 1 + character.len_utf8())
}

/// Appends a string that matches `hir`, in which nothing is repeated more than `repeats` times beyond what it must be.
fn write(hir: &Hir, repeats: u32, rng: &mut StdRng, text: &mut String) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => text.extend(character(class, rng)),
        HirKind::Capture(capture) => write(&capture.sub, repeats, rng, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, repeats, rng, text)),
        HirKind::Alternation(parts) => write(&parts[rng.random_range(0..parts.len())], repeats, rng, text),
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX).min(repetition.min.saturating_add(repeats));
            for _ in 0..rng.random_range(repetition.min..=most) {
                write(&repetition.sub, repeats, rng, text);
            }
        }
    }
}

/// A character of the class: a printable one of ASCII where there is one, because in the language that patterns are from,
/// `\d` and `\w` mean no others.
fn character(class: &ClassUnicode, rng: &mut StdRng) -> Option<char> {
    let mut printable = class.clone();
    printable.intersect(&ClassUnicode::new([ClassUnicodeRange::new(' ', '~')]));
    let class = if printable.ranges().is_empty() { class } else { &printable };
    let ranges = class.ranges();
    let range = ranges.get(rng.random_range(0..ranges.len().max(1)))?;
    let code = rng.random_range(u32::from(range.start())..=u32::from(range.end()));
    Some(char::from_u32(code).unwrap_or_else(|| range.start()))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;
    use serde_json::json;

    use super::{is_understood, string};

    #[test]
    fn strings_match_their_patterns() {
        let mut rng = StdRng::seed_from_u64(1);
        let table = [
            ("^[a-z]{3}-\\d+$", 0, 100),
            ("^(foo|bar)?[^\\s/]*$", 4, 40),
            ("\\w+@\\w+", 20, 60),
            ("^\\p{L}+$", 1, 10),
            ("^.{200,}$", 0, 400),
            ("^(?![0-9a-f]{8}(-x)?$)^[a-z][a-z0-9-]*[a-z]$", 0, 60),
            ("^(?=[(])\\([)]?$", 1, 2),
            ("^(?=(\\D*\\d){7,15}$)\\+[1-9]\\d{0,2}\\.?\\d+$", 1, 40),
        ];
        for (pattern, min, max) in table {
            let schema = json!({"pattern": pattern, "minLength": min, "maxLength": max});
            let validator = jsonschema::options().offline().build(&schema).expect("a schema");
            for _ in 0..20 {
                let text = string(pattern, min, max, &mut rng).expect("it is regular");
                assert!(validator.is_valid(&json!(text)), "{pattern}: {text:?}");
            }
        }
    }

    #[test]
    fn what_no_one_understands_is_left_alone() {
        assert!(is_understood("^(?=a)a$") && !is_understood("("));
        assert_eq!(string("(a)\\1", 0, 10, &mut StdRng::seed_from_u64(1)), None);
    }
}
