//! Where the serial number of a certificate comes from.

use sha2::{Digest, Sha256};

use super::{CertError, Format, SignerId, Validity};
use crate::PublicKey;
use crate::config::SerialNumber;

/// Where the serial number of a certificate comes from, with the number that a compressed certificate has for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum SerialSource {
    /// It is stored in the chip.
    Stored = 0x0,
    /// It is stored in the chip, after a byte with its length. The element begins at the length of the INTEGER
    /// then, and a template is for serial numbers of one length (in Microchip's library, too).
    StoredDynamic = 0x7,
    /// 0x40, then the nine bytes of the chip's serial number.
    DeviceSerial = 0x8,
    /// 0x40, then the two bytes of the signer's number: only one certificate of each signer has it.
    SignerId = 0x9,
    /// A hash of the public key and the dates, with the top two bits 01: positive, and always of one length.
    PublicKeyHash = 0xA,
    /// A hash of the chip's serial number and the dates, with the top two bits 01.
    DeviceSerialHash = 0xB,
    /// As [`PublicKeyHash`](Self::PublicKeyHash) with only the top bit 0. Deprecated by Microchip: a number that
    /// begins with nine zero bits is no proper INTEGER.
    PublicKeyHashPositive = 0xC,
    /// As [`DeviceSerialHash`](Self::DeviceSerialHash) with only the top bit 0. Deprecated by Microchip.
    DeviceSerialHashPositive = 0xD,
    /// The hash of the public key and the dates as it is. Deprecated by Microchip: half of these numbers are
    /// negative.
    PublicKeyHashRaw = 0xE,
    /// The hash of the chip's serial number and the dates as it is. Deprecated by Microchip.
    DeviceSerialHashRaw = 0xF,
}

/// What serial numbers are made from.
#[derive(Debug, Clone, Copy)]
pub struct SerialFacts<'a> {
    /// The key that is certified.
    pub public_key: &'a PublicKey,
    /// The dates.
    pub validity: Validity,
    /// Who signs.
    pub signer_id: SignerId,
    /// The chip's serial number, if the source wants it.
    pub device_serial: Option<SerialNumber>,
}

/// What a serial number begins with that is not a hash: positive, and not zero.
const PREFIX: u8 = 0x40;

impl SerialSource {
    /// The source with a number, if there is one.
    #[must_use]
    pub const fn from_nibble(nibble: u8) -> Option<Self> {
        Some(match nibble {
            0x0 => Self::Stored,
            0x7 => Self::StoredDynamic,
            0x8 => Self::DeviceSerial,
            0x9 => Self::SignerId,
            0xA => Self::PublicKeyHash,
            0xB => Self::DeviceSerialHash,
            0xC => Self::PublicKeyHashPositive,
            0xD => Self::DeviceSerialHashPositive,
            0xE => Self::PublicKeyHashRaw,
            0xF => Self::DeviceSerialHashRaw,
            _ => return None,
        })
    }

    /// Its number.
    #[must_use]
    pub const fn to_nibble(self) -> u8 {
        self as u8
    }

    /// Whether it has to do with the chip's serial number.
    #[must_use]
    pub const fn uses_device_serial(self) -> bool {
        matches!(
            self,
            Self::DeviceSerial
                | Self::DeviceSerialHash
                | Self::DeviceSerialHashPositive
                | Self::DeviceSerialHashRaw
        )
    }

    /// Writes the serial number, in as many bytes as `out` has: 10 if it is the chip's, 3 if it is the signer's, up
    /// to 32 of a hash. An authority does this before it signs, X.509 allows up to 20 bytes.
    ///
    /// # Errors
    /// [`CertError::SerialLength`] for another number of bytes, [`CertError::SerialStored`] if it is stored,
    /// [`CertError::NoDeviceSerial`] if the chip's is wanted and not there.
    pub fn write(self, facts: &SerialFacts<'_>, out: &mut [u8]) -> Result<(), CertError> {
        let device = || facts.device_serial.ok_or(CertError::NoDeviceSerial);
        match self {
            Self::Stored | Self::StoredDynamic => Err(CertError::SerialStored),
            Self::DeviceSerial => prefixed(&device()?.0, out),
            Self::SignerId => prefixed(&facts.signer_id.0, out),
            Self::PublicKeyHash | Self::PublicKeyHashPositive | Self::PublicKeyHashRaw => {
                self.hashed(&facts.public_key.0, facts.validity, out)
            }
            Self::DeviceSerialHash | Self::DeviceSerialHashPositive | Self::DeviceSerialHashRaw => {
                self.hashed(&device()?.0, facts.validity, out)
            }
        }
    }

    fn hashed(self, subject: &[u8], validity: Validity, out: &mut [u8]) -> Result<(), CertError> {
        let (dates, years) = validity.to_bytes();
        let mut hash = Sha256::new();
        hash.update(subject);
        hash.update(dates);
        if validity.format() != Format::V0 {
            hash.update([years]);
        }
        let mut hash: [u8; 32] = hash.finalize().into();
        let [first, ..] = &mut hash;
        *first = match self {
            Self::PublicKeyHash | Self::DeviceSerialHash => *first & 0x3F | PREFIX,
            Self::PublicKeyHashPositive | Self::DeviceSerialHashPositive => *first & 0x7F,
            _ => *first,
        };
        let part = hash.get(..out.len()).filter(|part| !part.is_empty());
        out.copy_from_slice(part.ok_or(CertError::SerialLength(out.len()))?);
        Ok(())
    }
}

fn prefixed(number: &[u8], out: &mut [u8]) -> Result<(), CertError> {
    let len = out.len();
    match out.split_first_mut() {
        Some((first, rest)) if rest.len() == number.len() => {
            *first = PREFIX;
            rest.copy_from_slice(number);
            Ok(())
        }
        _ => Err(CertError::SerialLength(len)),
    }
}
