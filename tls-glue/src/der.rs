//! From the element's raw r‖s to the DER that TLS wants, and back.

use core::{fmt, iter};

/// An ECDSA P-256 signature as a DER `ECDSA-Sig-Value` (RFC 3279 2.2.3): `SEQUENCE { r INTEGER, s INTEGER }`.
///
/// An INTEGER is as short as it can be and signed: leading zero bytes go, and one comes back where the top bit is
/// set. Signatures therefore differ in length, from 8 bytes (never seen in practice) to [`DerSignature::MAX_LEN`].
#[derive(Clone, Copy)]
pub struct DerSignature {
    bytes: [u8; Self::MAX_LEN],
    len: usize,
}

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
/// Tag and length, both one byte here.
const HEADER: usize = 2;
const SCALAR: usize = 32;

impl DerSignature {
    /// The longest encoding: both scalars have their top bit set.
    pub const MAX_LEN: usize = HEADER + 2 * (HEADER + 1 + SCALAR);

    /// Encodes r‖s (big-endian, 32 bytes each).
    #[must_use]
    pub fn from_raw(raw: &[u8; 2 * SCALAR]) -> Self {
        let (r, s) = raw.split_at(SCALAR);
        let (r, s) = (Integer::new(r), Integer::new(s));
        let body = 2 * HEADER + r.len() + s.len();
        let encoding = [SEQUENCE, length(body)].into_iter().chain(r.encoding()).chain(s.encoding());
        let mut bytes = [0; Self::MAX_LEN];
        for (place, byte) in iter::zip(&mut bytes, encoding) {
            *place = byte;
        }
        Self { bytes, len: HEADER + body }
    }

    /// The encoding.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// Decodes a DER signature to r‖s; `None` for anything that [`DerSignature::from_raw`] would not have written.
pub(crate) fn to_raw(der: &[u8]) -> Option<[u8; 2 * SCALAR]> {
    let (r, rest) = split_integer(der.get(HEADER..)?)?;
    let (s, rest) = split_integer(rest)?;
    let mut raw = [0; 2 * SCALAR];
    let (r_place, s_place) = raw.split_at_mut(SCALAR);
    copy_right(r, r_place)?;
    copy_right(s, s_place)?;
    // There is one encoding of each signature: whatever differs from it is none.
    let canonical = DerSignature::from_raw(&raw);
    (rest.is_empty() && canonical.as_bytes() == der).then_some(raw)
}

/// The digits of the INTEGER at the beginning, and what follows it.
fn split_integer(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (header, rest) = der.split_at_checked(HEADER)?;
    let len = usize::from(*header.get(1)?);
    let (digits, rest) = rest.split_at_checked(len)?;
    Some((digits.strip_prefix(&[0]).unwrap_or(digits), rest))
}

/// Copies `digits` to the end of `place`, which is zero.
fn copy_right(digits: &[u8], place: &mut [u8]) -> Option<()> {
    let start = place.len().checked_sub(digits.len())?;
    place.get_mut(start..)?.copy_from_slice(digits);
    Some(())
}

impl fmt::Debug for DerSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DerSignature").field(&self.as_bytes()).finish()
    }
}

/// A non-negative number without superfluous leading zeros.
struct Integer<'a> {
    padded: bool,
    digits: &'a [u8],
}

impl<'a> Integer<'a> {
    fn new(scalar: &'a [u8]) -> Self {
        // Zero itself keeps one digit.
        let zeros = scalar.iter().take_while(|byte| **byte == 0).count().min(SCALAR - 1);
        let digits = scalar.get(zeros..).unwrap_or_default();
        Self { padded: digits.first().is_some_and(|byte| byte & 0x80 != 0), digits }
    }

    fn len(&self) -> usize {
        usize::from(self.padded) + self.digits.len()
    }

    fn encoding(&self) -> impl Iterator<Item = u8> {
        let pad = self.padded.then_some(0);
        [INTEGER, length(self.len())].into_iter().chain(pad).chain(self.digits.iter().copied())
    }
}

/// A length of the short form.
#[expect(clippy::cast_possible_truncation, reason = "at most MAX_LEN, which is below 128")]
const fn length(len: usize) -> u8 {
    const { assert!(DerSignature::MAX_LEN < 128) };
    len as u8
}
