//! The dates of a compressed certificate.

use super::{CertError, DateFormat, DateTime};

const FIRST_YEAR: u16 = 2000;
/// Bits of the issue year and of the expire years in the three bytes; formats 1 and 2 have two more.
const YEAR_BITS: u32 = 5;
const YEAR_MASK: u32 = (1 << YEAR_BITS) - 1;
/// Largest value of both in formats 1 and 2.
const EXTENDED_MAX: u8 = 127;

/// The version of the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Format {
    /// The first: issued 2000 to 2031, ends up to 31 years later.
    V0 = 0,
    /// Issued 2000 to 2127, ends up to 127 years later.
    V1 = 1,
    /// The same; longer signatures than P-256's go on behind the 72 bytes, which no ATECC part makes.
    V2 = 2,
}

impl Format {
    /// The format with a version number, if there is one.
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::V0),
            1 => Some(Self::V1),
            2 => Some(Self::V2),
            _ => None,
        }
    }
}

/// When a certificate begins, to the hour, and how many whole years later it ends, in a format that has room for
/// both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Validity {
    begins: DateTime,
    years: u8,
    format: Format,
}

impl Validity {
    /// From `begins`, a full hour of the years 2000 to 2127, for `years`, up to 127; 0 for ever. The format is 0 if
    /// it has room for that, otherwise 1.
    ///
    /// # Errors
    /// [`CertError::DatesNotCompressible`] if it is not like that, or would end on a 29 February that does not exist.
    pub const fn new(begins: DateTime, years: u8) -> Result<Self, CertError> {
        let full_hour = begins.minute() == 0 && begins.second() == 0;
        let in_range = begins.year() >= FIRST_YEAR && begins.year() <= FIRST_YEAR + EXTENDED_MAX as u16;
        if !full_hour || !in_range || years > EXTENDED_MAX || begins.plus_years(years).is_none() {
            return Err(CertError::DatesNotCompressible);
        }
        let format = if fits_first_format(begins, years) { Format::V0 } else { Format::V1 };
        Ok(Self { begins, years, format })
    }

    /// The dates that a certificate gives, of which `ends` is written in `format`: its last date is "never".
    ///
    /// # Errors
    /// [`CertError::DatesNotCompressible`] if they are not whole years apart, or not as [`new`](Self::new) wants
    /// them.
    pub fn between(begins: DateTime, ends: DateTime, format: DateFormat) -> Result<Self, CertError> {
        if ends == format.last() {
            return Self::new(begins, 0);
        }
        let years = ends.year().checked_sub(begins.year()).and_then(|years| u8::try_from(years).ok());
        match years {
            Some(years @ 1..=EXTENDED_MAX) if begins.plus_years(years) == Some(ends) => {
                Self::new(begins, years)
            }
            _ => Err(CertError::DatesNotCompressible),
        }
    }

    /// The same in another format.
    ///
    /// # Errors
    /// [`CertError::DatesNotCompressible`] if that has no room for it.
    pub const fn with_format(self, format: Format) -> Result<Self, CertError> {
        if matches!(format, Format::V0) && !fits_first_format(self.begins, self.years) {
            return Err(CertError::DatesNotCompressible);
        }
        Ok(Self { format, ..self })
    }

    /// The beginning: a full hour.
    #[must_use]
    pub const fn begins(&self) -> DateTime {
        self.begins
    }

    /// After how many years it ends; 0: never.
    #[must_use]
    pub const fn years(&self) -> u8 {
        self.years
    }

    /// The end, as a certificate gives it that writes it in `format`; "never" is the last date of the format.
    #[must_use]
    pub fn ends(&self, format: DateFormat) -> DateTime {
        match self.years {
            0 => format.last(),
            years => self.begins.plus_years(years).unwrap_or(DateTime::NEVER),
        }
    }

    /// The version of the layout.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Bytes 64 to 66 and 71 of a compressed certificate.
    #[must_use]
    pub fn to_bytes(&self) -> ([u8; 3], u8) {
        let years_since = u32::from(self.begins.year() - FIRST_YEAR);
        let years = u32::from(self.years);
        let fields = [(u32::from(self.begins.month()), 4), (u32::from(self.begins.day()), 5)];
        let fields =
            fields.into_iter().chain([(u32::from(self.begins.hour()), 5), (years & YEAR_MASK, YEAR_BITS)]);
        let packed = fields.fold(years_since & YEAR_MASK, |all, (field, bits)| all << bits | field);
        let [_, low @ ..] = packed.to_be_bytes();
        let [.., high] = (years_since >> YEAR_BITS << 6 | years >> YEAR_BITS << 4).to_be_bytes();
        (low, high)
    }

    /// The dates from bytes 64 to 66 and 71.
    ///
    /// # Errors
    /// [`CertError::NoDate`] if one of them does not exist.
    pub fn from_bytes(format: Format, low: [u8; 3], high: u8) -> Result<Self, CertError> {
        let [year, month, hour] = low;
        let packed = u32::from_be_bytes([0, year, month, hour]);
        let high = if matches!(format, Format::V0) { 0 } else { high };
        let field =
            |shift: u32, bits: u32| u8::try_from(packed >> shift & ((1 << bits) - 1)).unwrap_or_default();
        let year = FIRST_YEAR + u16::from(high >> 6 << YEAR_BITS | field(19, YEAR_BITS));
        let years = (high >> 4 & 3) << YEAR_BITS | field(0, YEAR_BITS);
        let begins = DateTime::new(year, field(15, 4), field(10, 5), field(5, 5)).ok_or(CertError::NoDate)?;
        let validity = Self::new(begins, years).map_err(|_| CertError::NoDate)?;
        Ok(Self { format, ..validity })
    }
}

const fn fits_first_format(begins: DateTime, years: u8) -> bool {
    begins.year() < FIRST_YEAR + (1 << YEAR_BITS) && years < 1 << YEAR_BITS
}
