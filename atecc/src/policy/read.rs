use super::{KeyConfigRule, PhaseRule, Refusal, Rules, SlotConfigRule};
use crate::Slot;
use crate::config::Phase;

/// What Read or Write is aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The configuration zone.
    Config,
    /// The OTP zone.
    Otp,
    /// A slot of the data zone.
    Slot(Slot),
}

/// How much Read or Write moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Width {
    /// 4 bytes.
    Word,
    /// 32 bytes.
    Block,
}

/// How a permitted Read answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadAccess {
    /// As it is.
    Clear,
    /// XORed with TempKey, which holds a digest of the key in this slot.
    Encrypted(Slot),
}

impl Rules<'_> {
    /// Read. An encrypted read also needs the right TempKey, which is checked here.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn read(&self, place: Place, width: Width) -> Result<ReadAccess, Refusal> {
        let access = match place {
            Place::Config => return Ok(ReadAccess::Clear),
            Place::Otp => ReadAccess::Clear,
            Place::Slot(_) if self.config.phase() != Phase::Operational => ReadAccess::Clear,
            Place::Slot(slot) => self.read_slot(slot, width)?,
        };
        match self.config.phase() {
            Phase::Blank => Err(self.phase_refusal(PhaseRule::ConfigUnlocked)),
            Phase::Configured => Err(self.phase_refusal(PhaseRule::UnreadableUntilLocked)),
            Phase::Operational => Ok(access),
        }
    }

    /// What SlotConfig and KeyConfig say about reading a slot once data is locked.
    fn read_slot(&self, slot: Slot, width: Width) -> Result<ReadAccess, Refusal> {
        if self.config.key_config(slot).is_private() {
            return Err(self.key_config_refusal(slot, KeyConfigRule::PrivateUnreadable));
        }
        let config = self.config.slot_config(slot);
        match (config.is_secret(), config.encrypt_read(), width) {
            (false, false, _) => Ok(ReadAccess::Clear),
            (true, true, Width::Word) => Err(self.slot_config_refusal(slot, SlotConfigRule::BlocksOnly)),
            (true, true, Width::Block) => {
                self.temp_key_reads(config.read_key())?;
                Ok(ReadAccess::Encrypted(config.read_key()))
            }
            _ => Err(self.slot_config_refusal(slot, SlotConfigRule::NeverReadable)),
        }
    }
}
