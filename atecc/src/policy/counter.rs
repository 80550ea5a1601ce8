use super::{PhaseRule, Refusal, Rule, Rules};
use crate::command::CounterId;
use crate::config::{Count, Phase};

impl Rules<'_> {
    /// Counter(increment). `match_value` is the number in the slot of CountMatch.
    ///
    /// # Errors
    /// [`Rule::Phase`], or [`Rule::CounterAtLimit`].
    pub fn increment(&self, counter: CounterId, match_value: Option<u32>) -> Result<(), Refusal> {
        if self.config.phase() == Phase::Blank && !self.options.increment_before_config_lock {
            return Err(self.phase_refusal(PhaseRule::CountersUntilLocked));
        }
        let stops = self.options.count_match_stops_counter && counter == CounterId::Zero;
        let matched = self.config.count_match().slot().and(match_value).filter(|_| stops);
        let limit = matched.map_or(Count::MAX, |value| value.min(Count::MAX));
        if self.config.counter(counter).value() >= limit {
            return Err(Refusal::execution(Rule::CounterAtLimit { counter: counter as u8, limit }));
        }
        Ok(())
    }
}
