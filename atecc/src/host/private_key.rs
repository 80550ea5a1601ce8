/// The order of P-256, big-endian.
const ORDER: [u8; 32] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC,
    0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
];

/// Whether a big-endian number is a private key of P-256: not 0, and below the order of the curve. Takes constant time.
#[must_use]
pub fn is_private_key(scalar: &[u8; 32]) -> bool {
    let (mut borrow, mut any) = (0, 0);
    for (byte, order) in scalar.iter().zip(ORDER).rev() {
        let difference = i16::from(*byte) - i16::from(order) - borrow;
        borrow = difference >> 8 & 1;
        any |= *byte;
    }
    borrow == 1 && any != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_from_one_to_below_the_order() {
        let mut one = [0; 32];
        assert!(!is_private_key(&one));
        one[31] = 1;
        assert!(is_private_key(&one));
        assert!(!is_private_key(&ORDER));
        assert!(!is_private_key(&[0xFF; 32]));
        let mut last = ORDER;
        last[31] -= 1;
        assert!(is_private_key(&last));
        let mut more = ORDER;
        more[4] = 1;
        assert!(!is_private_key(&more));
    }
}
