use super::{KeyConfigRule, PhaseRule, Refusal, Rule, Rules, SlotConfigRule};
use crate::command::CounterId;
use crate::config::{Count, Phase, offset};
use crate::{Slot, Status};

/// What a permitted use of a slot costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[must_use]
pub struct Use {
    /// LimitedUse: Counter 0 steps before the command does its work.
    pub counts: bool,
    /// LimitedUse of slot 15 on an ATECC508A: a bit of LastKeyUse goes instead.
    pub spends_last_key_use: bool,
    /// ReqAuth: the proof of AuthKey is spent.
    pub spends_auth: bool,
}

impl Use {
    /// Two uses in one command, which count once.
    pub const fn and(self, other: Self) -> Self {
        Self {
            counts: self.counts || other.counts,
            spends_last_key_use: self.spends_last_key_use || other.spends_last_key_use,
            spends_auth: self.spends_auth || other.spends_auth,
        }
    }
}

impl Rules<'_> {
    /// Whether the key in `slot` may be used at all: lock phase, transport lock, persistent latch, ReqAuth,
    /// LimitedUse. `match_value` is the number in the slot of CountMatch.
    ///
    /// # Errors
    /// [`Rule::Phase`], [`Rule::UseLock`], [`Rule::KeyConfig`], [`Rule::UsedUp`] or [`Rule::LastKeyUse`].
    pub fn key_use(&self, slot: Slot, match_value: Option<u32>) -> Result<Use, Refusal> {
        let cost = self.key_use_without_auth(slot, match_value)?;
        Ok(Use { spends_auth: self.authorised_for(slot)?, ..cost })
    }

    /// The same without ReqAuth.
    pub(super) fn key_use_without_auth(&self, slot: Slot, match_value: Option<u32>) -> Result<Use, Refusal> {
        self.in_reach()?;
        if self.config.phase() == Phase::Configured && !self.options.use_before_data_lock {
            return Err(self.phase_refusal(PhaseRule::UnusedUntilLocked));
        }
        self.transport_unlocked(slot)?;
        if self.config.key_config(slot).persistent_disable() && !self.latch {
            return Err(self.key_config_refusal(slot, KeyConfigRule::LatchOpen));
        }
        self.limited_use(slot, match_value)
    }

    /// Whether ReqAuth of `slot` is satisfied; the answer tells whether that spends the proof.
    pub(super) fn authorised_for(&self, slot: Slot) -> Result<bool, Refusal> {
        match self.config.key_config(slot).requires_auth() {
            None => Ok(false),
            Some(key) if self.authorised == Some(key) => Ok(true),
            Some(_) => Err(self.key_config_refusal(slot, KeyConfigRule::NotAuthorised)),
        }
    }

    /// LimitedUse: how this use counts, if there is one left.
    pub(super) fn limited_use(&self, slot: Slot, match_value: Option<u32>) -> Result<Use, Refusal> {
        if !self.config.slot_config(slot).limited_use() {
            return Ok(Use::default());
        }
        if self.counts_in_last_key_use(slot) {
            return self.last_key_use(slot).map(|()| Use { spends_last_key_use: true, ..Use::default() });
        }
        let count = self.config.counter(CounterId::Zero).value();
        let limit = self.config.count_match().slot().and(match_value).unwrap_or(Count::MAX).min(Count::MAX);
        if count < limit {
            Ok(Use { counts: true, ..Use::default() })
        } else {
            Err(Refusal::execution(Rule::UsedUp { slot, count, limit }))
        }
    }

    /// Whether data, OTP and keys can be reached at all.
    pub(super) fn in_reach(&self) -> Result<(), Refusal> {
        match self.config.phase() {
            Phase::Blank => Err(self.phase_refusal(PhaseRule::ConfigUnlocked)),
            Phase::Configured | Phase::Operational => Ok(()),
        }
    }

    /// Whether `slot` was not locked on its own.
    pub(super) fn slot_unlocked(&self, slot: Slot) -> Result<(), Refusal> {
        if !self.config.slot_locked(slot) {
            return Ok(());
        }
        let slot_locked = self.config.slots_locked().0;
        Err(Refusal::execution(Rule::SlotLocked { slot, slot_locked }))
    }

    pub(super) fn phase_refusal(&self, why: PhaseRule) -> Refusal {
        Refusal::execution(Rule::Phase {
            lock_config: self.byte(offset::LOCK_CONFIG),
            lock_value: self.byte(offset::LOCK_VALUE),
            why,
        })
    }

    pub(super) fn slot_config_refusal(&self, slot: Slot, why: SlotConfigRule) -> Refusal {
        Refusal::execution(Rule::SlotConfig { slot, config: self.config.slot_config(slot), why })
    }

    pub(super) fn key_config_refusal(&self, slot: Slot, why: KeyConfigRule) -> Refusal {
        let rule = Rule::KeyConfig { slot, config: self.config.key_config(slot), why };
        Refusal { status: Status::ExecutionError, rule }
    }

    /// A byte of the configuration; the offsets all lie inside.
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.config.as_bytes().get(at).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_uses_cost_what_either_costs() {
        let uses = [
            Use { counts: true, ..Use::default() },
            Use { spends_last_key_use: true, ..Use::default() },
            Use { spends_auth: true, ..Use::default() },
        ];
        for cost in uses {
            for (first, second) in [(cost, Use::default()), (Use::default(), cost), (cost, cost)] {
                assert_eq!(first.and(second), cost);
            }
        }
    }
}
