//! The padding of PKCS #7 (RFC 5652, 6.3), which makes data of any length whole blocks for CBC.
//!
//! CBC does not notice a change of its data. Whoever decrypts what an attacker may have changed, and lets show whether the
//! padding was right, lets the attacker read it: check a MAC over the encrypted data first, or use GCM or CCM.

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq, ConstantTimeLess};

use crate::command::AES_BLOCK;

/// Pads the first `len` bytes of `buffer`: 1 to 16 bytes are added. Gives the blocks, or `None` if `buffer` has no
/// room for them.
#[must_use]
pub fn pad(buffer: &mut [u8], len: usize) -> Option<&mut [u8]> {
    let padding = AES_BLOCK - len % AES_BLOCK;
    let padded = buffer.get_mut(..len.checked_add(padding)?)?;
    padded.get_mut(len..)?.fill(u8::try_from(padding).ok()?);
    Some(padded)
}

/// Takes the padding off, in a time that depends on the length of `data` only. `None` if it is not what [`pad`] gives.
#[must_use]
pub fn unpad(data: &[u8]) -> Option<&[u8]> {
    let block = data.last_chunk::<AES_BLOCK>()?;
    let [.., padding] = *block;
    let mut good = Choice::from(u8::from(data.len().is_multiple_of(AES_BLOCK)));
    good &= !padding.ct_eq(&0) & padding.ct_lt(&17);
    for (distance, byte) in (0_u8..).zip(block.iter().rev()) {
        let expected = u8::conditional_select(byte, &padding, distance.ct_lt(&padding));
        good &= expected.ct_eq(byte);
    }
    if good.into() { data.get(..data.len() - usize::from(padding)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_padded_comes_back_at_every_length() {
        for len in 0..40 {
            let mut buffer = [0xAA; 48];
            let padded = pad(&mut buffer, len).unwrap();
            assert!(padded.len() > len && padded.len().is_multiple_of(16) && padded.len() <= len + 16);
            assert_eq!(unpad(padded).unwrap(), &[0xAA; 48][..len]);
        }
        assert!(pad(&mut [0; 48], 48).is_none(), "a whole block more");
        assert!(pad(&mut [0; 48], usize::MAX).is_none());
    }

    #[test]
    fn what_is_no_padding_is_refused() {
        assert!(unpad(&[]).is_none());
        assert!(unpad(&[1; 15]).is_none());
        assert!(unpad(&[1; 17]).is_none(), "no whole blocks");
        assert!(unpad(&[0; 16]).is_none());
        assert!(unpad(&[17; 32]).is_none());
        for wrong in 13..15 {
            let mut block = [3; 16];
            block[wrong] = 4;
            assert!(unpad(&block).is_none(), "byte {wrong}");
        }
        assert_eq!(unpad(&[16; 16]), Some(&[][..]));
        assert_eq!(unpad(&[3; 16]), Some(&[3; 13][..]));
    }
}
