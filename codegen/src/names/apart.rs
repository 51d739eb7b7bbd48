//! What tells a text from an identifier that is spelled like it: words that depend on the text alone.
//!
//! Frozen behaviour, like the cases: a change here renames items of generated crates.

use super::case::{is_word_char, symbol, words};

/// What may be added to the name of `own`, the best first: how it is written, the symbols in it, and a number that only
/// this text has. `whole` is the text with all that stands before it.
pub fn suffixes(own: &str, whole: &str) -> Vec<String> {
    style(own).into_iter().chain(symbols(own)).chain([digest(whole)]).collect()
}

/// A number that depends on the text alone (FNV-1a), as a word.
pub fn digest(text: &str) -> String {
    let hash = text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("x{hash:08x}")
}

/// What stands between the words of a text.
const SEPARATORS: [(&str, &str); 6] =
    [("_", "snake"), ("-", "kebab"), (".", "dot"), (" ", "space"), ("/", "slash"), (":", "colon")];

/// Whether words are written with that character between them.
pub fn separates(c: char) -> bool {
    SEPARATORS.iter().any(|(separator, _)| separator.chars().eq([c]))
}

/// How the words of a text are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    Lower,
    Upper,
    Capital,
    /// All but the first with a capital.
    Camel,
}

impl Writing {
    fn of(self, index: usize, word: &str) -> String {
        match (self, index) {
            (Self::Lower, _) | (Self::Camel, 0) => word.to_owned(),
            (Self::Upper, _) => word.to_uppercase(),
            (Self::Capital | Self::Camel, _) => {
                let mut chars = word.chars();
                chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
            }
        }
    }
}

/// How a text is written that is nothing but its words, such as `camel` for `userId`.
fn style(text: &str) -> Option<String> {
    let words = words(text);
    let write = |writing: Writing, separator: &str| {
        let words: Vec<_> = words.iter().enumerate().map(|(index, word)| writing.of(index, word)).collect();
        words.join(separator)
    };
    if let [_] = words.as_slice() {
        let table = [(Writing::Lower, "lower"), (Writing::Upper, "upper"), (Writing::Capital, "capital")];
        return table.into_iter().find(|(writing, _)| write(*writing, "") == text).map(|(_, name)| name.to_owned());
    }
    let (last, others) = words.split_last()?;
    for (writing, name) in [(Writing::Camel, "camel"), (Writing::Capital, "pascal")] {
        if write(writing, "") == text {
            return Some(name.to_owned());
        }
        let capitals: Vec<_> = others.iter().enumerate().map(|(index, word)| writing.of(index, word)).collect();
        if text.strip_prefix(&capitals.concat()) == Some(&last.to_uppercase()) {
            return Some(format!("{name} caps"));
        }
    }
    let writings = [(Writing::Lower, ""), (Writing::Upper, "upper "), (Writing::Capital, "title ")];
    SEPARATORS.into_iter().find_map(|(separator, name)| {
        let (_, writing) = writings.into_iter().find(|(writing, _)| write(*writing, separator) == text)?;
        Some(format!("{writing}{name}"))
    })
}

/// The names of the symbols in a text, if they are few; of those that have none, their numbers.
fn symbols(text: &str) -> Option<String> {
    let symbols: Vec<char> = text.chars().filter(|&c| !is_word_char(c)).collect();
    let name = |c: char| match symbol(c) {
        "symbol" => format!("u{:x}", u32::from(c)),
        name => name.to_owned(),
    };
    (1..=3).contains(&symbols.len()).then(|| symbols.into_iter().map(name).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::{digest, suffixes};

    /// A vector of the algorithm's authors.
    #[test]
    fn digests_are_fnv() {
        assert_eq!(digest("foobar"), "xbf9cf968");
    }

    #[test]
    fn texts_say_what_tells_them_apart() {
        let table = [
            ("user_id", "snake"),
            ("USER_ID", "upper snake"),
            ("user-id", "kebab"),
            ("User-Id", "title kebab"),
            ("user.id", "dot"),
            ("User Id", "title space"),
            ("userId", "camel"),
            ("userID", "camel caps"),
            ("UserId", "pascal"),
            ("UserID", "pascal caps"),
            ("user", "lower"),
            ("USER", "upper"),
            ("User", "capital"),
            ("filter[]", "bracket bracket"),
            ("user__id", "underscore underscore"),
            ("a\tb", "u9"),
            ("🎉", "u1f389"),
            ("a____b", "xff87db5e"),
        ];
        for (text, first) in table {
            assert_eq!(suffixes(text, text)[0], first, "{text}");
        }
    }
}
