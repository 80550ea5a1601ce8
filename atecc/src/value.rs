//! The values that go in and come out, as types that cannot be mixed up.

use core::fmt;

use zeroize::Zeroize;

use crate::Slot;

/// A NIST P-256 public key: X‖Y, big-endian, 32 bytes each.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey(pub [u8; 64]);

impl PublicKey {
    /// Bytes of a public key in a slot.
    pub const SLOT_SIZE: usize = 72;
    /// What stands before X, and before Y, in a slot.
    const SLOT_PADDING: usize = 4;

    /// As it stands in a slot: four zeros, X, four zeros, Y.
    #[must_use]
    pub fn to_slot(&self) -> [u8; Self::SLOT_SIZE] {
        let mut bytes = [0; Self::SLOT_SIZE];
        for (half, coordinate) in bytes.chunks_mut(Self::SLOT_SIZE / 2).zip(self.0.chunks(self.0.len() / 2)) {
            for (to, from) in half.iter_mut().skip(Self::SLOT_PADDING).zip(coordinate) {
                *to = *from;
            }
        }
        bytes
    }

    /// From a slot. The first four bytes of each half, which may hold the mark of a validated key, do not matter.
    #[must_use]
    pub fn from_slot(bytes: &[u8; Self::SLOT_SIZE]) -> Self {
        let mut key = [0; 64];
        let halves = bytes.chunks(Self::SLOT_SIZE / 2);
        let coordinates = halves.flat_map(|half| half.iter().skip(Self::SLOT_PADDING));
        for (to, from) in key.iter_mut().zip(coordinates) {
            *to = *from;
        }
        Self(key)
    }
}

/// An ECDSA P-256 signature: r‖s, big-endian, 32 bytes each, leading zeros kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature(pub [u8; 64]);

fn hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKey(")?;
        hex(f, &self.0)?;
        f.write_str(")")
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(")?;
        hex(f, &self.0)?;
        f.write_str(")")
    }
}

/// Secret bytes, mostly 32; wiped when dropped, never printed.
pub struct Secret<const N: usize = 32>([u8; N]);

impl<const N: usize> Secret<N> {
    pub(crate) const fn new(bytes: [u8; N]) -> Self {
        Self(bytes)
    }

    /// The bytes. A copy of them is yours to wipe.
    #[must_use]
    pub const fn expose(&self) -> &[u8; N] {
        &self.0
    }

    pub(crate) const fn expose_mut(&mut self) -> &mut [u8; N] {
        &mut self.0
    }
}

impl<const N: usize> Drop for Secret<N> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl<const N: usize> fmt::Debug for Secret<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A secret that host and chip share, and the slot in which the chip has it: the ReadKey or WriteKey of other slots.
#[derive(Clone, Copy)]
pub struct IoKey<'a> {
    /// Where the chip has it.
    pub slot: Slot,
    /// What it is.
    pub value: &'a [u8; 32],
}

impl fmt::Debug for IoKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IoKey(slot {})", self.slot)
    }
}

/// Stands for a private key in the chip's TempKey, for one key agreement. A key that is gone is
/// [`Error::KeyLost`](crate::Error::KeyLost), never another key.
#[derive(Debug, PartialEq, Eq)]
pub struct EphemeralKey {
    /// The volatile state of the chip in which the key was made.
    pub(crate) state: u32,
}
