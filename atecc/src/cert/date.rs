//! Moments in UTC.

use core::fmt;

const EPOCH_YEAR: u16 = 1970;
const LAST_YEAR: u16 = 9999;
const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

/// A moment in UTC, to the second, in the years 0 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    // In this order, so that the derived comparison is that of time.
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
}

impl DateTime {
    /// 9999-12-31T23:59:59Z, with which a certificate says that it does not expire (RFC 5280, 4.1.2.5).
    pub const NEVER: Self = Self { year: LAST_YEAR, month: 12, day: 31, hour: 23, minute: 59, second: 59 };

    /// A full hour; `None` if there is no such date.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8, hour: u8) -> Option<Self> {
        let exists = year <= LAST_YEAR && day >= 1 && day <= days_in_month(year, month) && hour < 24;
        if exists { Some(Self { year, month, day, hour, minute: 0, second: 0 }) } else { None }
    }

    /// The same hour at another minute and second; `None` from 60 up: there are no leap seconds here.
    #[must_use]
    pub const fn at(self, minute: u8, second: u8) -> Option<Self> {
        if minute < 60 && second < 60 { Some(Self { minute, second, ..self }) } else { None }
    }

    /// The same moment `years` later; `None` if there is no such date, as on 29 February or after the year 9999.
    #[must_use]
    pub(super) const fn plus_years(self, years: u8) -> Option<Self> {
        match Self::new(self.year + years as u16, self.month, self.day, self.hour) {
            Some(hour) => hour.at(self.minute, self.second),
            None => None,
        }
    }

    /// `seconds` after the beginning of 1970; `None` after the year 9999.
    #[must_use]
    pub fn from_posix(seconds: u64) -> Option<Self> {
        let (mut days, second) = (seconds / SECONDS_PER_DAY, seconds % SECONDS_PER_DAY);
        let mut year = EPOCH_YEAR;
        while days >= days_in_year(year) {
            days -= days_in_year(year);
            year += 1;
            if year > LAST_YEAR {
                return None;
            }
        }
        let mut month = 1;
        while days >= u64::from(days_in_month(year, month)) {
            days -= u64::from(days_in_month(year, month));
            month += 1;
        }
        let [day, hour, minute, second] = [days + 1, second / 3600, second / 60 % 60, second % 60];
        let [day, hour, minute, second] =
            [day, hour, minute, second].map(|value| u8::try_from(value).unwrap_or(u8::MAX));
        Self::new(year, month, day, hour)?.at(minute, second)
    }

    /// Seconds after the beginning of 1970; `None` before it.
    #[must_use]
    pub fn posix(self) -> Option<u64> {
        if self.year < EPOCH_YEAR {
            return None;
        }
        let years: u64 = (EPOCH_YEAR..self.year).map(days_in_year).sum();
        let months: u64 = (1..self.month).map(|month| u64::from(days_in_month(self.year, month))).sum();
        let days = years + months + u64::from(self.day) - 1;
        let [hour, minute, second] = [self.hour, self.minute, self.second].map(u64::from);
        Some(days * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second)
    }

    /// 0 to 9999.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// 1 to 31.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// 0 to 23.
    #[must_use]
    pub const fn hour(self) -> u8 {
        self.hour
    }

    /// 0 to 59.
    #[must_use]
    pub const fn minute(self) -> u8 {
        self.minute
    }

    /// 0 to 59.
    #[must_use]
    pub const fn second(self) -> u8 {
        self.second
    }
}

const fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
}

fn days_in_year(year: u16) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

/// 0 for months that do not exist.
const fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 0,
    }
}

impl fmt::Display for DateTime {
    /// As ISO 8601 has it: `2026-11-24T07:00:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second } = self;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DateTime({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(year: u16, month: u8, day: u8, hour: u8) -> DateTime {
        DateTime::new(year, month, day, hour).unwrap()
    }

    #[test]
    fn dates_that_do_not_exist_are_none() {
        for (year, month, day, hour) in [
            (2025, 2, 29, 0),
            (2100, 2, 29, 0),
            (2024, 2, 30, 0),
            (2024, 0, 1, 0),
            (2024, 13, 1, 0),
            (2024, 4, 31, 0),
            (2024, 4, 0, 0),
            (2024, 4, 1, 24),
            (10_000, 1, 1, 0),
        ] {
            assert_eq!(DateTime::new(year, month, day, hour), None, "{year}-{month}-{day}T{hour}");
        }
        assert!(DateTime::new(2000, 2, 29, 23).is_some());
        assert_eq!(hour(2024, 1, 1, 0).at(60, 0), None);
        assert_eq!(hour(2024, 1, 1, 0).at(0, 60), None);
    }

    #[test]
    fn posix_seconds_are_those_of_the_date_command() {
        // `date -u -d DATE +%s` of GNU coreutils.
        for (date, seconds) in [
            (hour(1970, 1, 1, 0), 0),
            (hour(2000, 2, 29, 12), 951_825_600),
            (hour(2020, 11, 11, 4), 1_605_067_200),
            (hour(2100, 3, 1, 0), 4_107_542_400),
            (hour(2106, 2, 7, 6).at(28, 15).unwrap(), 4_294_967_295),
            (DateTime::NEVER, 253_402_300_799),
        ] {
            assert_eq!(date.posix(), Some(seconds), "{date}");
            assert_eq!(DateTime::from_posix(seconds), Some(date), "{seconds}");
        }
        assert_eq!(hour(1969, 12, 31, 23).posix(), None);
        assert_eq!(DateTime::from_posix(253_402_300_800), None);
        assert_eq!(DateTime::from_posix(u64::MAX), None);
    }

    #[test]
    fn years_are_added_only_where_the_day_exists() {
        assert_eq!(hour(2024, 2, 29, 5).plus_years(4), Some(hour(2028, 2, 29, 5)));
        assert_eq!(hour(2024, 2, 29, 5).plus_years(1), None);
        assert_eq!(hour(2096, 2, 29, 5).plus_years(4), None);
        assert_eq!(DateTime::NEVER.plus_years(1), None);
    }
}
