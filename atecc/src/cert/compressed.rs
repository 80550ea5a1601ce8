//! The 72 bytes.

use core::fmt;

use super::{CertError, Format, SerialSource, Validity};
use crate::Signature;

/// Which template a certificate is made from: two numbers of four bits, which whoever makes templates gives out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TemplateId {
    template: u8,
    chain: u8,
}

impl TemplateId {
    /// Both numbers; `None` from 16 up.
    #[must_use]
    pub const fn new(template: u8, chain: u8) -> Option<Self> {
        if template < 16 && chain < 16 { Some(Self { template, chain }) } else { None }
    }

    /// The number of the template, 0 to 15.
    #[must_use]
    pub const fn template(self) -> u8 {
        self.template
    }

    /// The number of the chain of certificates, 0 to 15.
    #[must_use]
    pub const fn chain(self) -> u8 {
        self.chain
    }
}

impl fmt::Display for TemplateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "template {} of chain {}", self.template, self.chain)
    }
}

/// Which signer signed: it stands in names as four upper-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SignerId(pub [u8; 2]);

impl fmt::Display for SignerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", u16::from_be_bytes(self.0))
    }
}

/// All of a certificate that its template, its key and the chip's serial number do not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CompressedCertificate {
    /// The authority's signature.
    pub signature: Signature,
    /// The dates, and the format that they are in.
    pub validity: Validity,
    /// Who signed.
    pub signer_id: SignerId,
    /// The template.
    pub template: TemplateId,
    /// How the serial number is made.
    pub serial_source: SerialSource,
}

impl CompressedCertificate {
    /// Bytes of a compressed certificate: a slot from 9 up, exactly.
    pub const SIZE: usize = 72;

    /// The bytes, as they stand in a chip.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; Self::SIZE] {
        let (dates, years) = self.validity.to_bytes();
        let template = self.template.template << 4 | self.template.chain;
        let kind = self.serial_source.to_nibble() << 4 | self.validity.format() as u8;
        let [signer_high, signer_low] = self.signer_id.0;
        let [date_0, date_1, date_2] = dates;
        let tail = [date_0, date_1, date_2, signer_high, signer_low, template, kind, years];
        let mut bytes = [0; Self::SIZE];
        for (to, from) in bytes.iter_mut().zip(self.signature.0.iter().chain(&tail)) {
            *to = *from;
        }
        bytes
    }

    /// What the bytes say. Bits that mean nothing in their format are not looked at.
    ///
    /// # Errors
    /// [`CertError::Format`] for a format that does not exist, [`CertError::SerialSource`], and
    /// [`CertError::NoDate`] for dates that do not exist, as of an empty slot.
    pub fn from_bytes(bytes: &[u8; Self::SIZE]) -> Result<Self, CertError> {
        let [signature @ .., date_0, date_1, date_2, signer_high, signer_low, template, kind, years] = bytes;
        let [source, format] = [kind >> 4, kind & 0x0F];
        let format = Format::from_number(format).ok_or(CertError::Format(format))?;
        Ok(Self {
            signature: Signature(*signature),
            validity: Validity::from_bytes(format, [*date_0, *date_1, *date_2], *years)?,
            signer_id: SignerId([*signer_high, *signer_low]),
            template: TemplateId { template: template >> 4, chain: template & 0x0F },
            serial_source: SerialSource::from_nibble(source).ok_or(CertError::SerialSource(source))?,
        })
    }
}
