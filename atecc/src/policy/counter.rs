use super::{PhaseRule, Refusal, Rule, Rules};
use crate::ConfigZone;
use crate::config::{Phase, offset};

/// The most that a counter can show.
pub const COUNTER_MAX: u32 = 2_097_151;

/// One of the two monotonic counters, with the encoding that it has in the configuration zone.
///
/// Eight bytes each: two linear 16-bit fields that lose one bit per step in turn, then two binary 16-bit
/// fields, big-endian, that count how often a linear field was used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Counter(u8);

impl Counter {
    /// Counter 0, which LimitedUse steps.
    pub const ZERO: Self = Self(0);
    /// Counter 1.
    pub const ONE: Self = Self(1);
    const SIZE: usize = 8;
    /// Steps of one linear field.
    const LINEAR: u32 = 16;

    /// 0 or 1.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    const fn offset(self) -> usize {
        offset::COUNTERS + self.0 as usize * Self::SIZE
    }

    /// What the counter shows: the steps of the binary fields, and the bits gone from the linear fields.
    #[must_use]
    pub fn value(self, config: &ConfigZone) -> u32 {
        let field = |index: usize| {
            let at = self.offset() + 2 * index;
            config.as_bytes().get(at..at + 2).and_then(|pair| pair.first_chunk().copied())
        };
        let field = |index| u16::from_be_bytes(field(index).unwrap_or_default());
        let gone = field(0).count_zeros() + field(1).count_zeros();
        (u32::from(field(2)) + u32::from(field(3))) * Self::LINEAR + gone
    }

    /// The eight bytes that show `value`.
    #[must_use]
    pub fn encode(value: u32) -> [u8; 8] {
        let after = value.saturating_sub(Self::LINEAR);
        let linear = |steps: u32| u16::MAX.checked_shr(steps % (2 * Self::LINEAR)).unwrap_or(0);
        let binary = |steps: u32| u16::try_from(steps / (2 * Self::LINEAR)).unwrap_or(u16::MAX);
        let [a, b] = linear(value).to_be_bytes();
        let [c, d] = linear(after).to_be_bytes();
        let [e, f] = binary(value).to_be_bytes();
        let [g, h] = binary(after).to_be_bytes();
        [a, b, c, d, e, f, g, h]
    }

    /// Makes the counter show `value`.
    pub fn set(self, config: &mut ConfigZone, value: u32) {
        let at = self.offset();
        if let Some(field) = config.as_bytes_mut().get_mut(at..at + Self::SIZE) {
            field.copy_from_slice(&Self::encode(value));
        }
    }
}

impl Rules<'_> {
    /// Counter(increment). `match_value` is the number in the slot of [`Self::count_match`].
    ///
    /// # Errors
    /// [`Rule::Phase`], or [`Rule::CounterAtLimit`].
    pub fn increment(&self, counter: Counter, match_value: Option<u32>) -> Result<(), Refusal> {
        if self.config.phase() == Phase::Blank && !self.options.increment_before_config_lock {
            return Err(self.phase_refusal(PhaseRule::CountersUntilLocked));
        }
        let stops = self.options.count_match_stops_counter && counter == Counter::ZERO;
        let matched = self.count_match().slot().and(match_value).filter(|_| stops);
        let limit = matched.map_or(COUNTER_MAX, |value| value.min(COUNTER_MAX));
        if counter.value(self.config) >= limit {
            return Err(Refusal::execution(Rule::CounterAtLimit { counter: counter.number(), limit }));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> ConfigZone {
        ConfigZone::new([0; ConfigZone::SIZE])
    }

    #[test]
    fn encodings_worked_out_by_hand() {
        assert_eq!(Counter::encode(0), [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
        assert_eq!(Counter::encode(1), [0x7F, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
        assert_eq!(Counter::encode(16), [0x00, 0x00, 0xFF, 0xFF, 0, 0, 0, 0]);
        assert_eq!(Counter::encode(17), [0x00, 0x00, 0x7F, 0xFF, 0, 0, 0, 0]);
        assert_eq!(Counter::encode(32), [0xFF, 0xFF, 0x00, 0x00, 0, 1, 0, 0]);
        assert_eq!(Counter::encode(48), [0x00, 0x00, 0xFF, 0xFF, 0, 1, 0, 1]);
    }

    #[test]
    fn what_is_set_is_read_again_and_the_other_counter_is_left_alone() {
        let mut zone = zone();
        Counter::ONE.set(&mut zone, 77);
        for value in (0..3000).chain((COUNTER_MAX - 3000)..=COUNTER_MAX) {
            Counter::ZERO.set(&mut zone, value);
            assert_eq!(Counter::ZERO.value(&zone), value);
        }
        assert_eq!(Counter::ONE.value(&zone), 77);
    }
}
