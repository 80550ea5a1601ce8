use super::{Refusal, Rule, Rules};
use crate::config::offset;
use crate::{ConfigZone, Slot};

/// LastKeyUse (configuration bytes 68–83 of the ATECC508A): what is left of the uses of slot 15, a bit each.
///
/// They are cleared from bit 7 of byte 68 on; nothing sets them again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastKeyUse([u8; Self::SIZE]);

impl LastKeyUse {
    const SIZE: usize = 16;
    /// The only slot that it is for.
    const SLOT: u8 = 15;

    /// That of a configuration.
    #[must_use]
    pub fn of(config: &ConfigZone) -> Self {
        let bytes = config.as_bytes().get(offset::LAST_KEY_USE..).and_then(|tail| tail.first_chunk());
        Self(bytes.copied().unwrap_or_default())
    }

    /// Uses left: at most 128.
    #[must_use]
    pub fn left(self) -> u32 {
        self.0.iter().map(|byte| byte.count_ones()).sum()
    }

    /// The configuration after one more use.
    pub fn spend(config: &mut ConfigZone) {
        let bytes = config.as_bytes_mut().iter_mut().skip(offset::LAST_KEY_USE).take(Self::SIZE);
        if let Some(byte) = bytes.into_iter().find(|byte| **byte != 0) {
            *byte &= !(1 << (u8::BITS - 1 - byte.leading_zeros()));
        }
    }
}

impl Rules<'_> {
    /// Whether the uses of `slot` are counted in LastKeyUse instead of Counter 0.
    pub(super) fn counts_in_last_key_use(&self, slot: Slot) -> bool {
        self.options.last_key_use && self.config.is_atecc508a() && slot.number() == LastKeyUse::SLOT
    }

    /// Whether LastKeyUse has one left.
    pub(super) fn last_key_use(&self, slot: Slot) -> Result<(), Refusal> {
        if LastKeyUse::of(self.config).left() == 0 {
            return Err(Refusal::execution(Rule::LastKeyUse { slot }));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_go_from_the_first_byte_on_highest_first_and_never_come_back() {
        let mut config = ConfigZone::new([0xFF; ConfigZone::SIZE]);
        LastKeyUse::spend(&mut config);
        assert_eq!(config.as_bytes()[68..70], [0x7F, 0xFF]);
        for left in (0..127).rev() {
            LastKeyUse::spend(&mut config);
            assert_eq!(LastKeyUse::of(&config).left(), left);
        }
        LastKeyUse::spend(&mut config);
        assert_eq!(config.as_bytes()[67..85], [[0xFF].as_slice(), &[0; 16], &[0xFF]].concat());
    }
}
