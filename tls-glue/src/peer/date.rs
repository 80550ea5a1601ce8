//! The two forms of dates in certificates (RFC 5280 4.1.2.5).

use core::fmt;
use core::time::Duration;

use rustls_pki_types::UnixTime;

use super::reader::{GENERALIZED_TIME, UTC_TIME, Value};

const DAY: u64 = 86_400;
/// Days from 0000-03-01 to 1970-01-01, in the Gregorian calendar.
const EPOCH: u64 = 719_468;
/// Days in 400 years.
const ERA: u64 = 146_097;

/// `YYMMDDhhmmssZ` or `YYYYMMDDhhmmssZ`. A date before 1970 is taken for the first moment of that year.
pub(super) fn parse(value: &Value<'_>) -> Option<UnixTime> {
    let (year, rest) = match value.tag {
        UTC_TIME => {
            let (year, rest) = number(value.content, 2)?;
            (if year < 50 { 2000 + year } else { 1900 + year }, rest)
        }
        GENERALIZED_TIME => number(value.content, 4)?,
        _ => return None,
    };
    let (month, rest) = number(rest, 2)?;
    let (day, rest) = number(rest, 2)?;
    let (hour, rest) = number(rest, 2)?;
    let (minute, rest) = number(rest, 2)?;
    let (second, rest) = number(rest, 2)?;
    let fits =
        (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 60;
    if !fits || rest != b"Z" {
        return None;
    }
    let days = days_since_epoch(year, month, day);
    let seconds = days.map_or(0, |days| days * DAY + hour * 3600 + minute * 60 + second);
    Some(UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
}

fn number(text: &[u8], digits: usize) -> Option<(u64, &[u8])> {
    let (number, rest) = text.split_at_checked(digits)?;
    let number = number
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u64::from(digit - b'0')))?;
    Some((number, rest))
}

/// Counts years from March, so that the leap day is the last one.
fn days_since_epoch(year: u64, month: u64, day: u64) -> Option<u64> {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year.checked_sub(1)?, month + 9) };
    let leap_days = year / 4 - year / 100 + year / 400;
    (year * 365 + leap_days + (153 * month + 2) / 5 + day - 1).checked_sub(EPOCH)
}

/// Shows a time as its day, `2026-11-24`.
pub(super) struct Day(pub(super) UnixTime);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.0.as_secs() / DAY + EPOCH;
        let (era, of_era) = (days / ERA, days % ERA);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (month, next_year) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        write!(f, "{:04}-{month:02}-{day:02}", era * 400 + year + next_year)
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    fn day(tag: u8, content: &[u8]) -> Option<alloc::string::String> {
        parse(&Value { tag, content, encoding: &[] }).map(|time| format!("{}", Day(time)))
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for text in ["2000-02-29", "1999-12-31", "2100-03-01", "1970-01-01", "2026-11-24", "9999-12-31"] {
            let digits = text.replace('-', "");
            let content = format!("{digits}235959Z");
            assert_eq!(day(GENERALIZED_TIME, content.as_bytes()).as_deref(), Some(text));
        }
        assert_eq!(day(UTC_TIME, b"491231000000Z").as_deref(), Some("2049-12-31"));
        assert_eq!(day(UTC_TIME, b"991231000000Z").as_deref(), Some("1999-12-31"));
        assert_eq!(day(GENERALIZED_TIME, b"00000101000000Z").as_deref(), Some("1970-01-01"));
    }

    #[test]
    fn seconds_are_those_of_unix() {
        let value = Value { tag: UTC_TIME, content: b"261124120556Z", encoding: &[] };
        assert_eq!(parse(&value).unwrap().as_secs(), 1_795_521_956);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for content in [&b""[..], b"2611241205Z", b"261324120556Z", b"26112412055xZ", b"261124120556+01"] {
            assert_eq!(day(UTC_TIME, content), None);
        }
    }
}
