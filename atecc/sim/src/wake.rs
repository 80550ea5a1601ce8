//! How long ordinary bus traffic holds SDA low: that is all a sleeping chip sees of it.

/// The general call: a write to it is how hosts wake the chip.
pub(crate) const GENERAL_CALL: u8 = 0x00;

const NS_PER_S: u64 = 1_000_000_000;

/// The time of one bit, nanoseconds.
pub(crate) const fn bit_ns(bus_hz: u32) -> u64 {
    NS_PER_S / (if bus_hz == 0 { 1 } else { bus_hz }) as u64
}

/// The longest time that SDA is low while `byte` goes over the bus, nanoseconds: its longest run of zero
/// bits. The edges around a start are not counted, so that a chip which wakes here does wake on a board.
pub(crate) fn low_ns(byte: u8, bus_hz: u32) -> u64 {
    let (mut run, mut longest) = (0, 0);
    for bit in (0..u8::BITS).rev() {
        run = if byte >> bit & 1 == 0 { run + 1 } else { 0 };
        longest = run.max(longest);
    }
    longest * bit_ns(bus_hz)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chip::WAKE_PULSE_NS;

    #[test]
    fn a_general_call_wakes_up_to_133_khz() {
        assert!(low_ns(0x00, 100_000) >= WAKE_PULSE_NS);
        assert!(low_ns(0x00, 133_000) >= WAKE_PULSE_NS);
        assert!(low_ns(0x00, 134_000) < WAKE_PULSE_NS);
    }

    #[test]
    fn other_addresses_wake_when_the_clock_is_slow_enough() {
        // 0xC0: six zeros. 0xC1 (the same chip, a read): five.
        assert_eq!(low_ns(0xC0, 100_000), 60_000);
        assert_eq!(low_ns(0xC1, 100_000), 50_000);
        assert_eq!(low_ns(0xFF, 1_000), 0);
        assert_eq!(low_ns(0xFE, 1_000), 1_000_000);
    }
}
