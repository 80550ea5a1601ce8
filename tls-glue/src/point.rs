//! Whether what a peer says is a point of P-256 is one, decided here: not every element checks, and none says it in the same
//! words. Nothing secret is involved, so time may depend on the values.

use core::iter;

/// What an uncompressed point begins with (SEC 1, 2.3.3).
pub(crate) const UNCOMPRESSED: u8 = 0x04;

/// A 256-bit number, least significant limb first.
type Number = [u64; 4];

/// The field's prime and the coefficient b (FIPS 186-5 / SP 800-186, 3.2.1.3).
const P: Number = [0xffff_ffff_ffff_ffff, 0x0000_0000_ffff_ffff, 0, 0xffff_ffff_0000_0001];
const B: Number =
    [0x3bce_3c3e_27d2_604b, 0x651d_06b0_cc53_b0f6, 0xb3eb_bd55_7698_86bc, 0x5ac6_35d8_aa3a_93e7];

/// X‖Y of an uncompressed point on the curve, which key shares (RFC 8446, 4.2.8.2) and keys of certificates (RFC 5480, 2.2)
/// are. `None` if this is none.
pub(crate) fn from_uncompressed(bytes: &[u8]) -> Option<&[u8; 64]> {
    let (&UNCOMPRESSED, point) = bytes.split_first()? else { return None };
    let point: &[u8; 64] = point.try_into().ok()?;
    is_on_curve(point).then_some(point)
}

fn is_on_curve(point: &[u8; 64]) -> bool {
    let (x, y) = point.split_at(32);
    let (Some(x), Some(y)) = (coordinate(x), coordinate(y)) else { return false };
    // y² = x³ - 3x + b, without subtracting.
    let left = add(&multiply(&y, &y), &add(&x, &add(&x, &x)));
    let right = add(&multiply(&multiply(&x, &x), &x), &B);
    left == right
}

/// Thirty-two big-endian bytes below the prime.
fn coordinate(bytes: &[u8]) -> Option<Number> {
    let mut number = [0; 4];
    for (limb, bytes) in number.iter_mut().rev().zip(bytes.chunks_exact(8)) {
        *limb = u64::from_be_bytes(bytes.try_into().ok()?);
    }
    let (_, below) = difference(&number, &P);
    below.then_some(number)
}

/// The sum modulo the prime, of two numbers below it.
fn add(a: &Number, b: &Number) -> Number {
    let (mut sum, mut carry) = ([0; 4], false);
    for (limb, (a, b)) in sum.iter_mut().zip(iter::zip(a, b)) {
        (*limb, carry) = limbs(u64::overflowing_add, *a, *b, carry);
    }
    let (reduced, below) = difference(&sum, &P);
    if carry || !below { reduced } else { sum }
}

/// `a - b` modulo 2²⁵⁶, and whether `a` is the smaller one.
fn difference(a: &Number, b: &Number) -> (Number, bool) {
    let (mut rest, mut borrow) = ([0; 4], false);
    for (limb, (a, b)) in rest.iter_mut().zip(iter::zip(a, b)) {
        (*limb, borrow) = limbs(u64::overflowing_sub, *a, *b, borrow);
    }
    (rest, borrow)
}

fn limbs(operation: fn(u64, u64) -> (u64, bool), a: u64, b: u64, carry: bool) -> (u64, bool) {
    let (once, first) = operation(a, b);
    let (twice, second) = operation(once, u64::from(carry));
    (twice, first | second)
}

/// The product modulo the prime: doubling and adding, which is small and fast enough for three of them.
fn multiply(a: &Number, b: &Number) -> Number {
    let mut product = [0; 4];
    for limb in b.iter().rev() {
        for bit in (0..u64::BITS).rev() {
            product = add(&product, &product);
            if limb >> bit & 1 == 1 {
                product = add(&product, a);
            }
        }
    }
    product
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use p256::elliptic_curve::sec1::ToSec1Point;

    use super::*;

    fn share_of(scalar: &[u8; 32]) -> Vec<u8> {
        p256::SecretKey::from_slice(scalar).unwrap().public_key().to_sec1_point(false).as_bytes().to_vec()
    }

    proptest::proptest! {
        #[test]
        fn points_of_other_peoples_software_are_points(scalar in proptest::array::uniform32(1..=0xfe_u8)) {
            let share = share_of(&scalar);
            proptest::prop_assert_eq!(from_uncompressed(&share).map(|point| &point[..]), Some(&share[1..]));
        }

        #[test]
        fn one_wrong_bit_is_no_point(scalar in proptest::array::uniform32(1..=0xfe_u8), bit in 0..520_usize) {
            let mut share = share_of(&scalar);
            share[bit / 8] ^= 1 << (bit % 8);
            let theirs = share[0] == UNCOMPRESSED && p256::PublicKey::from_sec1_bytes(&share).is_ok();
            proptest::prop_assert_eq!(from_uncompressed(&share).is_some(), theirs);
        }
    }

    #[test]
    fn a_coordinate_is_below_the_prime() {
        // A point whose x is small: x + p is the same number modulo the prime, and must be refused.
        let x = (0_u8..=255).find(|x| {
            let compressed = [&[2][..], &[0; 31], &[*x]].concat();
            p256::PublicKey::from_sec1_bytes(&compressed).is_ok()
        });
        let x = x.unwrap();
        let point = p256::PublicKey::from_sec1_bytes(&[&[2][..], &[0; 31], &[x]].concat()).unwrap();
        let mut share = point.to_sec1_point(false).as_bytes().to_vec();
        assert!(from_uncompressed(&share).is_some());
        let mut carried = u16::from(x);
        for (place, digit) in share[1..33].iter_mut().rev().zip(P.iter().flat_map(|limb| limb.to_le_bytes()))
        {
            carried += u16::from(digit);
            *place = carried.to_le_bytes()[0];
            carried >>= 8;
        }
        assert_eq!(carried, 0);
        assert!(from_uncompressed(&share).is_none());
    }

    #[test]
    fn other_encodings_are_refused() {
        let share = share_of(&[7; 32]);
        for wrong in [&[][..], &share[1..], &share[..64], &[&share[..], &[0]].concat(), &[0; 65], &[4; 65]] {
            assert!(from_uncompressed(wrong).is_none(), "{wrong:?}");
        }
        let mut infinity = [0; 65];
        infinity[0] = UNCOMPRESSED;
        assert!(from_uncompressed(&infinity).is_none());
    }
}
