use super::{Refusal, Rules, SlotConfigRule, Source, TempKeyRule, Use};
use crate::Slot;

/// What goes into the message of MAC or CheckMac.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MacRequest {
    /// Mode bit 1: the first block is TempKey, not the key in the slot.
    pub key_in_temp_key: bool,
    /// Mode bit 0: the second block is TempKey, not a challenge in the command.
    pub challenge_in_temp_key: bool,
    /// Mode bit 2: where the value in TempKey has to come from.
    pub source: Source,
}

impl MacRequest {
    const fn temp_key(self) -> bool {
        self.key_in_temp_key || self.challenge_in_temp_key
    }
}

impl Rules<'_> {
    /// MAC with the key in `slot`; `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn mac(&self, slot: Slot, request: MacRequest, match_value: Option<u32>) -> Result<Use, Refusal> {
        if request.temp_key() {
            self.temp_key_mac()?;
        }
        if !request.key_in_temp_key {
            self.mac_allowed(slot)?;
        }
        self.check_mac(slot, request, match_value)
    }

    /// CheckMac with the key in `slot`; `match_value` as in [`Self::key_use`]. NoMac does not stand in its way:
    /// that is what it is for.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn check_mac(
        &self,
        slot: Slot,
        request: MacRequest,
        match_value: Option<u32>,
    ) -> Result<Use, Refusal> {
        if request.temp_key() {
            self.temp_key_source(request.source)?;
        }
        if request.key_in_temp_key {
            // The rules of the slot were looked at when its key was digested into TempKey.
            return self.in_reach().map(|()| Use::default());
        }
        self.random_nonce_for(slot, request.challenge_in_temp_key)?;
        self.secret_key(slot, match_value)
    }

    /// Whether a match proves the key in the slot to ReqAuth: the challenge has to be the chip's own.
    #[must_use]
    pub const fn check_mac_proves(request: MacRequest) -> bool {
        request.challenge_in_temp_key && !request.key_in_temp_key
    }

    /// The slot whose value a match copies into TempKey, if any: the odd one of the pair that `slot` is in, if
    /// its ReadKey is 0.
    #[must_use]
    pub fn check_mac_copies(&self, slot: Slot, request: MacRequest) -> Option<Slot> {
        let target = Slot::from_nibble(slot.number() | 1);
        let read_key = self.config.slot_config(target).read_key();
        let copies = Self::check_mac_proves(request)
            && read_key.number() == 0
            && !self.config.key_config(target).is_private();
        copies.then_some(target)
    }

    /// SHA(HMAC start) with the key in `slot`; `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn hmac(&self, slot: Slot, match_value: Option<u32>) -> Result<Use, Refusal> {
        self.mac_allowed(slot)?;
        self.secret_key(slot, match_value)
    }

    /// SHA(HMAC start) with the key in TempKey.
    ///
    /// # Errors
    /// [`TempKeyRule::Invalid`] or [`TempKeyRule::NoMac`].
    pub fn hmac_temp_key(&self) -> Result<(), Refusal> {
        self.temp_key_mac()
    }

    fn mac_allowed(&self, slot: Slot) -> Result<(), Refusal> {
        if self.config.slot_config(slot).no_mac() {
            return Err(self.slot_config_refusal(slot, SlotConfigRule::NoMac));
        }
        Ok(())
    }

    /// Whether TempKey may go into a MAC that is given out.
    fn temp_key_mac(&self) -> Result<(), Refusal> {
        self.temp_key_valid()?;
        if self.temp_key.no_mac { Err(self.temp_key_refusal(TempKeyRule::NoMac)) } else { Ok(()) }
    }
}
