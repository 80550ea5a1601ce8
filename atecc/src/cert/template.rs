//! What the certificates of a batch have in common, and where each differs.

use core::fmt;

use super::{Conversion, DateFormat, SerialSource, TemplateId};
use crate::Slot;

/// What the certificates of a batch have in common. It is data: it may be a constant in the program's flash.
#[derive(Debug, Clone, Copy)]
pub struct Template<'a> {
    /// Its numbers, which the compressed certificates made from it have too.
    pub id: TemplateId,
    /// Where serial numbers come from.
    pub serial_source: SerialSource,
    /// The TBSCertificate in DER, from its first byte to its last: what is signed. What stands at the elements'
    /// places does not matter.
    pub tbs: &'a [u8],
    /// Where certificates differ, and by what.
    pub elements: &'a [Element],
}

/// One place at which certificates differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element {
    /// Its first byte, counted from the beginning of the TBSCertificate.
    pub offset: u16,
    /// Its bytes.
    pub len: u16,
    /// What stands there.
    pub value: Value,
    /// How it is written.
    pub conversion: Conversion,
}

/// What can stand at a place of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// The public key, X‖Y.
    PublicKey,
    /// The identifier of the public key: [`key_id`](super::key_id).
    SubjectKeyId,
    /// The identifier of the authority's key.
    AuthorityKeyId,
    /// The date of issue.
    Begins(DateFormat),
    /// The date of expiry.
    Ends(DateFormat),
    /// The number of the signer.
    SignerId,
    /// The serial number of the certificate, if its source is not a stored one.
    SerialNumber,
    /// A part of the chip's serial number: `len` of its nine bytes, from byte `from` on.
    DeviceSerial {
        /// The first byte.
        from: u8,
        /// How many.
        len: u8,
    },
    /// What is stored in the chip: a stored serial number, a network address.
    Stored(Place),
}

/// A place in the chip from which bytes can be read in clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The slot.
    pub slot: Slot,
    /// The first byte in it.
    pub offset: u16,
    /// How many bytes, up to [`Place::MAX_LEN`].
    pub len: u16,
}

impl Place {
    /// How many bytes a place can have.
    pub const MAX_LEN: usize = 72;
}

impl Element {
    /// An element whose value is written as it is.
    #[must_use]
    pub const fn new(offset: u16, len: u16, value: Value) -> Self {
        Self { offset, len, value, conversion: Conversion::AsIs }
    }

    /// The same with the value written in another way.
    #[must_use]
    pub const fn converted(self, conversion: Conversion) -> Self {
        Self { conversion, ..self }
    }

    /// Its bytes in a TBSCertificate, if it lies in it.
    pub(super) fn of(self, tbs: &[u8]) -> Option<&[u8]> {
        tbs.get(usize::from(self.offset)..)?.get(..self.len.into())
    }

    /// The same, to be written.
    pub(super) fn of_mut(self, tbs: &mut [u8]) -> Option<&mut [u8]> {
        tbs.get_mut(usize::from(self.offset)..)?.get_mut(..self.len.into())
    }

    /// Whether a byte of the TBSCertificate is its own.
    pub(super) fn covers(self, offset: usize) -> bool {
        offset.checked_sub(self.offset.into()).is_some_and(|inside| inside < self.len.into())
    }
}

impl Template<'_> {
    /// Whether its certificates depend on the chip's serial number.
    #[must_use]
    pub fn uses_device_serial(&self) -> bool {
        self.serial_source.uses_device_serial()
            || self.elements.iter().any(|element| matches!(element.value, Value::DeviceSerial { .. }))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes of slot {} from byte {} on", self.len, self.slot, self.offset)
    }
}
