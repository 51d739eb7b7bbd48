//! Civil dates: year, month and day to days since 1970-01-01 and back, in the proleptic Gregorian calendar.

/// A day of the calendar, with a year that takes four digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Civil {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
}

/// The Gregorian calendar repeats itself after this many days, which are 400 years.
const DAYS_OF_ERA: i64 = 146_097;
/// From 0000-03-01, where years are taken to begin below, to 1970-01-01.
const DAYS_TO_EPOCH: i64 = 719_468;

impl Civil {
    /// The day, if the calendar has it.
    pub(super) fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = year <= 9999 && (1..=12).contains(&month) && (1..=days_of_month(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// Reads `YYYY-MM-DD`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
        let year = u16::from(two_digits(y1, y2)?) * 100 + u16::from(two_digits(y3, y4)?);
        Self::new(year, two_digits(m1, m2)?, two_digits(d1, d2)?)
    }

    /// The days from 1970-01-01 to this day.
    pub(super) fn days_since_epoch(self) -> i64 {
        // A year that begins in March has its leap day at the end, and months of a pattern: 153 days for each five.
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + i64::from(self.day) - 1;
        year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - DAYS_TO_EPOCH
    }

    /// The day this many days after 1970-01-01, if its year takes four digits.
    pub(super) fn from_days_since_epoch(days: i64) -> Option<Self> {
        let days = days.checked_add(DAYS_TO_EPOCH)?;
        let day_of_era = days.rem_euclid(DAYS_OF_ERA);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = (shifted_month + 2) % 12 + 1;
        let year = days.div_euclid(DAYS_OF_ERA) * 400 + year_of_era + i64::from(month <= 2);
        Self::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
    }
}

/// The number that two ASCII digits stand for.
pub(super) fn two_digits(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}

fn days_of_month(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_days() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-02-29", 11_016),
            ("2000-03-01", 11_017),
            ("2024-02-29", 19_782),
            ("1900-03-01", -25_508),
            ("0000-01-01", -719_528),
            ("9999-12-31", 2_932_896),
        ] {
            let civil = Civil::parse(text).unwrap();
            assert_eq!(civil.days_since_epoch(), days, "{text}");
            assert_eq!(Civil::from_days_since_epoch(days), Some(civil), "{text}");
        }
    }

    #[test]
    fn every_day_follows_the_one_before() {
        let mut next = Civil::new(1599, 3, 1);
        for days in -135_446..100_000 {
            let civil = next.unwrap();
            assert_eq!(civil.days_since_epoch(), days);
            assert_eq!(Civil::from_days_since_epoch(days), next);
            let Civil { year, month, day } = civil;
            next = Civil::new(year, month, day + 1)
                .or_else(|| Civil::new(year, month + 1, 1))
                .or_else(|| Civil::new(year + 1, 1, 1));
        }
    }

    #[test]
    fn days_beyond_four_digits_are_none() {
        for days in [-719_529, 2_932_897, i64::MIN, i64::MAX] {
            assert_eq!(Civil::from_days_since_epoch(days), None, "{days}");
        }
    }

    #[test]
    fn what_is_no_day() {
        for text in ["", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-01-00", "2024-04-31"] {
            assert_eq!(Civil::parse(text), None, "{text}");
        }
        for text in ["24-01-01", "2024-1-1", "2024-01-01 ", "+024-01-01", "2024/01/01", "２０24-01-01"] {
            assert_eq!(Civil::parse(text), None, "{text}");
        }
    }
}
