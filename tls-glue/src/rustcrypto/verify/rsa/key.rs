//! The public key, and what it does to a signature.

use alloc::boxed::Box;
use core::ops::RangeInclusive;

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, Odd};
use der::{Decode, Reader, SliceReader, asn1::UintRef};

/// Bits of a modulus. Shorter ones can be factored; longer ones cost time and nobody has them.
const MODULUS_BITS: RangeInclusive<u32> = 2048..=8192;

/// The smallest public exponent. The largest is that of the type, which bounds the time: nearly all keys have 65537.
const MIN_EXPONENT: u32 = 3;

/// `RSAPublicKey` (RFC 8017, A.1.1), of an acceptable size.
pub(super) struct PublicKey {
    modulus: Odd<BoxedUint>,
    bits: u32,
    exponent: u32,
}

/// A signature's power: the `EM` of RFC 8017, in as many bytes as the modulus has.
pub(super) struct Encoded {
    pub(super) bytes: Box<[u8]>,
    /// Bits of the modulus.
    pub(super) bits: u32,
}

impl PublicKey {
    pub(super) fn new(der: &[u8]) -> Option<Self> {
        let (modulus, exponent) = parse(der).ok()?;
        let modulus = BoxedUint::from_be_slice_vartime(modulus.as_bytes());
        let bits = modulus.bit_width_vartime();
        let exponent = u32_from(exponent.as_bytes())?;
        let fits = MODULUS_BITS.contains(&bits) && exponent >= MIN_EXPONENT && exponent % 2 == 1;
        fits.then_some(())?;
        Some(Self { modulus: modulus.into_odd().into_option()?, bits, exponent })
    }

    /// `signature` to the power of the exponent (RSAVP1). A signature has as many bytes as the modulus and is less.
    pub(super) fn power(&self, signature: &[u8]) -> Option<Encoded> {
        let len = usize::try_from(self.bits.div_ceil(8)).ok()?;
        if signature.len() != len {
            return None;
        }
        let base = BoxedUint::from_be_slice(signature, self.modulus.bits_precision()).ok()?;
        if base >= *self.modulus.as_ref() {
            return None;
        }
        let base = BoxedMontyForm::new(base, &BoxedMontyParams::new_vartime(self.modulus.clone()));
        let power = raise(&base, self.exponent).retrieve().to_be_bytes();
        let bytes = power.get(power.len().checked_sub(len)?..)?.into();
        Some(Encoded { bytes, bits: self.bits })
    }
}

fn parse(der: &[u8]) -> der::Result<(UintRef<'_>, UintRef<'_>)> {
    let mut reader = SliceReader::new(der)?;
    let numbers = reader
        .sequence(|numbers| Ok::<_, der::Error>((UintRef::decode(numbers)?, UintRef::decode(numbers)?)))?;
    reader.finish()?;
    Ok(numbers)
}

/// A big-endian number that is not too big.
fn u32_from(bytes: &[u8]) -> Option<u32> {
    let mut number = [0; 4];
    number.get_mut(4_usize.checked_sub(bytes.len())?..)?.copy_from_slice(bytes);
    Some(u32::from_be_bytes(number))
}

/// Squares and multiplies; nothing is secret here. `exponent` is not zero.
fn raise(base: &BoxedMontyForm, exponent: u32) -> BoxedMontyForm {
    let mut power = base.clone();
    for bit in (0..exponent.ilog2()).rev() {
        power = power.square();
        if exponent >> bit & 1 == 1 {
            power = power.mul(base);
        }
    }
    power
}
