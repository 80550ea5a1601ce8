//! Where a chip has what makes a certificate.

use super::Template;
use crate::Slot;

/// A certificate in a chip.
#[derive(Debug, Clone, Copy)]
pub struct KeptCertificate<'a> {
    /// What it is made from.
    pub template: &'a Template<'a>,
    /// The slot of the compressed certificate, readable in clear.
    pub slot: Slot,
    /// Its first byte in that slot: 0 in the slots from 9 up, which it fills.
    pub offset: u16,
    /// Where the key is that it certifies.
    pub public_key: KeyPlace,
}

/// Where a certified key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPlace {
    /// It is the public half of the private key in a slot: the device's own.
    Private(Slot),
    /// It is stored, in the 72 bytes of a public key in a slot: the signer's.
    Public {
        /// The slot, readable in clear.
        slot: Slot,
        /// Its first byte in that slot.
        offset: u16,
    },
}
