//! Where things are: slots, zones, blocks of 32 bytes and words of 4.

use core::fmt;

/// Bytes of a block, the larger unit of Read and Write.
pub const BLOCK_SIZE: usize = 32;
/// Bytes of a word, the smaller unit of Read and Write.
pub const WORD_SIZE: usize = 4;
/// Words of a block.
const WORDS_PER_BLOCK: u8 = 8;

/// One of the sixteen slots of the data zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(u8);

impl Slot {
    /// How many there are.
    pub const COUNT: u8 = 16;

    /// Slot `number`, or `None` from 16 up.
    #[must_use]
    pub const fn new(number: u8) -> Option<Self> {
        if number < Self::COUNT { Some(Self(number)) } else { None }
    }

    /// The slot whose number is the low four bits of `nibble`, as the fields of the configuration name slots.
    #[must_use]
    pub const fn from_nibble(nibble: u8) -> Self {
        Self(nibble & 0x0F)
    }

    /// All slots in their order.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT).map(Self)
    }

    /// 0 to 15.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Bytes: 36 in slots 0–7, 416 in slot 8, 72 in slots 9–15.
    #[must_use]
    pub const fn size(self) -> usize {
        match self.0 {
            0..=7 => 36,
            8 => 416,
            _ => 72,
        }
    }

    /// Blocks, the last of which may be partial.
    #[must_use]
    pub const fn blocks(self) -> u8 {
        match self.0 {
            0..=7 => 2,
            8 => 13,
            _ => 3,
        }
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Slot({})", self.0)
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One of the three zones of the EEPROM, with the numbers that Read and Write use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Zone {
    /// 128 bytes: identity, access rules, locks.
    Config = 0,
    /// 64 bytes, one-time programmable.
    Otp = 1,
    /// Sixteen slots.
    Data = 2,
}

impl Zone {
    /// The zone with a number, if there is one.
    #[must_use]
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Config),
            1 => Some(Self::Otp),
            2 => Some(Self::Data),
            _ => None,
        }
    }
}

/// The place of a word or a block, as Read and Write name it in their second parameter.
///
/// Configuration and OTP: `block << 3 | word`. Data: `block << 8 | slot << 3 | word`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Address {
    zone: Zone,
    param2: u16,
}

impl Address {
    /// A block of the configuration zone (0–3).
    #[must_use]
    pub const fn config_block(block: u8) -> Option<Self> {
        Self::linear(Zone::Config, 4, block, 0)
    }

    /// The word of the configuration zone that starts at `byte`, a multiple of 4 below 128.
    #[must_use]
    pub const fn config_word(byte: u8) -> Option<Self> {
        if byte.is_multiple_of(4) { Self::linear(Zone::Config, 4, byte / 32, byte % 32 / 4) } else { None }
    }

    /// A block of the OTP zone (0–1).
    #[must_use]
    pub const fn otp_block(block: u8) -> Option<Self> {
        Self::linear(Zone::Otp, 2, block, 0)
    }

    /// A block of a slot; the last one of a slot may be partial.
    #[must_use]
    pub const fn data_block(slot: Slot, block: u8) -> Option<Self> {
        Self::data_word(slot, block, 0)
    }

    /// A word of a slot.
    #[must_use]
    pub const fn data_word(slot: Slot, block: u8, word: u8) -> Option<Self> {
        let start = block as usize * BLOCK_SIZE + word as usize * WORD_SIZE;
        if block < slot.blocks() && word < WORDS_PER_BLOCK && start < slot.size() {
            let param2 = ((block as u16) << 8) | ((slot.0 as u16) << 3) | word as u16;
            Some(Self { zone: Zone::Data, param2 })
        } else {
            None
        }
    }

    const fn linear(zone: Zone, blocks: u8, block: u8, word: u8) -> Option<Self> {
        if block < blocks && word < WORDS_PER_BLOCK {
            Some(Self { zone, param2: ((block as u16) << 3) | word as u16 })
        } else {
            None
        }
    }

    /// The zone.
    #[must_use]
    pub const fn zone(self) -> Zone {
        self.zone
    }

    /// The slot, in the data zone.
    #[must_use]
    pub fn slot(self) -> Option<Slot> {
        let [low, _] = self.param2.to_le_bytes();
        (self.zone == Zone::Data).then(|| Slot::from_nibble(low >> 3))
    }

    /// The second parameter of Read and Write.
    #[must_use]
    pub const fn param2(self) -> u16 {
        self.param2
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.param2 & 7;
        match self.zone {
            Zone::Data => {
                write!(f, "slot {} block {} word {word}", (self.param2 >> 3) & 0x0F, self.param2 >> 8)
            }
            zone => write!(f, "{zone:?} block {} word {word}", self.param2 >> 3),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(number: u8) -> Slot {
        Slot::new(number).unwrap()
    }

    #[test]
    fn data_addresses_put_the_block_above_the_slot() {
        assert_eq!(Address::data_block(slot(8), 12).unwrap().param2(), 0x0C40);
        assert_eq!(Address::data_word(slot(9), 2, 1).unwrap().param2(), 0x0249);
        assert_eq!(Address::data_word(slot(1), 0, 7).unwrap().param2(), 0x000F);
    }

    #[test]
    fn linear_addresses_put_the_block_above_the_word() {
        assert_eq!(Address::config_block(3).unwrap().param2(), 0x18);
        assert_eq!(Address::config_word(84).unwrap().param2(), 0x15);
        assert_eq!(Address::otp_block(1).unwrap().param2(), 0x08);
    }

    #[test]
    fn places_outside_the_part_do_not_exist() {
        assert_eq!(Slot::new(16), None);
        assert_eq!(Address::config_block(4), None);
        assert_eq!(Address::config_word(128), None);
        assert_eq!(Address::config_word(86), None);
        assert_eq!(Address::otp_block(2), None);
        // Slot 0 ends after the first word of its second block, slot 9 after the second of its third.
        assert!(Address::data_word(slot(0), 1, 0).is_some());
        assert_eq!(Address::data_word(slot(0), 1, 1), None);
        assert_eq!(Address::data_block(slot(0), 2), None);
        assert!(Address::data_word(slot(9), 2, 1).is_some());
        assert_eq!(Address::data_word(slot(9), 2, 2), None);
        assert_eq!(Address::data_block(slot(8), 13), None);
    }
}
