//! An element without hardware.

mod asymmetric;
mod hash;
mod symmetric;

use core::fmt;

use p256::SecretKey;
use p256::elliptic_curve::rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::{Error, Identity, KeyRef, MonotonicCounter, Random, SERIAL_NUMBER_MAX};
use hash::Streams;

/// Slots of an element; keys can be in those from 0 to 15.
const SLOTS: usize = 16;
/// Counters of an element.
const COUNTERS: usize = 2;

/// What a slot holds.
enum Stored {
    /// A P-256 private key.
    Private(SecretKey),
    /// A secret for HMAC, or two keys for AES.
    Secret(Zeroizing<[u8; 32]>),
}

/// An element without hardware: its keys are in this program's memory, so whoever reads that has them. For tests, for
/// programs that run with and without a chip, and to compare a chip with. It offers every capability.
///
/// `G` is the generator of its random numbers, and of the keys that it makes.
pub struct Software<G> {
    random: G,
    slots: [Option<Stored>; SLOTS],
    serial: [u8; SERIAL_NUMBER_MAX],
    serial_len: usize,
    counters: [u64; COUNTERS],
    ephemeral: Option<(u32, SecretKey)>,
    last_token: u32,
    streams: Streams,
}

impl<G: CryptoRng> Software<G> {
    /// An element with no keys yet. Of `serial`, at most [`SERIAL_NUMBER_MAX`] bytes count.
    pub fn new(random: G, serial: &[u8]) -> Self {
        let mut kept = [0; SERIAL_NUMBER_MAX];
        kept.iter_mut().zip(serial).for_each(|(to, from)| *to = *from);
        Self {
            random,
            slots: [const { None }; SLOTS],
            serial: kept,
            serial_len: serial.len().min(SERIAL_NUMBER_MAX),
            counters: [0; COUNTERS],
            ephemeral: None,
            last_token: 0,
            streams: Streams::default(),
        }
    }

    /// The same with a P-256 private key in `slot`; `scalar` is big-endian.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if there is no such slot, [`Error::InvalidInput`] if `scalar` is zero or not below the order of the
    /// group.
    pub fn with_private_key(mut self, slot: u8, scalar: &[u8; 32]) -> Result<Self, Error> {
        let key = SecretKey::from_slice(scalar).map_err(|_| Error::InvalidInput)?;
        *self.slot(slot)? = Some(Stored::Private(key));
        Ok(self)
    }

    /// The same with a secret in `slot`: 32 bytes for HMAC, or two keys for AES.
    ///
    /// # Errors
    /// [`Error::InvalidKey`] if there is no such slot.
    pub fn with_secret(mut self, slot: u8, secret: &[u8; 32]) -> Result<Self, Error> {
        *self.slot(slot)? = Some(Stored::Secret(Zeroizing::new(*secret)));
        Ok(self)
    }

    fn slot(&mut self, number: u8) -> Result<&mut Option<Stored>, Error> {
        self.slots.get_mut(usize::from(number)).ok_or(Error::InvalidKey)
    }
}

impl<G> Software<G> {
    fn stored(&self, slot: u8) -> Option<&Stored> {
        self.slots.get(usize::from(slot))?.as_ref()
    }

    fn private_key(&self, key: KeyRef) -> Result<&SecretKey, Error> {
        match key.as_slot().and_then(|slot| self.stored(slot)) {
            Some(Stored::Private(key)) => Ok(key),
            _ => Err(Error::InvalidKey),
        }
    }

    fn secret(&self, slot: Option<u8>) -> Result<&[u8; 32], Error> {
        match slot.and_then(|slot| self.stored(slot)) {
            Some(Stored::Secret(secret)) => Ok(secret),
            _ => Err(Error::InvalidKey),
        }
    }

    fn counter_mut(&mut self, id: u32) -> Result<&mut u64, Error> {
        let index = usize::try_from(id).map_err(|_| Error::InvalidInput)?;
        self.counters.get_mut(index).ok_or(Error::InvalidInput)
    }
}

impl<G: CryptoRng> Random for Software<G> {
    fn random(&mut self, out: &mut [u8]) -> Result<(), Error> {
        self.random.fill_bytes(out);
        Ok(())
    }
}

impl<G> MonotonicCounter for Software<G> {
    fn counter(&mut self, id: u32) -> Result<u64, Error> {
        self.counter_mut(id).copied()
    }

    fn increment_counter(&mut self, id: u32) -> Result<u64, Error> {
        let counter = self.counter_mut(id)?;
        *counter = counter.checked_add(1).ok_or(Error::Refused)?;
        Ok(*counter)
    }
}

impl<G> Identity for Software<G> {
    fn serial_number(&mut self, out: &mut [u8]) -> Result<usize, Error> {
        let serial = self.serial.get(..self.serial_len).ok_or(Error::Internal)?;
        out.get_mut(..serial.len()).ok_or(Error::InvalidInput)?.copy_from_slice(serial);
        Ok(serial.len())
    }
}

impl<G> fmt::Debug for Software<G> {
    /// Not its keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Software").field("counters", &self.counters).finish_non_exhaustive()
    }
}
