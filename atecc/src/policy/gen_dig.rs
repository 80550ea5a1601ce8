use super::{PhaseRule, Refusal, Rules, Use};
use crate::Slot;
use crate::config::Phase;

/// What GenDig digests into TempKey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GenDigSource {
    /// Zone 0: 32 bytes of the configuration.
    Config,
    /// Zone 1: 32 bytes of the OTP zone.
    Otp,
    /// Zone 2: what is in a slot.
    Slot(Slot),
    /// Zone 2 with bit 15 of the second parameter: a transport key, which the factory put into the chip.
    TransportKey,
    /// Zone 3: what the host sent.
    SharedNonce,
    /// Zone 4: a monotonic counter.
    Counter,
    /// Zone 5: SlotConfig, KeyConfig and SlotLocked of a slot.
    KeyConfig,
}

impl Rules<'_> {
    /// GenDig. The answer tells what the use of a slot costs; `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn gen_dig(&self, source: GenDigSource, match_value: Option<u32>) -> Result<Use, Refusal> {
        self.temp_key_valid()?;
        match source {
            GenDigSource::Slot(slot) => {
                // ReqRandom is looked at once the rules of the slots are in force.
                if self.config.phase() == Phase::Operational {
                    self.random_nonce_for(slot, true)?;
                }
                self.secret_key(slot, match_value)
            }
            GenDigSource::TransportKey => {
                self.in_reach()?;
                if self.config.phase() == Phase::Operational {
                    return Err(self.phase_refusal(PhaseRule::NoTransportKeys));
                }
                Ok(Use::default())
            }
            GenDigSource::Otp => self.in_reach().map(|()| Use::default()),
            GenDigSource::Config
            | GenDigSource::SharedNonce
            | GenDigSource::Counter
            | GenDigSource::KeyConfig => Ok(Use::default()),
        }
    }
}
