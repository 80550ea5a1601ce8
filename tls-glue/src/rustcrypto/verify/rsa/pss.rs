//! RSASSA-PSS (RFC 8017, 8.1), as TLS has it: MGF1 with the same hash function, a salt as long as the digest.

use sha2::Digest;
use sha2::digest::Output;

use super::key::Encoded;

/// What the encoding ends with.
const TRAILER: u8 = 0xbc;

/// EMSA-PSS-VERIFY (9.1.2).
pub(super) fn verify<D: Digest>(encoded: Encoded, message: &[u8]) -> Option<()> {
    let mut bytes = encoded.bytes;
    // The encoding is one bit shorter than the modulus: what is above it has to be zero.
    let (encoding, mask) = match (encoded.bits - 1) % 8 {
        0 => (strip_zero(&mut bytes)?, u8::MAX),
        used => (&mut *bytes, (1 << used) - 1),
    };

    let (trailer, rest) = encoding.split_last_mut()?;
    let (block, hash) = rest.split_at_mut_checked(rest.len().checked_sub(<D as Digest>::output_size())?)?;
    if *trailer != TRAILER || *block.first()? & !mask != 0 {
        return None;
    }
    unmask::<D>(block, hash);
    *block.first_mut()? &= mask;
    let salt = salt::<D>(block)?;
    let expected =
        D::new().chain_update([0; 8]).chain_update(D::digest(message)).chain_update(salt).finalize();
    (expected.as_slice() == hash).then_some(())
}

/// Without the leading byte, if that is zero.
fn strip_zero(bytes: &mut [u8]) -> Option<&mut [u8]> {
    bytes.split_first_mut().and_then(|(first, rest)| (*first == 0).then_some(rest))
}

/// XORs `block` with MGF1 of `seed` (RFC 8017, B.2.1).
fn unmask<D: Digest>(block: &mut [u8], seed: &[u8]) {
    for (counter, chunk) in (0_u32..).zip(block.chunks_mut(<D as Digest>::output_size())) {
        let mask: Output<D> = D::new().chain_update(seed).chain_update(counter.to_be_bytes()).finalize();
        chunk.iter_mut().zip(mask).for_each(|(byte, mask)| *byte ^= mask);
    }
}

/// The salt after the padding: zeros, then a one.
fn salt<D: Digest>(block: &[u8]) -> Option<&[u8]> {
    let (padding, salt) = block.split_at_checked(block.len().checked_sub(<D as Digest>::output_size())?)?;
    let (one, zeros) = padding.split_last()?;
    (*one == 1 && zeros.iter().all(|byte| *byte == 0)).then_some(salt)
}
