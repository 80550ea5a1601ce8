//! Bits as bytes of a UART: a low start bit makes the pulse that begins each, and a second low pulse right after it a zero.

/// Bytes of the UART that make one byte of the wire.
pub(crate) const FRAMES: usize = 8;

const ONE: u8 = 0x7F;
const ZERO: u8 = 0x7D;

/// One byte of the wire, as the UART sends it: least significant bit first.
pub(crate) fn encode(byte: u8) -> [u8; FRAMES] {
    let mut frames = [ONE; FRAMES];
    for (bit, frame) in frames.iter_mut().enumerate() {
        if byte >> bit & 1 == 0 {
            *frame = ZERO;
        }
    }
    frames
}

/// What the UART heard, as a byte of the wire. Pulses are short and clocks differ: a one is whatever is high from the second
/// data bit on, and everything else a zero.
pub(crate) fn decode(frames: &[u8; FRAMES]) -> u8 {
    let mut byte = 0;
    for (bit, frame) in frames.iter().enumerate() {
        // The UART may leave the eighth bit, which it does not have, at one.
        if (frame & ONE) ^ ONE < 2 {
            byte |= 1 << bit;
        }
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0x77: 0111 0111, written down from its last digit to its first.
    const COMMAND: [u8; 8] = [0x7F, 0x7F, 0x7F, 0x7D, 0x7F, 0x7F, 0x7F, 0x7D];
    /// 0x88: 1000 1000.
    const TRANSMIT: [u8; 8] = [0x7D, 0x7D, 0x7D, 0x7F, 0x7D, 0x7D, 0x7D, 0x7F];
    /// 0x03: 0000 0011.
    const THREE: [u8; 8] = [0x7F, 0x7F, 0x7D, 0x7D, 0x7D, 0x7D, 0x7D, 0x7D];

    #[test]
    fn bits_leave_least_significant_first() {
        assert_eq!(encode(0x77), COMMAND);
        assert_eq!(encode(0x88), TRANSMIT);
        assert_eq!(encode(0x03), THREE);
        assert_eq!(encode(0x00), [0x7D; 8]);
        assert_eq!(encode(0xFF), [0x7F; 8]);
    }

    #[test]
    fn every_byte_comes_back() {
        for byte in 0..=u8::MAX {
            assert_eq!(decode(&encode(byte)), byte);
        }
    }

    #[test]
    fn pulses_of_a_chip_need_not_be_those_of_a_uart() {
        // A late first edge still is a one; a second pulse that is longer, or comes later, is a zero.
        assert_eq!(decode(&[0x7F, 0x7E, 0x7D, 0x79, 0x7B, 0x73, 0x71, 0x00]), 0x03);
        // UARTs with 8 bits of room.
        assert_eq!(decode(&[0xFF, 0xFE, 0xFD, 0xF9, 0xFB, 0xF3, 0xF1, 0x80]), 0x03);
    }
}
