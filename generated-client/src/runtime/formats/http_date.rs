//! The dates of HTTP headers, such as `Sun, 06 Nov 1994 08:49:37 GMT`, to the second.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::civil::Civil;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Reads a date in the standard's form, or in one of the two old ones that it tells recipients to accept.
///
/// The name of the weekday is not looked at, since it says nothing that the rest does not say.
pub(in crate::runtime) fn parse(text: &str) -> Option<SystemTime> {
    let words: Vec<_> = text.split([' ', ',', '-']).filter(|word| !word.is_empty()).collect();
    let ([_, day, month, year, time, "GMT"] | [_, month, day, time, year]) = words.as_slice() else { return None };
    let month = MONTHS.iter().zip(1..).find(|(name, _)| *name == month)?.1;
    let days = Civil::new(full_year(year)?, month, number(day)?.try_into().ok()?)?.days_since_epoch();
    let seconds = u64::try_from(days).ok()? * 86_400 + seconds_of_day(time)?;
    UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

fn full_year(text: &str) -> Option<u16> {
    let year = number(text)?;
    match text.len() {
        2 if year < 70 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => Some(year),
    }
}

fn seconds_of_day(text: &str) -> Option<u64> {
    let parts: Option<Vec<_>> = text.split(':').map(number).collect();
    match *parts?.as_slice() {
        // A leap second counts as the first of the next minute.
        [hours @ 0..24, minutes @ 0..60, seconds @ 0..=60] => {
            Some(u64::from(hours) * 3600 + u64::from(minutes) * 60 + u64::from(seconds))
        }
        _ => None,
    }
}

/// Reads one to four digits, without the sign that Rust would let pass.
fn number(text: &str) -> Option<u16> {
    let is_short = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_short.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<u64> {
        Some(parse(text)?.duration_since(UNIX_EPOCH).ok()?.as_secs())
    }

    #[test]
    fn all_three_forms() {
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(seconds(text), Some(784_111_777), "{text}");
        }
        assert_eq!(seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(seconds("Fri, 31 Dec 9999 23:59:60 GMT"), Some(253_402_300_800));
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "120",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 31 Nov 1994 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, 06 Nov 19940 08:49:37 GMT",
            "Sun, 06 Nov +994 08:49:37 GMT",
            "1994-11-06T08:49:37Z",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
