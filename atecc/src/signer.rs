//! A key in a slot behind RustCrypto's `signature` traits.

use core::cell::RefCell;
use core::fmt;

use embedded_hal::delay::DelayNs;
use signature::hazmat::PrehashSigner;

use crate::blocking::{Atecc, Bus};
use crate::{Error, Signature, Slot};

/// The private key in a slot as a [`PrehashSigner`]: it signs a SHA-256 digest as it is, and does not hash it again.
///
/// It gives signatures of any type that is made from the 64 bytes r‖s: [`Signature`], or `ecdsa::Signature` of P-256.
pub struct SlotSigner<'a, I2C: Bus, D> {
    inner: RefCell<Inner<'a, I2C, D>>,
    slot: Slot,
}

struct Inner<'a, I2C: Bus, D> {
    atecc: &'a mut Atecc<I2C, D>,
    failure: Option<Error<I2C::Error>>,
}

impl<'a, I2C: Bus, D: DelayNs> SlotSigner<'a, I2C, D> {
    /// A signer with the private key in `slot`.
    pub const fn new(atecc: &'a mut Atecc<I2C, D>, slot: Slot) -> Self {
        Self { inner: RefCell::new(Inner { atecc, failure: None }), slot }
    }

    /// Why the last signature failed, which the error of the traits cannot tell; once.
    pub fn failure(&self) -> Option<Error<I2C::Error>> {
        self.inner.try_borrow_mut().ok()?.failure.take()
    }
}

impl<S, I2C, D> PrehashSigner<S> for SlotSigner<'_, I2C, D>
where
    S: for<'s> TryFrom<&'s [u8]>,
    I2C: Bus,
    D: DelayNs,
{
    /// Signs the 32 bytes of a SHA-256 digest; any other length is refused.
    fn sign_prehash(&self, prehash: &[u8]) -> Result<S, signature::Error> {
        let digest = prehash.try_into().map_err(|_| signature::Error::new())?;
        let mut inner = self.inner.try_borrow_mut().map_err(|_| signature::Error::new())?;
        let signature = inner.atecc.sign_digest(self.slot, digest).map_err(|error| {
            inner.failure = Some(error);
            signature::Error::new()
        })?;
        S::try_from(&signature.0).map_err(|_| signature::Error::new())
    }
}

impl TryFrom<&[u8]> for Signature {
    type Error = signature::Error;

    /// From the 64 bytes r‖s.
    fn try_from(bytes: &[u8]) -> Result<Self, signature::Error> {
        bytes.try_into().map(Self).map_err(|_| signature::Error::new())
    }
}

impl<I2C: Bus, D> fmt::Debug for SlotSigner<'_, I2C, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SlotSigner(slot {})", self.slot)
    }
}
