//! Turns any text into the words of an identifier, and words into a case.
//!
//! Frozen behaviour: a change here renames the public API of every generated crate.

use std::borrow::{Borrow, Cow};

use unicode_normalization::UnicodeNormalization as _;
use unicode_security::{GeneralSecurityProfile as _, is_potential_mixed_script_confusable_char, skeleton};

/// The case of an identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// `UpperCamelCase`: types and variants.
    Pascal,
    /// `snake_case`: fields, functions, arguments and modules.
    Snake,
    /// `UPPER_CASE`: constants.
    Upper,
}

/// Spells the texts, one after the other, as an identifier in `case`; keywords and collisions are someone else's business.
///
/// Every text says something, even if it is made of symbols alone.
pub fn spell<T: Borrow<str>>(texts: &[T], case: Case) -> String {
    let mut words: Vec<String> = texts.iter().flat_map(|text| words_or_symbols(text.borrow())).collect();
    let starts_badly =
        words.first().and_then(|word| word.chars().next()).is_none_or(|c| !unicode_ident::is_xid_start(c));
    if starts_badly {
        words.insert(0, "value".to_owned());
    }
    match case {
        Case::Pascal => pascal(&words),
        Case::Snake => words.join("_"),
        Case::Upper => words.join("_").to_uppercase(),
    }
}

fn words_or_symbols(text: &str) -> Vec<String> {
    let words = words(text);
    if words.is_empty() { symbols(text) } else { words }
}

/// Capitalises each word. Digits that would run into each other keep an underscore: `1_2` is not `12`.
fn pascal(words: &[String]) -> String {
    words.iter().fold(String::new(), |mut name, word| {
        let mut chars = word.chars();
        let Some(first) = chars.next() else { return name };
        if first.is_ascii_digit() && name.ends_with(|c: char| c.is_ascii_digit()) {
            name.push('_');
        }
        name.extend(first.to_uppercase());
        name.push_str(chars.as_str());
        name
    })
}

/// The lower-case words of `text`: split at everything that cannot stand in an identifier, at an upper-case letter
/// after a lower-case one or a digit, and before the last capital of an acronym (`HTTPServer` is `http server`) unless
/// that is one of several (`signedURLs` is `signed urls`). A [mixed](MIXED) word stays whole (`IPv4` is `ipv4`).
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    // One spelling for each letter: identifiers are compared in a normal form, and so is what people see.
    let text = signed(text);
    let chars: Vec<char> = if text.is_ascii() { text.chars().collect() } else { of_one_script(text.nfkc().collect()) };
    let mut whole_until = 0;
    for (index, &c) in chars.iter().enumerate() {
        if is_apostrophe(&chars, index) {
            continue;
        }
        if !is_word_char(c) {
            finish(&mut word, &mut words);
            continue;
        }
        // What comes before a mixed word's end does not count for what comes behind it.
        let before = index.checked_sub(1).filter(|_| index != whole_until).map(|i| chars[i]);
        if let Some(length) = mixed(before, &chars[index..]).filter(|_| index >= whole_until) {
            finish(&mut word, &mut words);
            whole_until = index + length;
        } else if c.is_uppercase() && index >= whole_until && starts_word(before, &chars[index + 1..]) {
            finish(&mut word, &mut words);
        }
        if c.is_ascii() {
            word.push(c.to_ascii_lowercase());
        } else {
            word.extend(c.to_lowercase());
        }
    }
    finish(&mut word, &mut words);
    words
}

/// Words that people write with capitals inside, and read as one.
const MIXED: &[&str] = &["OAuth", "IPv", "DDoS", "DoS", "QoS", "IoT", "SaaS", "PaaS", "IaaS", "VoIP", "FFmpeg"];

/// The length of the [mixed](MIXED) word at the beginning of `text`, behind `before`.
fn mixed(before: Option<char>, text: &[char]) -> Option<usize> {
    // `oAuth2Client` begins so, too, where `doSql` has nothing to do with `DoS`.
    let is_first = before.is_none_or(|before| !is_word_char(before));
    let first = text.first().filter(|it| is_first && **it == 'o' || it.is_ascii_uppercase())?.to_ascii_uppercase();
    if before.is_some_and(char::is_uppercase) {
        return None;
    }
    let is_here = |word: &&&str| {
        let rest = word.chars().skip(1).enumerate().all(|(index, c)| text.get(index + 1) == Some(&c));
        let behind = text.get(word.len()..).unwrap_or_default();
        let behind = behind.strip_prefix(&['s']).unwrap_or(behind);
        rest && !behind.first().is_some_and(|next| next.is_lowercase())
    };
    MIXED.iter().filter(|word| word.starts_with(first)).find(is_here).map(|word| word.len())
}

/// A sign that means something is a word of its own: at the beginning, as `+1` and `-1` are not the same value, and `-size` is
/// the other order than `size`; and a plus sign before a number, as in `GMT+1`.
fn signed(text: &str) -> Cow<'_, str> {
    if !text.starts_with('-') && !text.contains('+') {
        return text.into();
    }
    let mut out = String::new();
    for (at, c) in text.char_indices() {
        let next = text[at + c.len_utf8()..].chars().next();
        match (c, next) {
            ('-', Some(next)) if at == 0 && next.is_alphanumeric() => out.push_str("minus "),
            ('+', Some(next)) if at == 0 && next.is_alphanumeric() || next.is_ascii_digit() => out.push_str(" plus "),
            _ => out.push(c),
        }
    }
    out.into()
}

/// Whether what stands there is an apostrophe that belongs to a word, as in `Project's` and `can't`; that of `d'accès` does not.
fn is_apostrophe(text: &[char], index: usize) -> bool {
    let is_letter = |index: Option<usize>| index.and_then(|it| text.get(it)).is_some_and(|it| it.is_alphabetic());
    let is_ending =
        text.get(index + 1).is_some_and(|it| matches!(it, 's' | 'S' | 't' | 'T')) && !is_letter(Some(index + 2));
    matches!(text[index], '\'' | '\u{2019}') && is_letter(index.checked_sub(1)) && is_ending
}

/// The text with Latin letters where a word is Latin but for some of another script that look the same: a Cyrillic `с` in
/// `сonfig` is a slip, which the compiler warns of. A word that is not Latin otherwise is left as it is.
fn of_one_script(mut text: Vec<char>) -> Vec<char> {
    for word in text.chunk_by_mut(|left, right| left.is_alphabetic() && right.is_alphabetic()) {
        let latin: Option<Vec<char>> = word.iter().copied().map(latin).collect();
        if let Some(latin) = latin.filter(|_| word.iter().any(char::is_ascii_alphabetic)) {
            word.copy_from_slice(&latin);
        }
    }
    text
}

/// The ASCII character that is `c`, or that looks like it though it is of another script.
fn latin(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c);
    }
    let mut text = [0; 4];
    let mut look = skeleton(c.encode_utf8(&mut text));
    let alike = look.next().filter(|alike| alike.is_ascii_alphanumeric() && look.next().is_none());
    alike.filter(|_| is_potential_mixed_script_confusable_char(c))
}

/// Whether `c` can be part of a word. An underscore only separates. A letter has to be one to the standard library, too: the
/// tables of identifiers may know a newer Unicode than the compiler does, which then takes no such letter in a name. And it
/// has to be in use, as far as Unicode knows, or the compiler warns of it.
pub(super) fn is_word_char(c: char) -> bool {
    let is_known = c.is_alphanumeric() || !unicode_ident::is_xid_start(c);
    c != '_' && unicode_ident::is_xid_continue(c) && is_known && (c.is_ascii() || c.identifier_allowed())
}

/// Whether a capital between `before` and `after` opens a word.
fn starts_word(before: Option<char>, after: &[char]) -> bool {
    match before {
        Some(before) if before.is_uppercase() => {
            let after = after.strip_prefix(&['s']).unwrap_or(after);
            after.first().is_some_and(|next| next.is_lowercase())
        }
        Some(before) => is_word_char(before),
        None => true,
    }
}

/// Moves a finished word to the list.
fn finish(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// Words for text that has no letter and no digit.
fn symbols(text: &str) -> Vec<String> {
    if text.trim().is_empty() {
        return vec![if text.is_empty() { "empty" } else { "blank" }.to_owned()];
    }
    text.chars().filter(|c| !c.is_whitespace()).map(|c| symbol(c).to_owned()).collect()
}

/// The name of a symbol.
pub(super) fn symbol(c: char) -> &'static str {
    match c {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '&' => "and",
        '|' => "or",
        '%' => "percent",
        '$' => "dollar",
        '#' => "hash",
        '@' => "at",
        '?' => "question",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '_' => "underscore",
        '~' => "tilde",
        '^' => "caret",
        '(' | ')' | '[' | ']' | '{' | '}' => "bracket",
        '\'' | '"' | '`' => "quote",
        _ => "symbol",
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, spell};

    #[test]
    fn text_becomes_identifiers() {
        let table = [
            ("table_detail", "TableDetail", "table_detail"),
            ("TableDetail", "TableDetail", "table_detail"),
            ("tableDetail", "TableDetail", "table_detail"),
            ("X-Request-Id", "XRequestId", "x_request_id"),
            ("HTTPServer", "HttpServer", "http_server"),
            ("signedURLs", "SignedUrls", "signed_urls"),
            ("IDsOfVMs", "IdsOfVms", "ids_of_vms"),
            ("OAuth2Token", "Oauth2Token", "oauth2_token"),
            ("hostIPv4s", "HostIpv4s", "host_ipv4s"),
            ("DisableFFmpeg", "DisableFfmpeg", "disable_ffmpeg"),
            ("VoIPsOfIoTs", "VoipsOfIots", "voips_of_iots"),
            ("anyIoTDoSAPI", "AnyIotDosApi", "any_iot_dos_api"),
            ("DoSomething", "DoSomething", "do_something"),
            ("ASession", "ASession", "a_session"),
            ("getV2Pets", "GetV2Pets", "get_v2_pets"),
            ("dws3.0", "Dws3_0", "dws3_0"),
            ("DELAY_SCHEDULED", "DelayScheduled", "delay_scheduled"),
            ("ae-ad-1", "AeAd1", "ae_ad_1"),
            ("3d", "Value3d", "value_3d"),
            ("+1", "Plus1", "plus_1"),
            ("-1", "Minus1", "minus_1"),
            ("-created_at", "MinusCreatedAt", "minus_created_at"),
            ("Etc/GMT+12", "EtcGmtPlus12", "etc_gmt_plus_12"),
            ("ld+json", "LdJson", "ld_json"),
            ("List a Project's Issues", "ListAProjectsIssues", "list_a_projects_issues"),
            ("oAuth2Authorize", "Oauth2Authorize", "oauth2_authorize"),
            ("doSSOLogin", "DoSsoLogin", "do_sso_login"),
            ("CÔTE D'IVOIRE", "CôteDIvoire", "côte_d_ivoire"),
            ("'quoted'", "Quoted", "quoted"),
            ("", "Empty", "empty"),
            (" ", "Blank", "blank"),
            ("*", "Star", "star"),
            ("<=", "LessEqual", "less_equal"),
            ("_", "Underscore", "underscore"),
            ("größe", "Größe", "größe"),
            ("表", "表", "表"),
            // A Cyrillic letter among Latin ones, a word of them, one that only looks Latin, and an invisible joiner.
            ("\u{441}onfig", "Config", "config"),
            ("Тип config", "ТипConfig", "тип_config"),
            ("ρ", "Ρ", "ρ"),
            ("a\u{200d}b", "AB", "a_b"),
            ("🎉", "Symbol", "symbol"),
            ("a²", "A2", "a2"),
            ("e\u{301}", "É", "é"),
            ("Ⅷ", "Viii", "viii"),
            // It may begin an identifier, and the standard library knows no such letter.
            ("℘", "Symbol", "symbol"),
        ];
        for (text, pascal, snake) in table {
            assert_eq!(spell(&[text], Case::Pascal), pascal, "{text:?}");
            assert_eq!(spell(&[text], Case::Snake), snake, "{text:?}");
        }
    }
}
