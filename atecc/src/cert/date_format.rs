//! How certificates write dates.

use core::fmt;

use super::{CertError, DateTime};

/// How a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateFormat {
    /// ISO 8601 with separators, 20 bytes: `2026-11-24T07:00:00Z`.
    Iso8601,
    /// UTCTime of RFC 5280 (4.1.2.5.1), 13 bytes: `261124070000Z`; the years 1950 to 2049.
    UtcTime,
    /// GeneralizedTime of RFC 5280 (4.1.2.5.2), 15 bytes: `20261124070000Z`.
    GeneralizedTime,
    /// Seconds since the beginning of 1970, 4 bytes, big-endian; to 2106-02-07T06:28:15Z.
    PosixBigEndian,
    /// The same, little-endian.
    PosixLittleEndian,
}

/// The first and the last year of UTCTime.
const UTC_TIME_YEARS: core::ops::RangeInclusive<u16> = 1950..=2049;

impl DateFormat {
    /// Bytes of the longest.
    pub(super) const MAX_SIZE: usize = 20;

    /// Bytes of a date.
    #[must_use]
    pub const fn size(self) -> usize {
        match self {
            Self::Iso8601 => Self::MAX_SIZE,
            Self::UtcTime => 13,
            Self::GeneralizedTime => 15,
            Self::PosixBigEndian | Self::PosixLittleEndian => 4,
        }
    }

    /// The last date that it has. "Never" is written like this.
    #[must_use]
    pub fn last(self) -> DateTime {
        let last = match self {
            Self::Iso8601 | Self::GeneralizedTime => Some(DateTime::NEVER),
            Self::UtcTime => {
                DateTime::new(*UTC_TIME_YEARS.end(), 12, 31, 23).and_then(|hour| hour.at(59, 59))
            }
            Self::PosixBigEndian | Self::PosixLittleEndian => DateTime::from_posix(u32::MAX.into()),
        };
        // They all exist.
        last.unwrap_or(DateTime::NEVER)
    }

    /// The date in this format, in the first [`size`](Self::size) bytes of `out`.
    ///
    /// # Errors
    /// [`CertError::DateOutOfFormat`] if it has no such date, [`CertError::BufferTooSmall`].
    pub fn write(self, date: DateTime, out: &mut [u8]) -> Result<(), CertError> {
        let needed = self.size();
        let out = out.get_mut(..needed).ok_or(CertError::BufferTooSmall { needed })?;
        let misfit = CertError::DateOutOfFormat(date, self);
        let posix = || date.posix().and_then(|seconds| u32::try_from(seconds).ok()).ok_or(misfit);
        match self {
            Self::PosixBigEndian => out.copy_from_slice(&posix()?.to_be_bytes()),
            Self::PosixLittleEndian => out.copy_from_slice(&posix()?.to_le_bytes()),
            Self::UtcTime if !UTC_TIME_YEARS.contains(&date.year()) => return Err(misfit),
            Self::Iso8601 | Self::UtcTime | Self::GeneralizedTime => self.write_text(date, out),
        }
        Ok(())
    }

    /// Fills the pattern from the right.
    fn write_text(self, date: DateTime, out: &mut [u8]) {
        let mut digits = Digits::of(date);
        for (to, from) in out.iter_mut().zip(self.pattern()).rev() {
            *to = if *from == DIGIT { digits.take_last() } else { *from };
        }
    }

    /// The date that `bytes` are in this format.
    ///
    /// # Errors
    /// [`CertError::NoDate`] if they are none.
    pub fn parse(self, bytes: &[u8]) -> Result<DateTime, CertError> {
        let posix = |value: u32| DateTime::from_posix(value.into());
        let four = || <[u8; 4]>::try_from(bytes).ok();
        match self {
            Self::PosixBigEndian => four().map(u32::from_be_bytes).and_then(posix),
            Self::PosixLittleEndian => four().map(u32::from_le_bytes).and_then(posix),
            Self::Iso8601 | Self::UtcTime | Self::GeneralizedTime => self.parse_text(bytes),
        }
        .ok_or(CertError::NoDate)
    }

    fn parse_text(self, bytes: &[u8]) -> Option<DateTime> {
        let mut digits = Digits(0);
        if bytes.len() != self.size() {
            return None;
        }
        for (byte, pattern) in bytes.iter().zip(self.pattern()) {
            match pattern {
                &DIGIT if byte.is_ascii_digit() => digits.append(*byte),
                pattern if pattern == byte && *pattern != DIGIT => {}
                _ => return None,
            }
        }
        digits.date(self)
    }

    const fn pattern(self) -> &'static [u8] {
        match self {
            Self::Iso8601 => b"0000-00-00T00:00:00Z",
            Self::UtcTime => b"000000000000Z",
            Self::GeneralizedTime => b"00000000000000Z",
            Self::PosixBigEndian | Self::PosixLittleEndian => b"",
        }
    }
}

impl fmt::Display for DateFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Iso8601 => "ISO 8601",
            Self::UtcTime => "UTCTime",
            Self::GeneralizedTime => "GeneralizedTime",
            Self::PosixBigEndian | Self::PosixLittleEndian => "POSIX time in 32 bits",
        })
    }
}

/// Where a pattern has a digit.
const DIGIT: u8 = b'0';

/// YYYYMMDDhhmmss as one decimal number.
struct Digits(u64);

impl Digits {
    fn of(date: DateTime) -> Self {
        let fields = [date.month(), date.day(), date.hour(), date.minute(), date.second()];
        Self(fields.iter().fold(u64::from(date.year()), |all, field| all * 100 + u64::from(*field)))
    }

    fn append(&mut self, digit: u8) {
        self.0 = self.0 * 10 + u64::from(digit - b'0');
    }

    fn take_last(&mut self) -> u8 {
        let digit = u8::try_from(self.0 % 10).unwrap_or_default();
        self.0 /= 10;
        b'0' + digit
    }

    fn take_two(&mut self) -> u8 {
        let two = u8::try_from(self.0 % 100).unwrap_or_default();
        self.0 /= 100;
        two
    }

    fn date(mut self, format: DateFormat) -> Option<DateTime> {
        let [second, minute, hour, day, month] = core::array::from_fn(|_| self.take_two());
        let year = u16::try_from(self.0).ok()?;
        let year = match format {
            // Two digits.
            DateFormat::UtcTime if year < UTC_TIME_YEARS.start() % 100 => 2000 + year,
            DateFormat::UtcTime => 1900 + year,
            _ => year,
        };
        DateTime::new(year, month, day, hour)?.at(minute, second)
    }
}
