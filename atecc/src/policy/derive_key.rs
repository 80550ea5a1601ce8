use super::{PhaseRule, Refusal, Rules, SlotConfigRule, Source, TempKeyRule, Use};
use crate::Slot;
use crate::config::Phase;

/// What a DeriveKey command asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeriveKeyRequest {
    /// The slot that gets the new secret.
    pub target: Slot,
    /// Mode bit 2: where the value in TempKey has to come from.
    pub source: Source,
    /// Whether the command carries a MAC.
    pub mac: bool,
}

/// How a permitted DeriveKey works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derivation {
    /// The slot whose secret is derived from: the target itself (roll) or WriteKey (create).
    pub parent: Slot,
    /// The slot whose key checks the MAC: WriteKey, for both.
    pub mac_key: Option<Slot>,
    /// What the use of the parent costs.
    pub cost: Use,
}

impl Rules<'_> {
    /// DeriveKey; `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn derive_key(
        &self,
        request: DeriveKeyRequest,
        match_value: Option<u32>,
    ) -> Result<Derivation, Refusal> {
        self.in_reach()?;
        if self.config.phase() == Phase::Configured && !self.options.derive_before_data_lock {
            return Err(self.phase_refusal(PhaseRule::UnusedUntilLocked));
        }
        self.temp_key_source(request.source)?;
        if self.temp_key.no_mac && !self.options.derive_with_no_mac {
            return Err(self.temp_key_refusal(TempKeyRule::NoMac));
        }
        let mac_key = self.derive_key_target(request)?;
        let config = self.config.slot_config(request.target);
        let parent = if config.write_config().creates() { config.write_key() } else { request.target };
        self.random_nonce_for(parent, true)?;
        let cost = self.secret_key(parent, match_value)?;
        Ok(Derivation { parent, mac_key, cost })
    }

    /// Whether the target may be derived at all, and which key checks the MAC.
    fn derive_key_target(&self, request: DeriveKeyRequest) -> Result<Option<Slot>, Refusal> {
        let DeriveKeyRequest { target, mac, .. } = request;
        self.symmetric(target)?;
        self.slot_unlocked(target)?;
        let config = self.config.slot_config(target);
        let write = config.write_config();
        match (write.gen_key(), write.mac_on_derive(), mac) {
            (false, ..) => Err(self.slot_config_refusal(target, SlotConfigRule::NoDeriveKey)),
            (true, true, false) => Err(self.slot_config_refusal(target, SlotConfigRule::MacNeeded)),
            (true, false, true) if !self.options.derive_ignores_mac => {
                Err(self.slot_config_refusal(target, SlotConfigRule::NoMacTaken))
            }
            (true, false, _) => Ok(None),
            (true, true, true) => self.symmetric(config.write_key()).map(|()| Some(config.write_key())),
        }
    }
}
