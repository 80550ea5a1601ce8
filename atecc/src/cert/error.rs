use core::fmt;

use super::{AttributeKind, DateFormat, DateTime, Place, SerialSource, TemplateId, Value};

/// What is wrong with a certificate, or with what is to become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertError {
    /// The caller's buffer is smaller than this many bytes.
    BufferTooSmall {
        /// Bytes that it takes.
        needed: usize,
    },
    /// The bytes are no certificate or request in DER, or it is signed with something else than ECDSA, P-256 and
    /// SHA-256.
    NotSigned,
    /// The bytes are no date, or the date does not exist.
    NoDate,
    /// The date format has no such date.
    DateOutOfFormat(DateTime, DateFormat),
    /// A compressed certificate begins at a full hour of the years 2000 to 2031 (format 0) or 2000 to 2127, and
    /// ends up to 31 or 127 whole years later or never; these dates are others.
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
    /// The certificate names the authority's key, whose identifier was not given.
    NoAuthorityKeyId,
    /// The certificate says what is stored at this place of the chip, which was not given.
    NotStored(Place),
    /// The compressed certificate was made with another template.
    OtherTemplate(TemplateId),
    /// The compressed certificate has another source of serial numbers than its template.
    OtherSerialSource(SerialSource),
    /// The certificate certifies another key than the chip has.
    OtherKey,
    /// The certificate is not of the template: this byte of its TBSCertificate is another one.
    Differs(usize),
    /// The certificate is not of the template: its element at this byte of the TBSCertificate has another value
    /// than the rest of the certificate and what is known make of it.
    OtherValue(u16),
    /// The template is at fault: its element at this byte is outside, or of another length than its value.
    Template(u16),
    /// The value of an attribute of a name is empty, too long, or has characters that it cannot have.
    Attribute(AttributeKind),
    /// The bytes are no distinguished name in DER.
    Name,
    /// The alternative name of this index is empty or has characters that it cannot have.
    AlternativeName(usize),
    /// The value of this element does not stand in the example, or stands there more than once.
    NotLocated(Value),
    /// The template has no place for this, which a compressed certificate needs.
    TemplateLacks(&'static str),
}

impl fmt::Display for CertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BufferTooSmall { needed } => write!(f, "the buffer is too small; give {needed} bytes"),
            Self::NotSigned => f.write_str("this is no DER certificate that is signed with ecdsa-with-SHA256 and P-256"),
            Self::NoDate => f.write_str("the certificate holds a date that does not exist"),
            Self::DateOutOfFormat(date, format) => write!(f, "{date} cannot be written as {format}"),
            Self::DatesNotCompressible => f.write_str(
                "the dates do not fit a compressed certificate; begin at a full hour and end whole years later",
            ),
            Self::Format(version) => write!(f, "there is no format {version} of compressed certificates"),
            Self::SerialSource(nibble) => write!(f, "there is no source {nibble:X} of serial numbers"),
            Self::SerialLength(len) => write!(f, "a serial number of this source has not {len} bytes"),
            Self::SerialStored => f.write_str("the serial number is a stored one; name its place in the template"),
            Self::NoAuthorityKeyId => f.write_str("the certificate names the authority's key; give its identifier"),
            Self::NotStored(place) => write!(f, "the certificate has the {place}; give them"),
            Self::OtherTemplate(id) => write!(f, "the certificate was compressed with {id}; use that"),
            Self::OtherSerialSource(source) => {
                write!(f, "the serial number comes from {source:?}, which is not what the template says")
            }
            Self::OtherKey => f.write_str("the certificate is for another key than the chip's; request one for that"),
            Self::Differs(offset) => {
                write!(f, "the certificate is not of this template: byte {offset} of what is signed differs")
            }
            Self::OtherValue(offset) => {
                write!(f, "the certificate has an unexpected value at byte {offset} of what is signed")
            }
            Self::Template(offset) => write!(f, "correct the template: its element at byte {offset} does not fit"),
            Self::Attribute(kind) => {
                write!(f, "the name's {kind} is empty, too long, or has characters that it cannot have")
            }
            Self::Name => f.write_str("the bytes are no distinguished name in DER"),
            Self::AlternativeName(index) => {
                write!(f, "alternative name number {index} is empty or has characters that it cannot have")
            }
            Self::NotLocated(value) => {
                write!(f, "the example has {value:?} nowhere, or more than once; take one where it is unique")
            }
            Self::TemplateLacks(what) => write!(f, "the template has no place for the {what}; add one"),
            Self::NoDeviceSerial => f.write_str("the certificate names the chip's serial number; give it too"),
        }
    }
}

impl core::error::Error for CertError {}
