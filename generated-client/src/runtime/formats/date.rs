//! `format: date`.

use std::str::FromStr;

use super::civil::Civil;
use super::{InvalidFormat, text_format};

const INVALID: InvalidFormat = InvalidFormat { expected: "a date such as 2024-02-29" };

/// A calendar date such as `2024-02-29`.
///
/// The text is kept exactly as a service sent it, even where it is no date: a field nobody looks at should not make a
/// whole reply unreadable. Parsing with [`str::parse`] is strict.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Date {
    text: Box<str>,
}

impl Date {
    /// The date of that year, month (from 1 on) and day of the month.
    ///
    /// # Errors
    ///
    /// When the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Result<Self, InvalidFormat> {
        Civil::new(year, month, day).ok_or(INVALID)?;
        Ok(Self { text: format!("{year:04}-{month:02}-{day:02}").into() })
    }

    /// The year, unless the text is no date.
    pub fn year(&self) -> Option<u16> {
        Civil::parse(&self.text).map(|civil| civil.year)
    }

    /// The month, from 1, unless the text is no date.
    pub fn month(&self) -> Option<u8> {
        Civil::parse(&self.text).map(|civil| civil.month)
    }

    /// The day of the month, from 1, unless the text is no date.
    pub fn day(&self) -> Option<u8> {
        Civil::parse(&self.text).map(|civil| civil.day)
    }
}

impl FromStr for Date {
    type Err = InvalidFormat;

    fn from_str(text: &str) -> Result<Self, InvalidFormat> {
        Civil::parse(text).ok_or(INVALID)?;
        Ok(Self { text: text.into() })
    }
}

text_format!(Date);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime::codec::from_slice;

    #[test]
    fn parts() {
        let date: Date = "2024-02-29".parse().unwrap();
        assert_eq!((date.year(), date.month(), date.day()), (Some(2024), Some(2), Some(29)));
        assert_eq!(Date::new(2024, 2, 29), Ok(date));
        assert_eq!(Date::new(7, 2, 3).unwrap().as_str(), "0007-02-03");
        assert_eq!(Date::new(2023, 2, 29), Err(INVALID));
    }

    #[test]
    fn decoding_keeps_any_text() {
        let date: Date = from_slice(br#""soon""#).unwrap();
        assert_eq!((date.as_str(), date.year()), ("soon", None));
        assert_eq!(serde_json::to_string(&date).unwrap(), r#""soon""#);
        assert_eq!("soon".parse::<Date>().unwrap_err().to_string(), "expected a date such as 2024-02-29");
    }
}
