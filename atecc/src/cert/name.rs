//! Distinguished names.

use core::fmt;

use super::CertError;
use super::der::{OBJECT_IDENTIFIER, PRINTABLE_STRING, Reader, SEQUENCE, SET, UTF8_STRING, Writer};

/// A distinguished name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name<'a> {
    /// These attributes, the most general first. Without any, the name is empty.
    Attributes(&'a [Attribute<'a>]),
    /// A Name in DER, such as the subject of the issuer's certificate.
    Der(&'a [u8]),
}

/// One attribute of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// Which.
    pub kind: AttributeKind,
    /// Its value: not empty, and no longer than RFC 5280 (appendix A.1) has it.
    pub value: &'a str,
}

/// The attributes that names of devices have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttributeKind {
    /// C: two letters.
    Country,
    /// ST: up to 128 characters.
    State,
    /// L: up to 128 characters.
    Locality,
    /// O: up to 64 characters.
    Organization,
    /// OU: up to 64 characters.
    OrganizationalUnit,
    /// CN: up to 64 characters.
    CommonName,
    /// serialNumber: up to 64 characters of PrintableString. The serial number of the device, not of its certificate.
    SerialNumber,
}

impl<'a> Attribute<'a> {
    /// CN.
    #[must_use]
    pub const fn common_name(value: &'a str) -> Self {
        Self { kind: AttributeKind::CommonName, value }
    }

    /// O.
    #[must_use]
    pub const fn organization(value: &'a str) -> Self {
        Self { kind: AttributeKind::Organization, value }
    }

    fn check(self) -> Result<(), CertError> {
        let Self { kind, value } = self;
        let is_short = (1..=kind.max_chars()).contains(&value.chars().count());
        let is_allowed = match kind {
            AttributeKind::Country => {
                value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_alphabetic())
            }
            AttributeKind::SerialNumber => value.bytes().all(is_printable),
            _ => true,
        };
        if is_short && is_allowed { Ok(()) } else { Err(CertError::Attribute(kind)) }
    }

    /// A set of one attribute.
    fn write(self, w: &mut Writer<'_>) {
        w.value(SET, |w| {
            w.value(SEQUENCE, |w| {
                w.primitive(self.kind.string_tag(), self.value.as_bytes());
                w.primitive(OBJECT_IDENTIFIER, &[0x55, 0x04, self.kind.number()]);
            });
        });
    }
}

impl AttributeKind {
    /// n in the identifier 2.5.4.n.
    const fn number(self) -> u8 {
        match self {
            Self::CommonName => 3,
            Self::SerialNumber => 5,
            Self::Country => 6,
            Self::Locality => 7,
            Self::State => 8,
            Self::Organization => 10,
            Self::OrganizationalUnit => 11,
        }
    }

    const fn max_chars(self) -> usize {
        match self {
            Self::Country => 2,
            Self::State | Self::Locality => 128,
            Self::Organization | Self::OrganizationalUnit | Self::CommonName | Self::SerialNumber => 64,
        }
    }

    const fn string_tag(self) -> u8 {
        match self {
            Self::Country | Self::SerialNumber => PRINTABLE_STRING,
            _ => UTF8_STRING,
        }
    }
}

/// The characters of PrintableString.
const fn is_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b' ' | b'\'' | b'('..=b')' | b'+'..=b'/' | b':' | b'=' | b'?')
}

impl Name<'_> {
    /// Whether it has no attributes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Name::Attributes([]) | Name::Der([SEQUENCE, 0]))
    }

    pub(super) fn check(&self) -> Result<(), CertError> {
        match self {
            Name::Attributes(attributes) => attributes.iter().try_for_each(|attribute| attribute.check()),
            Name::Der(der) => {
                let mut reader = Reader::new(der);
                let is_name = reader.value(SEQUENCE).is_some() && reader.rest().is_empty();
                if is_name { Ok(()) } else { Err(CertError::Name) }
            }
        }
    }

    pub(super) fn write(&self, w: &mut Writer<'_>) {
        match self {
            Name::Attributes(attributes) => {
                w.value(SEQUENCE, |w| attributes.iter().rev().for_each(|attribute| attribute.write(w)));
            }
            Name::Der(der) => w.bytes(der),
        }
    }
}

impl fmt::Display for AttributeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Country => "C",
            Self::State => "ST",
            Self::Locality => "L",
            Self::Organization => "O",
            Self::OrganizationalUnit => "OU",
            Self::CommonName => "CN",
            Self::SerialNumber => "serialNumber",
        })
    }
}
