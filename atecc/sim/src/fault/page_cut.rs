use p256::elliptic_curve::rand_core::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use super::Countdown;
use crate::eeprom::Eeprom;
use crate::i2c::SimI2c;

/// What the EEPROM page holds in whose write the supply failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageContent {
    /// What it held before.
    Old,
    /// What was to be written.
    New,
    /// Of each bit that was to change, the one or the other, by chance; the same seed gives the same bits.
    Torn {
        /// The seed.
        seed: u64,
    },
}

/// A page write that the supply is to fail in.
#[derive(Debug)]
pub(crate) struct PageCut {
    countdown: Option<Countdown>,
    content: PageContent,
}

impl PageCut {
    /// Goes through the pages that a command has changed: the seed of the random numbers, then those of the state file
    /// in its order. If the supply fails at one of them, `after` becomes what is left.
    pub(crate) fn happens(&mut self, before: &Eeprom, after: &mut Eeprom) -> bool {
        let seed_updates = after.seed_updates();
        if before.seed_updates() != seed_updates && Countdown::fires(&mut self.countdown) {
            *after = before.clone();
            // A torn seed is a new one as well: nobody knows the old one.
            if self.content != PageContent::Old {
                after.set_seed_updates(seed_updates);
            }
            return true;
        }
        let pages: Vec<_> = Eeprom::blocks()
            .filter(|(place, start, length)| {
                let page = |eeprom: &Eeprom| eeprom.block(*place, *start, *length).to_vec();
                page(before) != page(after)
            })
            .collect();
        let Some(cut) = pages.iter().position(|_| Countdown::fires(&mut self.countdown)) else {
            return false;
        };
        for (index, (place, start, length)) in pages.into_iter().enumerate().skip(cut) {
            let old = before.block(place, start, length);
            let page = if index == cut {
                self.content.of(old, after.block(place, start, length))
            } else {
                old.to_vec()
            };
            after.put(place, start, &page);
        }
        true
    }

    pub(crate) const fn is_pending(&self) -> bool {
        self.countdown.is_some()
    }
}

impl PageContent {
    fn of(self, old: &[u8], new: &[u8]) -> Vec<u8> {
        match self {
            Self::Old => old.to_vec(),
            Self::New => new.to_vec(),
            Self::Torn { seed } => {
                let mut rng = ChaCha20Rng::seed_from_u64(seed);
                let mut torn = |(old, new): (&u8, &u8)| {
                    let [written, ..] = rng.next_u32().to_le_bytes();
                    old & !written | new & written
                };
                old.iter().zip(new).map(&mut torn).collect()
            }
        }
    }
}

impl SimI2c {
    /// Interrupts the supply in the n-th write of an EEPROM page from now; the first one is 1.
    ///
    /// No public source tells the chip's pages: here a page is a block of 32 bytes, a shorter one at the end of a slot,
    /// and a command writes those that it changes in the order configuration, OTP, slots. The seed of the random numbers
    /// has a page of its own, which is written before all others.
    pub fn cut_power_at_page(&self, page: u64, content: PageContent) {
        self.chip().arm_page_cut(PageCut { countdown: Some(Countdown::new(page)), content });
    }

    /// Whether a fault that was armed at this chip or its bus is still to come.
    #[must_use]
    pub fn fault_is_pending(&self) -> bool {
        self.chip().fault_is_pending() || self.bus().with(|bus| bus.fault_is_pending())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_torn_page_mixes_bit_by_bit_and_repeatably() {
        let (old, new) = ([0x00; 32], [0xFF; 32]);
        let torn = PageContent::Torn { seed: 7 }.of(&old, &new);
        assert!(torn != old && torn != new);
        assert_eq!(torn, PageContent::Torn { seed: 7 }.of(&old, &new));
        assert_ne!(torn, PageContent::Torn { seed: 8 }.of(&old, &new));
        assert_eq!(PageContent::Torn { seed: 7 }.of(&new, &new), new, "what does not change cannot tear");
    }
}
