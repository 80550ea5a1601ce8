use super::{Refusal, Rule, Rules, TempKeyRule};
use crate::Slot;

/// TempKey.SourceFlag: where the value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Source {
    /// 0: the chip's random number generator took part.
    #[default]
    Random,
    /// 1: the host chose all of it.
    Fixed,
}

/// The flags of TempKey; the value itself decides nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TempKeyFlags {
    /// Valid: there is a value.
    pub valid: bool,
    /// SourceFlag.
    pub source: Source,
    /// GenDigData: GenDig put a slot's value in last.
    pub gen_dig_data: bool,
    /// GenKeyData: GenKey put a public key in last.
    pub gen_key_data: bool,
    /// NoMacFlag: a slot with NoMac took part.
    pub no_mac: bool,
    /// KeyID: the slot of GenDigData or GenKeyData (0–15).
    pub key_id: u8,
}

impl TempKeyFlags {
    const NO_MAC: u8 = 1 << 7;
    const GEN_KEY_DATA: u8 = 1 << 6;
    const GEN_DIG_DATA: u8 = 1 << 5;
    const SOURCE: u8 = 1 << 4;
    const VALID: u8 = 1 << 7;

    /// The flags in the first two bytes of the answer to Info(State).
    #[must_use]
    pub const fn from_state([first, second]: [u8; 2]) -> Self {
        Self {
            valid: second & Self::VALID != 0,
            source: if first & Self::SOURCE != 0 { Source::Fixed } else { Source::Random },
            gen_dig_data: first & Self::GEN_DIG_DATA != 0,
            gen_key_data: first & Self::GEN_KEY_DATA != 0,
            no_mac: first & Self::NO_MAC != 0,
            key_id: first & 0x0F,
        }
    }

    /// The first two bytes of the answer to Info(State), as far as TempKey goes.
    #[must_use]
    pub const fn to_state(self) -> [u8; 2] {
        const fn bit(set: bool, mask: u8) -> u8 {
            if set { mask } else { 0 }
        }
        let first = bit(self.no_mac, Self::NO_MAC)
            | bit(self.gen_key_data, Self::GEN_KEY_DATA)
            | bit(self.gen_dig_data, Self::GEN_DIG_DATA)
            | bit(matches!(self.source, Source::Fixed), Self::SOURCE)
            | self.key_id & 0x0F;
        [first, bit(self.valid, Self::VALID)]
    }
}

impl Rules<'_> {
    /// Whether TempKey has a value at all.
    ///
    /// # Errors
    /// [`TempKeyRule::Invalid`].
    pub fn temp_key_valid(&self) -> Result<(), Refusal> {
        if self.temp_key.valid { Ok(()) } else { Err(self.temp_key_refusal(TempKeyRule::Invalid)) }
    }

    /// Whether TempKey has a value from `source`.
    ///
    /// # Errors
    /// [`TempKeyRule::Invalid`], [`TempKeyRule::NotRandom`] or [`TempKeyRule::NotFixed`].
    pub fn temp_key_source(&self, source: Source) -> Result<(), Refusal> {
        self.temp_key_valid()?;
        match source {
            wanted if wanted == self.temp_key.source => Ok(()),
            Source::Random => Err(self.temp_key_refusal(TempKeyRule::NotRandom)),
            Source::Fixed => Err(self.temp_key_refusal(TempKeyRule::NotFixed)),
        }
    }

    /// Whether TempKey may encrypt a read under `key`: GenDig of that slot on a random nonce.
    pub(super) fn temp_key_reads(&self, key: Slot) -> Result<(), Refusal> {
        self.temp_key_writes(key)?;
        match self.temp_key.source {
            Source::Random => Ok(()),
            Source::Fixed => Err(self.temp_key_refusal(TempKeyRule::NotRandom)),
        }
    }

    /// Whether TempKey may encrypt a write under `key`: GenDig of that slot, on any nonce.
    pub(super) fn temp_key_writes(&self, key: Slot) -> Result<(), Refusal> {
        self.temp_key_valid()?;
        if !self.temp_key.gen_dig_data {
            Err(self.temp_key_refusal(TempKeyRule::NoGenDig { needed: key }))
        } else if self.temp_key.key_id != key.number() {
            Err(self.temp_key_refusal(TempKeyRule::OtherKey { needed: key }))
        } else {
            Ok(())
        }
    }

    pub(super) const fn temp_key_refusal(&self, why: TempKeyRule) -> Refusal {
        Refusal::execution(Rule::TempKey { flags: self.temp_key, why })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_survives_the_round_trip() {
        for first in 0..=u8::MAX {
            for second in [0x00, 0x80] {
                assert_eq!(TempKeyFlags::from_state([first, second]).to_state(), [first, second]);
            }
        }
    }

    #[test]
    fn source_flag_is_set_when_the_host_chose_the_value() {
        let flags = TempKeyFlags { valid: true, source: Source::Fixed, ..TempKeyFlags::default() };
        assert_eq!(flags.to_state(), [0x10, 0x80]);
    }
}
