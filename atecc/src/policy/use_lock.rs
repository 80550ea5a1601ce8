use super::{Refusal, Rule, Rules, UseLockScope};
use crate::Slot;
use crate::config::Phase;

impl Rules<'_> {
    /// Whether UseLock lets the key in `slot` be used. The transport key always is: else nobody could prove it.
    pub(super) fn transport_unlocked(&self, slot: Slot) -> Result<(), Refusal> {
        let use_lock = self.config.use_lock();
        let Some(key) = use_lock.slot() else { return Ok(()) };
        let in_force = self.options.use_lock != UseLockScope::Ignored
            && (self.config.phase() == Phase::Operational || self.options.use_lock_before_data_lock);
        if !in_force || self.transport_unlocked || key == slot {
            return Ok(());
        }
        Err(Refusal::execution(Rule::UseLock { use_lock: use_lock.0, key }))
    }
}
