use super::Cause;
use super::case::Case;
use crate::policy::{Place, Width};
use crate::{BLOCK_SIZE, ConfigZone, Slot, WORD_SIZE, Zone};

/// Zone bit 7: 32 bytes instead of 4.
const BLOCK: u8 = 1 << 7;
/// Zone bit 6: an encrypted write.
pub(super) const ENCRYPTED: u8 = 1 << 6;
/// Zone bits 0–1: the zone.
const ZONE: u8 = 0b11;
/// Bytes of the OTP zone.
pub(super) const OTP_SIZE: usize = 64;

/// Where Read and Write are aimed.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub(super) place: Place,
    /// The first byte, from the start of the place.
    pub(super) start: usize,
    pub(super) width: Width,
}

impl Span {
    /// Takes zone and address apart; `flags` are the zone bits that the command knows besides width and number.
    pub(super) fn of(case: &Case<'_>, flags: u8) -> Result<Self, Cause> {
        case.mode_bits(ZONE | BLOCK | flags)?;
        let zone = Zone::from_number(case.param1() & ZONE).ok_or_else(|| case.bad_param1())?;
        let [low, high] = case.packet.param2.to_le_bytes();
        let (place, block, size, unused) = match zone {
            Zone::Config => (Place::Config, low >> 3, ConfigZone::SIZE, high),
            Zone::Otp => (Place::Otp, low >> 3, OTP_SIZE, high),
            Zone::Data => {
                let slot = Slot::from_nibble(low >> 3);
                (Place::Slot(slot), high, slot.size(), low & 0x80)
            }
        };
        // A block access does not look at the word.
        let (width, word) = match case.param1() & BLOCK {
            0 => (Width::Word, usize::from(low & 0b111)),
            _ => (Width::Block, 0),
        };
        let start = usize::from(block) * BLOCK_SIZE + word * WORD_SIZE;
        if unused != 0 || start >= size {
            return Err(case.bad_param2());
        }
        Ok(Self { place, start, width })
    }

    pub(super) const fn length(self) -> usize {
        match self.width {
            Width::Word => WORD_SIZE,
            Width::Block => BLOCK_SIZE,
        }
    }
}
