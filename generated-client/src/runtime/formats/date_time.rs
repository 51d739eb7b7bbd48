//! `format: date-time`.

use std::str::FromStr;
use std::time::{Duration, SystemTime};

use super::civil::{Civil, two_digits};
use super::{InvalidFormat, text_format};

const INVALID: InvalidFormat = InvalidFormat { expected: "an RFC 3339 date-time such as 2024-02-29T12:30:00Z" };
const SECONDS_OF_DAY: i64 = 86_400;
const NANOS_OF_SECOND: u32 = 1_000_000_000;

/// A point in time as RFC 3339 writes it, such as `2024-02-29T12:30:00+01:00`.
///
/// The text is kept exactly as a service sent it, its offset and its precision with it, even where it is not RFC 3339
/// (services leave out the offset, for one): a field nobody looks at should not make a whole reply unreadable. Parsing
/// with [`str::parse`] is strict, and so is [`DateTime::to_system_time`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DateTime {
    text: Box<str>,
}

impl DateTime {
    /// The point in time, rounded down to nanoseconds.
    ///
    /// # Errors
    ///
    /// When the text is not RFC 3339, or names a time that the system cannot.
    pub fn to_system_time(&self) -> Result<SystemTime, InvalidFormat> {
        parse(&self.text).and_then(Instant::to_system_time).ok_or(INVALID)
    }
}

impl FromStr for DateTime {
    type Err = InvalidFormat;

    fn from_str(text: &str) -> Result<Self, InvalidFormat> {
        parse(text).ok_or(INVALID)?;
        Ok(Self { text: text.into() })
    }
}

/// Written in UTC. RFC 3339 has four digits for the year: what is beyond them becomes the nearest time that is not.
impl From<SystemTime> for DateTime {
    fn from(time: SystemTime) -> Self {
        Self { text: Instant::of(time).to_string_in_utc().into() }
    }
}

text_format!(DateTime);

/// Seconds since 1970-01-01T00:00:00Z, and nanoseconds after that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Instant {
    seconds: i64,
    nanos: u32,
}

impl Instant {
    const EARLIEST: Self = Self { seconds: -62_167_219_200, nanos: 0 };
    const LATEST: Self = Self { seconds: 253_402_300_799, nanos: NANOS_OF_SECOND - 1 };

    fn of(time: SystemTime) -> Self {
        match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_secs())
                .map_or(Self::LATEST, |seconds| Self { seconds, nanos: after.subsec_nanos() }),
            Err(before) => Self::before_epoch(before.duration()),
        }
    }

    fn before_epoch(before: Duration) -> Self {
        // Nanoseconds count forward, so a fraction takes one more second back.
        let borrowed = before.subsec_nanos() > 0;
        let seconds = 0_i64.saturating_sub_unsigned(before.as_secs()).saturating_sub(i64::from(borrowed));
        let nanos = if borrowed { NANOS_OF_SECOND - before.subsec_nanos() } else { 0 };
        Self { seconds, nanos }
    }

    fn to_system_time(self) -> Option<SystemTime> {
        let whole = Duration::from_secs(self.seconds.unsigned_abs());
        let time = match self.seconds {
            0.. => SystemTime::UNIX_EPOCH.checked_add(whole),
            _ => SystemTime::UNIX_EPOCH.checked_sub(whole),
        };
        time?.checked_add(Duration::from_nanos(self.nanos.into()))
    }

    fn to_string_in_utc(self) -> String {
        let Some(day) = Civil::from_days_since_epoch(self.seconds.div_euclid(SECONDS_OF_DAY)) else {
            let nearest = if self.seconds < 0 { Self::EARLIEST } else { Self::LATEST };
            return nearest.to_string_in_utc();
        };
        let Civil { year, month, day } = day;
        let second = self.seconds.rem_euclid(SECONDS_OF_DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let fraction = fraction(self.nanos);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z")
    }
}

/// The fraction of a second, in as many groups of three digits as it takes.
fn fraction(nanos: u32) -> String {
    match nanos {
        0 => String::new(),
        _ if nanos.is_multiple_of(1_000_000) => format!(".{:03}", nanos / 1_000_000),
        _ if nanos.is_multiple_of(1000) => format!(".{:06}", nanos / 1000),
        _ => format!(".{nanos:09}"),
    }
}

fn parse(text: &str) -> Option<Instant> {
    let (date, rest) = text.split_at_checked(10)?;
    let days = Civil::parse(date)?.days_since_epoch();
    let (time, rest) = rest.strip_prefix(['T', 't', ' '])?.split_at_checked(8)?;
    let time = parse_time(time)?;
    let (nanos, rest) = parse_fraction(rest)?;
    let offset = parse_offset(rest)?;
    Some(Instant { seconds: days * SECONDS_OF_DAY + time - offset, nanos })
}

/// Reads `HH:MM:SS` as seconds. A leap second, `23:59:60`, becomes the first second of the next day.
fn parse_time(text: &str) -> Option<i64> {
    let (minutes, second) = text.rsplit_once(':')?;
    let &[tens, ones] = second.as_bytes() else { return None };
    let second = two_digits(tens, ones).filter(|second| *second <= 60)?;
    Some(parse_minutes(minutes)? * 60 + i64::from(second))
}

/// Reads `HH:MM` as minutes.
fn parse_minutes(text: &str) -> Option<i64> {
    let &[h1, h2, b':', m1, m2] = text.as_bytes() else { return None };
    let hour = two_digits(h1, h2).filter(|hour| *hour < 24)?;
    let minute = two_digits(m1, m2).filter(|minute| *minute < 60)?;
    Some(i64::from(hour) * 60 + i64::from(minute))
}

/// Reads a fraction such as `.25`, if there is one, as nanoseconds; gives what follows it.
fn parse_fraction(text: &str) -> Option<(u32, &str)> {
    let Some(text) = text.strip_prefix('.') else { return Some((0, text)) };
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    if digits.is_empty() {
        return None;
    }
    let nanos = format!("{digits:0<9.9}").parse().ok()?;
    Some((nanos, rest))
}

/// Reads an offset from UTC as seconds.
fn parse_offset(text: &str) -> Option<i64> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    match text.split_at_checked(1)? {
        ("+", minutes) => parse_minutes(minutes).map(|minutes| minutes * 60),
        ("-", minutes) => parse_minutes(minutes).map(|minutes| minutes * -60),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::from_slice;

    #[test]
    fn known_times() {
        for (text, seconds, nanos) in [
            ("1970-01-01T00:00:00Z", 0, 0),
            ("1969-12-31T23:59:59.5Z", -1, 500_000_000),
            ("2000-02-29T23:59:59+00:00", 951_868_799, 0),
            ("2024-02-29T12:34:56.123456789123Z", 1_709_210_096, 123_456_789),
            ("2024-02-29t12:34:56.1+05:30", 1_709_190_296, 100_000_000),
            ("2024-02-29 12:34:56-08:00", 1_709_238_896, 0),
            ("2016-12-31T23:59:60Z", 1_483_228_800, 0),
            ("1985-04-12T23:20:50.52Z", 482_196_050, 520_000_000),
            ("1937-01-01T12:00:27.87+00:20", -1_041_337_173, 870_000_000),
            ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
        ] {
            assert_eq!(parse(text), Some(Instant { seconds, nanos }), "{text}");
            assert_eq!(text.parse::<DateTime>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn what_is_no_time() {
        for text in [
            "",
            "2024-02-29",
            "2024-02-29T12:34:56",
            "2024-02-30T12:34:56Z",
            "2024-02-29T24:00:00Z",
            "2024-02-29T12:60:00Z",
            "2024-02-29T12:34:61Z",
            "2024-02-29T12:34Z",
            "2024-02-29T12:34:56.Z",
            "2024-02-29T12:34:56+0100",
            "2024-02-29T12:34:56+24:00",
            "2024-02-29T12:34:56Zz",
            "2024-02-29T+2:34:56Z",
            "2024-02-2éT12:34:56Z",
        ] {
            assert_eq!(text.parse::<DateTime>(), Err(INVALID), "{text}");
        }
    }

    #[test]
    fn system_time_there_and_back() {
        let epoch = SystemTime::UNIX_EPOCH;
        for (time, text) in [
            (epoch, "1970-01-01T00:00:00Z"),
            (epoch + Duration::from_millis(1_709_210_096_250), "2024-02-29T12:34:56.250Z"),
            (epoch + Duration::from_nanos(1), "1970-01-01T00:00:00.000000001Z"),
            (epoch - Duration::from_micros(1), "1969-12-31T23:59:59.999999Z"),
            (epoch - Duration::from_secs(86_400), "1969-12-31T00:00:00Z"),
            (epoch - Duration::from_millis(2_208_988_800_001), "1899-12-31T23:59:59.999Z"),
        ] {
            let written = DateTime::from(time);
            assert_eq!(written.as_str(), text);
            assert_eq!(written.to_system_time(), Ok(time), "{text}");
        }
    }

    #[test]
    fn times_beyond_four_digits_become_the_nearest() {
        let far = Duration::from_secs(1_000_000_000_000);
        for (time, text) in [
            (SystemTime::UNIX_EPOCH + far, "9999-12-31T23:59:59.999999999Z"),
            (SystemTime::UNIX_EPOCH - far, "0000-01-01T00:00:00Z"),
        ] {
            assert_eq!(DateTime::from(time).as_str(), text);
            assert_eq!(text.parse(), Ok(DateTime::from(time)));
        }
    }

    #[test]
    fn decoding_keeps_any_text() {
        let time: DateTime = from_slice(br#""2024-02-29T12:34:56""#).unwrap();
        assert_eq!(time.to_system_time(), Err(INVALID));
        assert_eq!(serde_json::to_string(&time).unwrap(), r#""2024-02-29T12:34:56""#);
        assert_eq!(format!("{time} {time:?}"), "2024-02-29T12:34:56 DateTime(2024-02-29T12:34:56)");
    }
}
