use super::{KeyConfigRule, Refusal, Rules, SlotConfigRule, Source, TempKeyRule, Use};
use crate::Slot;

impl Rules<'_> {
    /// HMAC of the ATECC508A: of what is in TempKey, with the key in `slot`. `source` is what mode bit 2 says
    /// about TempKey; `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn hmac_508a(&self, slot: Slot, source: Source, match_value: Option<u32>) -> Result<Use, Refusal> {
        self.in_reach()?;
        self.temp_key_valid()?;
        let temp_key = self.temp_key;
        match source {
            Source::Random if temp_key.source != source => {
                return Err(self.temp_key_refusal(TempKeyRule::NotRandom));
            }
            Source::Fixed if temp_key.source != source => {
                return Err(self.temp_key_refusal(TempKeyRule::NotFixed));
            }
            _ if temp_key.no_mac => return Err(self.temp_key_refusal(TempKeyRule::NoMac)),
            Source::Random | Source::Fixed => {}
        }
        if self.config.key_config(slot).is_private() {
            return Err(self.key_config_refusal(slot, KeyConfigRule::NotSymmetric));
        }
        if self.config.slot_config(slot).no_mac() {
            return Err(self.slot_config_refusal(slot, SlotConfigRule::NoMac));
        }
        self.random_nonce_for(slot, true)?;
        self.key_use(slot, match_value)
    }
}
