//! Where Read and Write are aimed: their zone byte and address, taken apart.

use atecc::policy::{Place, Width};
use atecc::{BLOCK_SIZE, Slot, WORD_SIZE, Zone};

use crate::packet::Command;
use crate::refused::{Fault, Reason};

/// Zone bit 7: 32 bytes instead of 4.
const BLOCK: u8 = 1 << 7;
/// Zone bit 6: an encrypted write.
pub(crate) const ENCRYPTED: u8 = 1 << 6;
/// Zone bits 0–1: the zone.
const ZONE: u8 = 0b11;

/// The bytes that Read and Write move.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) place: Place,
    /// The first byte, from the start of the place.
    pub(crate) start: usize,
    pub(crate) width: Width,
}

impl Span {
    pub(crate) const fn length(self) -> usize {
        match self.width {
            Width::Word => WORD_SIZE,
            Width::Block => BLOCK_SIZE,
        }
    }

    /// Decodes zone and address; `flags` are the zone bits that the command knows besides width and number.
    ///
    /// A block access looks at the block only: the word bits do not matter then.
    pub(crate) fn decode(command: &Command<'_>, flags: u8) -> Result<Self, Fault> {
        if command.param1 & !(ZONE | BLOCK | flags) != 0 {
            return Err(Fault::parse(Reason::Param1));
        }
        let zone = Zone::from_number(command.param1 & ZONE).ok_or(Fault::parse(Reason::Param1))?;
        let width = if command.param1 & BLOCK != 0 { Width::Block } else { Width::Word };
        let [low, high] = command.param2.to_le_bytes();
        let (place, block, size, unused) = match zone {
            Zone::Config => (Place::Config, low >> 3, atecc::ConfigZone::SIZE, high),
            Zone::Otp => (Place::Otp, low >> 3, crate::OTP_SIZE, high),
            Zone::Data => {
                let slot = Slot::from_nibble(low >> 3);
                (Place::Slot(slot), high, slot.size(), low & 0x80)
            }
        };
        let word = match width {
            Width::Word => usize::from(low & 0b111),
            Width::Block => 0,
        };
        let start = usize::from(block) * BLOCK_SIZE + word * WORD_SIZE;
        if unused != 0 || start >= size {
            return Err(Fault::parse(Reason::Param2));
        }
        Ok(Self { place, start, width })
    }
}
