use embedded_hal::delay::DelayNs;
use rand_core::{TryCryptoRng, TryRng};
use zeroize::Zeroize;

use crate::Error;
use crate::blocking::{Atecc, Bus};

/// The chip's random number generator as one of `rand_core`.
///
/// Each call is an operation of the chip: some 20 ms per 32 bytes, or part of them. Where many numbers are
/// needed, take a seed for a generator in software from it.
#[derive(Debug)]
pub struct ChipRng<'a, I2C, D>(&'a mut Atecc<I2C, D>);

impl<'a, I2C, D> ChipRng<'a, I2C, D> {
    /// Over `atecc`, or over a session of it.
    pub const fn new(atecc: &'a mut Atecc<I2C, D>) -> Self {
        Self(atecc)
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Error<I2C::Error>>
    where
        I2C: Bus,
        D: DelayNs,
    {
        let mut bytes = [0; N];
        self.try_fill_bytes(&mut bytes)?;
        Ok(bytes)
    }
}

impl<I2C: Bus, D: DelayNs> TryRng for ChipRng<'_, I2C, D> {
    type Error = Error<I2C::Error>;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        self.bytes().map(u64::from_le_bytes)
    }

    /// What was there of `out` is wiped on an error.
    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        self.0.random(out).inspect_err(|_| out.zeroize())
    }
}

/// The generator of the chip is a cryptographic one, seeded by a physical source (NIST SP 800-90A, B and C).
impl<I2C: Bus, D: DelayNs> TryCryptoRng for ChipRng<'_, I2C, D> {}
