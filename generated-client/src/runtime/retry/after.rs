//! `Retry-After`: how long the service asks to be left alone.

use std::time::{Duration, SystemTime};

use crate::runtime::formats::http_date;
use crate::runtime::reply::Reply;

/// The pause that a reply asks for, in seconds or up to a date; nothing when it asks for none that can be read.
///
/// A date is compared with the `Date` of the same reply where there is one, so that a clock that is wrong here does
/// no harm; else with `now`.
pub(super) fn pause_asked(reply: &Reply, now: SystemTime) -> Option<Duration> {
    let value = reply.header("retry-after")?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are still a very long time.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = http_date(value)?;
    let now = reply.date().unwrap_or(now);
    Some(until.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

    use super::*;

    fn asked(headers: &[(&'static str, &'static str)]) -> Option<Duration> {
        let headers =
            headers.iter().map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let headers = headers.collect::<HeaderMap>();
        pause_asked(&Reply::new(StatusCode::SERVICE_UNAVAILABLE, headers, ""), UNIX_EPOCH)
    }

    #[test]
    fn seconds_dates_and_nonsense() {
        const DATE: &str = "Thu, 01 Jan 1970 00:02:00 GMT";
        for (value, seconds) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("99999999999999999999999", Some(u64::MAX)),
            (DATE, Some(120)),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("soon", None),
        ] {
            assert_eq!(asked(&[("retry-after", value)]), seconds.map(Duration::from_secs), "{value}");
        }
        assert_eq!(asked(&[]), None);
        let server_time = |date| asked(&[("retry-after", DATE), ("date", date)]);
        assert_eq!(server_time("Thu, 01 Jan 1970 00:01:30 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(server_time("Thu, 01 Jan 1970 00:03:00 GMT"), Some(Duration::ZERO));
    }
}
