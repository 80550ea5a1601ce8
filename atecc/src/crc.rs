//! The chip's CRC-16, which ends every packet and summarises a zone for [`Lock`](crate::command::Lock).

use crc::{Algorithm, Crc, Digest};

/// Polynomial 0x8005 from 0, bits of each byte taken least significant first, result as it stands.
const ALGORITHM: Algorithm<u16> = Algorithm {
    width: 16,
    poly: 0x8005,
    init: 0x0000,
    refin: true,
    refout: false,
    xorout: 0x0000,
    check: 0xBCDD,
    residue: 0x0000,
};

const CRC: Crc<u16> = Crc::<u16>::new(&ALGORITHM);

/// The CRC of `bytes`; on the wire its low byte goes first.
#[must_use]
pub const fn crc16(bytes: &[u8]) -> u16 {
    CRC.checksum(bytes)
}

/// A CRC that grows piece by piece, for the summary of a whole zone.
#[derive(Clone)]
pub struct Crc16(Digest<'static, u16>);

impl Crc16 {
    /// The CRC of nothing.
    #[must_use]
    pub fn new() -> Self {
        static CRC: Crc<u16> = Crc::<u16>::new(&ALGORITHM);
        Self(CRC.digest())
    }

    /// Appends `bytes`.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The CRC of all that was appended.
    #[must_use]
    pub fn finish(self) -> u16 {
        self.0.finalize()
    }
}

impl Default for Crc16 {
    fn default() -> Self {
        Self::new()
    }
}

impl core::fmt::Debug for Crc16 {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Crc16").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whole packets as the data sheet and the vendor's library print them.
    #[test]
    fn packets_of_the_data_sheet() {
        for packet in [
            [0x04, 0x00, 0x03, 0x40],
            [0x04, 0x01, 0x00, 0xC3],
            [0x04, 0x03, 0x83, 0x42],
            [0x04, 0x05, 0xC3, 0x43],
            [0x04, 0x07, 0x40, 0xC2],
            [0x04, 0x08, 0x60, 0xC0],
            [0x04, 0x0F, 0x23, 0x42],
            [0x04, 0x11, 0x33, 0x43],
            [0x04, 0xEE, 0x31, 0x41],
            [0x04, 0xFF, 0x01, 0x42],
        ] {
            assert_eq!(crc16(&packet[..2]).to_le_bytes(), packet[2..], "{packet:02x?}");
        }
        assert_eq!(crc16(&[0x07, 0x30, 0, 0, 0]).to_le_bytes(), [0x03, 0x5D]);
    }

    #[test]
    fn pieces_add_up() {
        let mut crc = Crc16::new();
        crc.update(b"1234");
        crc.update(b"56789");
        assert_eq!(crc.finish(), crc16(b"123456789"));
    }
}
