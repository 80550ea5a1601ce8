//! The formatting of NIST SP 800-38C, appendix A (RFC 3610).

use super::{Block, Counter, length};
use crate::Misuse;
use crate::command::AES_BLOCK;

/// Flags of the first block: additional data there is.
const WITH_AAD: u8 = 1 << 6;
/// Additional data from here on has a length of six bytes, and from 2^32 on of ten.
const LONG_AAD: u64 = 0xFF00;

/// What CCM puts round nonce and data.
pub(crate) struct CcmFormat<'a> {
    nonce: &'a [u8],
    aad_len: u64,
    data_len: u64,
    tag_len: usize,
}

impl<'a> CcmFormat<'a> {
    /// # Errors
    /// [`Misuse::Nonce`], [`Misuse::TagLength`].
    pub(crate) fn new(nonce: &'a [u8], aad: &[u8], data: &[u8], tag: &[u8]) -> Result<Self, Misuse> {
        if !matches!(tag.len(), 4 | 6 | 8 | 10 | 12 | 14 | 16) {
            return Err(Misuse::TagLength);
        }
        if !(7..=13).contains(&nonce.len()) {
            return Err(Misuse::Nonce);
        }
        let (aad_len, data_len) = (length(aad), length(data));
        let format = Self { nonce, aad_len, data_len, tag_len: tag.len() };
        // The longer the nonce, the fewer bytes are left to count in.
        let countable = 8 * u32::try_from(format.counting()).unwrap_or(0);
        if data_len.checked_shr(countable).is_some_and(|beyond| beyond != 0) {
            return Err(Misuse::Nonce);
        }
        Ok(format)
    }

    /// Bytes of a block that count: q.
    const fn counting(&self) -> usize {
        AES_BLOCK - 1 - self.nonce.len()
    }

    /// `flags`, the nonce, and `number` in the bytes that are left.
    fn block(&self, flags: u8, number: u64) -> Block {
        let mut block = [0; AES_BLOCK];
        for (to, from) in block.iter_mut().zip([flags].iter().chain(self.nonce)) {
            *to = *from;
        }
        for (to, from) in block.iter_mut().rev().take(self.counting()).zip(number.to_le_bytes()) {
            *to = from;
        }
        block
    }

    /// Less one, as the flags have it: at most 7.
    fn counting_flag(&self) -> u8 {
        u8::try_from(self.counting() - 1).unwrap_or(7)
    }

    /// B0, the first block of the MAC.
    pub(crate) fn first(&self) -> Block {
        let tag = u8::try_from((self.tag_len - 2) / 2).unwrap_or(7) << 3;
        let aad = if self.aad_len > 0 { WITH_AAD } else { 0 };
        self.block(aad | tag | self.counting_flag(), self.data_len)
    }

    /// What the MAC has in front of the additional data: its length, if there is any.
    pub(crate) fn aad_length(&self) -> AadLength {
        AadLength::new(self.aad_len)
    }

    /// A0: its encryption masks the tag, those that follow are the key stream.
    pub(crate) fn counter(&self) -> Counter {
        Counter::new(self.block(self.counting_flag(), 0), self.counting())
    }
}

/// The length of the additional data in front of it: 0, 2, 6 or 10 bytes.
pub(crate) struct AadLength {
    bytes: [u8; 10],
    len: usize,
}

impl AadLength {
    fn new(len: u64) -> Self {
        let [.., a, b, c, d, e, f, g, h] = len.to_be_bytes();
        let (bytes, len) = match len {
            0 => ([0; 10], 0),
            1..LONG_AAD => ([g, h, 0, 0, 0, 0, 0, 0, 0, 0], 2),
            LONG_AAD..0x1_0000_0000 => ([0xFF, 0xFE, e, f, g, h, 0, 0, 0, 0], 6),
            _ => ([0xFF, 0xFF, a, b, c, d, e, f, g, h], 10),
        };
        Self { bytes, len }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_blocks_of_sp_800_38c() {
        // Examples 1 and 2 of its appendix C.
        let nonce = [0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16];
        let format = CcmFormat::new(&nonce, &[0; 8], &[0; 4], &[0; 4]).unwrap();
        assert_eq!(format.first(), 0x4f101112131415160000000000000004_u128.to_be_bytes());
        let nonce = [0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17];
        let format = CcmFormat::new(&nonce, &[0; 16], &[0; 16], &[0; 6]).unwrap();
        assert_eq!(format.first(), 0x56101112131415161700000000000010_u128.to_be_bytes());
    }

    #[test]
    fn the_length_of_additional_data_grows_with_it() {
        let encoded = |len| AadLength::new(len).as_bytes().to_vec();
        assert!(encoded(0).is_empty());
        assert_eq!(encoded(0xFEFF), [0xFE, 0xFF]);
        assert_eq!(encoded(0xFF00), [0xFF, 0xFE, 0, 0, 0xFF, 0]);
        assert_eq!(encoded(0x1_0203_0405), [0xFF, 0xFF, 0, 0, 0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn what_sp_800_38c_does_not_allow_is_misuse() {
        let misuse = |nonce, data, tag| CcmFormat::new(nonce, &[], data, tag).err();
        assert_eq!(misuse(&[0; 6], &[], &[0; 4]), Some(Misuse::Nonce));
        assert_eq!(misuse(&[0; 14], &[], &[0; 4]), Some(Misuse::Nonce));
        assert_eq!(misuse(&[0; 13], &[0; 0xFFFF], &[0; 4]), None);
        assert_eq!(misuse(&[0; 13], &[0; 0x1_0000], &[0; 4]), Some(Misuse::Nonce));
        for len in [0, 2, 5, 15] {
            assert_eq!(misuse(&[0; 7], &[], &[0; 16][..len]), Some(Misuse::TagLength), "{len}");
        }
    }
}
