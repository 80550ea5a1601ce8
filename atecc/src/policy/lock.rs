use super::{KeyConfigRule, PhaseRule, Refusal, Rule, Rules};
use crate::Slot;
use crate::config::Phase;

/// What Lock locks for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LockTarget {
    /// The configuration zone.
    Config,
    /// Data and OTP.
    Data,
    /// One slot.
    Slot(Slot),
}

impl Rules<'_> {
    /// Lock, apart from its summary.
    ///
    /// # Errors
    /// [`Rule::Phase`] if it is locked already or its turn has not come; for a slot also [`Rule::KeyConfig`]
    /// or [`Rule::SlotLocked`].
    pub fn lock(&self, target: LockTarget) -> Result<(), Refusal> {
        match (target, self.config.phase()) {
            (LockTarget::Config, Phase::Blank) => Ok(()),
            (LockTarget::Config, _) => Err(self.phase_refusal(PhaseRule::ConfigLocked)),
            (_, Phase::Blank) if !self.options.lock_data_before_config => {
                Err(self.phase_refusal(PhaseRule::ConfigUnlocked))
            }
            (LockTarget::Data, _) if self.config.data_locked() => {
                Err(self.phase_refusal(PhaseRule::DataLocked))
            }
            (LockTarget::Data, _) => Ok(()),
            (LockTarget::Slot(slot), _) if !self.config.key_config(slot).is_lockable() => {
                Err(self.key_config_refusal(slot, KeyConfigRule::NotLockable))
            }
            (LockTarget::Slot(slot), _) => self.slot_unlocked(slot),
        }
    }

    /// The summary that Lock compares, unless it is told not to.
    ///
    /// # Errors
    /// [`Rule::LockSummary`] if they differ.
    pub fn lock_summary(sent: u16, actual: u16) -> Result<(), Refusal> {
        if sent == actual { Ok(()) } else { Err(Refusal::execution(Rule::LockSummary { sent, actual })) }
    }
}
