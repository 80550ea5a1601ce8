//! RSASSA-PKCS1-v1_5 (RFC 8017, 8.2).

use core::iter;

use sha2::{Digest, Sha256, Sha384, Sha512};

use super::key::Encoded;

/// The `DigestInfo` of a hash function, without the digest (RFC 8017, 9.2, note 1).
pub(super) trait DigestInfo: Digest {
    const PREFIX: &'static [u8];
}

/// SEQUENCE { SEQUENCE { OID 2.16.840.1.101.3.4.2.`number`, NULL }, OCTET STRING of `len` bytes }
const fn prefix(number: u8, len: u8) -> [u8; 19] {
    let total = 17 + len;
    [0x30, total, 0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, number, 5, 0, 4, len]
}

impl DigestInfo for Sha256 {
    const PREFIX: &'static [u8] = &prefix(1, 32);
}

impl DigestInfo for Sha384 {
    const PREFIX: &'static [u8] = &prefix(2, 48);
}

impl DigestInfo for Sha512 {
    const PREFIX: &'static [u8] = &prefix(3, 64);
}

#[cfg(feature = "sha1")]
impl DigestInfo for sha1::Sha1 {
    // Its OID is 1.3.14.3.2.26.
    const PREFIX: &'static [u8] = &[0x30, 33, 0x30, 9, 6, 5, 0x2b, 14, 3, 2, 26, 5, 0, 4, 20];
}

/// Makes the only encoding there is and compares: to parse what came would be to trust it.
pub(super) fn verify<D: DigestInfo>(encoded: Encoded, message: &[u8]) -> Option<()> {
    let digest = D::digest(message);
    // 00 01, at least eight bytes FF, 00: the smallest modulus leaves room for many more.
    let padding = encoded.bytes.len().checked_sub(3 + D::PREFIX.len() + digest.len())?;
    let expected = [0, 1]
        .into_iter()
        .chain(iter::repeat_n(0xff, padding))
        .chain([0])
        .chain(D::PREFIX.iter().copied())
        .chain(digest.iter().copied());
    encoded.bytes.iter().copied().eq(expected).then_some(())
}
