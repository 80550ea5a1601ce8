use core::fmt;

use super::{DateFormat, DateTime};

/// What is wrong with a certificate, or with what is to become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertError {
    /// The caller's buffer is smaller than this many bytes.
    BufferTooSmall {
        /// Bytes that it takes.
        needed: usize,
    },
    /// The bytes are no date, or the date does not exist.
    NoDate,
    /// The date format has no such date.
    DateOutOfFormat(DateTime, DateFormat),
    /// A compressed certificate begins at a full hour of the years 2000 to 2031 (format 0) or 2000 to 2127, and ends up to
    /// 31 or 127 whole years later or never; these dates are others.
    DatesNotCompressible,
    /// No compressed certificate has this format version.
    Format(u8),
    /// A nibble that names no source of serial numbers.
    SerialSource(u8),
    /// The serial number cannot have this many bytes.
    SerialLength(usize),
    /// A serial number of this source is not computed: it is stored.
    SerialStored,
    /// The certificate says something about the chip's serial number, which was not given.
    NoDeviceSerial,
}

impl fmt::Display for CertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BufferTooSmall { needed } => write!(f, "the buffer is too small; give {needed} bytes"),
            Self::NoDate => f.write_str("the certificate holds a date that does not exist"),
            Self::DateOutOfFormat(date, format) => write!(f, "{date} cannot be written as {format}"),
            Self::DatesNotCompressible => f.write_str(
                "the dates do not fit a compressed certificate; begin at a full hour and end whole years later",
            ),
            Self::Format(version) => write!(f, "there is no format {version} of compressed certificates"),
            Self::SerialSource(nibble) => write!(f, "there is no source {nibble:X} of serial numbers"),
            Self::SerialLength(len) => write!(f, "a serial number of this source has not {len} bytes"),
            Self::SerialStored => f.write_str("the serial number is a stored one; name its place in the template"),
            Self::NoDeviceSerial => f.write_str("the certificate names the chip's serial number; give it too"),
        }
    }
}

impl core::error::Error for CertError {}
