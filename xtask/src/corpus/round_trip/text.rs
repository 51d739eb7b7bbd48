//! Sample strings: of a format, of a pattern, or of a length.

use rand::RngExt as _;
use rand::rngs::StdRng;

use super::pattern;

/// What a string must be like.
#[derive(Debug, Default)]
pub(super) struct Demands<'s> {
    pub(super) format: Option<&'s str>,
    pub(super) pattern: Option<&'s str>,
    pub(super) min: usize,
    pub(super) max: Option<usize>,
}

/// A string that meets the demands as well as can be. `turn` counts up, so that one after the other of several forms comes.
pub(super) fn sample(demands: &Demands<'_>, turn: usize, rng: &mut StdRng) -> String {
    let max = demands.max.unwrap_or(usize::MAX);
    let text = demands.pattern.and_then(|pattern| pattern::string(pattern, demands.min, max, rng));
    if let Some(text) = text.filter(|text| demands.format != Some("byte") || is_exact_base64(text)) {
        return text;
    }
    let forms = demands.format.map_or(&[][..], forms);
    let mut fitting = forms.iter().filter(|form| (demands.min..=max).contains(&form.chars().count()));
    let count = fitting.clone().count();
    if let Some(form) = fitting.nth(turn.checked_rem(count).unwrap_or(0)) {
        return if demands.format == Some("uuid") { uuid(rng) } else { (*form).to_owned() };
    }
    plain(demands.min, max, turn, rng)
}

/// Whether the text is the only one that stands for its bytes: the bits that no byte has are zero.
fn is_exact_base64(text: &str) -> bool {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let data = text.trim_end_matches('=');
    let last = data.chars().last().and_then(|last| DIGITS.find(last)).unwrap_or(0);
    text.len().is_multiple_of(4) && last.is_multiple_of([1, 4, 16].get(text.len() - data.len()).copied().unwrap_or(1))
}

/// Texts that have the format; none for one that says nothing about the text.
fn forms(format: &str) -> &'static [&'static str] {
    match format {
        "date-time" => &["2024-02-29T12:34:56Z", "1999-12-31T23:59:59.123Z", "2024-07-01T00:00:00+02:00"],
        "date" => &["2024-02-29", "1999-12-31"],
        "time" => &["12:34:56Z", "23:59:59.5+01:00"],
        "duration" => &["P1DT2H", "PT0.5S"],
        "email" | "idn-email" => &["pet@example.com", "first.last+tag@example.org"],
        "hostname" | "idn-hostname" => &["example.com", "localhost"],
        "ipv4" | "ip" => &["192.0.2.1", "255.255.255.255"],
        "ipv6" => &["2001:db8::1", "::1"],
        "uri" | "iri" | "url" => &["https://example.com/a?b=c#d", "urn:isbn:0451450523"],
        "uri-reference" | "iri-reference" => &["/a/b?c", "https://example.com/"],
        "uri-template" => &["/a/{b}"],
        "uuid" => &["00000000-0000-4000-8000-000000000000"],
        "byte" | "base64" => &["aGVsbG8=", "/+8=", ""],
        "json-pointer" => &["/a/b", ""],
        "relative-json-pointer" => &["0", "1/a"],
        "regex" => &["^a+$"],
        "decimal" | "number" | "double" | "float" => &["1.50", "-0.1", "12345678901234567890.123456789"],
        "int64" | "int32" | "integer" | "uint64" | "uint32" => &["0", "123"],
        _ => &[],
    }
}

fn uuid(rng: &mut StdRng) -> String {
    let digits = format!("{:032x}", rng.random::<u128>());
    format!("{}-{}-4{}-8{}-{}", &digits[..8], &digits[8..12], &digits[13..16], &digits[17..20], &digits[20..])
}

/// A text without a meaning: sometimes with what is easily lost on the way.
fn plain(min: usize, max: usize, turn: usize, rng: &mut StdRng) -> String {
    const TEXTS: [&str; 6] = ["text", "Ünïcödé ☃ 😀", "a \"quoted\" \\ back/slash", "", "line\nbreak\ttab", "0"];
    let text = TEXTS[turn % TEXTS.len()];
    let (min, max) = (min, max.min(min.saturating_add(1000)));
    let mut text: String = text.chars().take(max).collect();
    for _ in text.chars().count()..min {
        text.push(char::from(rng.random_range(b'a'..=b'z')));
    }
    text
}
