use super::{
    ChipOptionsRule, EcdhSlots, KeyConfigRule, PhaseRule, Refusal, Rule, Rules, SlotConfigRule, TempKeyRule,
    Use,
};
use crate::Slot;
use crate::config::{OutputProtection, Phase, PrivateKeyUse};

/// Where ECDH takes its private key from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EcdhKey {
    /// A slot.
    Slot(Slot),
    /// TempKey.
    TempKey,
}

/// Where ECDH is told to put the secret (mode bits 2–3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EcdhOutput {
    /// 0x00: as SlotConfig of the key says.
    AsConfigured,
    /// 0x04: into this slot.
    Slot(Slot),
    /// 0x08: into TempKey.
    TempKey,
    /// 0x0C: into the reply.
    Buffer,
}

/// What an ECDH command asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EcdhRequest {
    /// The private key.
    pub key: EcdhKey,
    /// Where to.
    pub output: EcdhOutput,
    /// Mode bit 1: encrypt what goes into the reply.
    pub encrypted: bool,
}

/// Where the secret of a permitted ECDH goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EcdhResult {
    /// Into the reply, as it is.
    Clear,
    /// Into the reply, encrypted with the IO protection key in this slot.
    Encrypted(Slot),
    /// Into TempKey.
    TempKey,
    /// Into a slot.
    Slot(Slot),
}

impl Rules<'_> {
    /// GenKey(create): a new private key in `slot`. The answer tells what the use costs.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn gen_key(&self, slot: Slot) -> Result<Use, Refusal> {
        self.in_reach()?;
        self.private_key(slot)?;
        self.slot_unlocked(slot)?;
        let looks = self.config.phase() == Phase::Operational || self.options.gen_key_auth_before_data_lock;
        let spends_auth = looks && self.authorised_for(slot)?;
        let allowed = self.config.slot_config(slot).write_config().gen_key();
        if self.config.phase() == Phase::Operational && !allowed {
            return Err(self.slot_config_refusal(slot, SlotConfigRule::NoGenKey));
        }
        Ok(Use { spends_auth, ..Use::default() })
    }

    /// GenKey(create) into TempKey.
    ///
    /// # Errors
    /// [`Rule::Phase`] while the configuration is unlocked: the random numbers are none.
    pub fn gen_key_ephemeral(&self) -> Result<(), Refusal> {
        self.in_reach()
    }

    /// GenKey(public): the public half of the private key in `slot`.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn public_key(&self, slot: Slot) -> Result<(), Refusal> {
        self.in_reach()?;
        self.private_key(slot)?;
        if self.config.phase() == Phase::Operational && !self.config.key_config(slot).pub_info() {
            return Err(self.key_config_refusal(slot, KeyConfigRule::PublicKeyHidden));
        }
        Ok(())
    }

    /// Sign(external) with the key in `slot`; `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn sign_external(&self, slot: Slot, match_value: Option<u32>) -> Result<Use, Refusal> {
        self.private_key_may(slot, PrivateKeyUse::EXTERNAL_SIGN, SlotConfigRule::NoExternalSign)?;
        if self.config.phase() != Phase::Operational && !self.options.sign_before_data_lock {
            return Err(self.phase_refusal(PhaseRule::UnusedUntilLocked));
        }
        self.key_use(slot, match_value)
    }

    /// Sign(internal) with the key in `slot`, of what GenDig or GenKey left in TempKey: only once data is
    /// locked. `gen_dig` tells whether GenDig made the value, of whatever zone (GenDigData tells it of slots
    /// only); `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn sign_internal(&self, slot: Slot, gen_dig: bool, match_value: Option<u32>) -> Result<Use, Refusal> {
        self.private_key_may(slot, PrivateKeyUse::INTERNAL_SIGN, SlotConfigRule::NoInternalSign)?;
        if self.config.phase() != Phase::Operational {
            return Err(self.phase_refusal(PhaseRule::UnusedUntilLocked));
        }
        self.temp_key_valid()?;
        let digest = gen_dig || self.temp_key.gen_dig_data || self.temp_key.gen_key_data;
        if !digest && !self.options.internal_sign_of_any_temp_key {
            return Err(self.temp_key_refusal(TempKeyRule::NoDigest));
        }
        self.key_use(slot, match_value)
    }

    /// ECDH, as far as the key goes; `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn ecdh_key(&self, key: EcdhKey, match_value: Option<u32>) -> Result<Use, Refusal> {
        match key {
            EcdhKey::Slot(slot) => {
                self.private_key_may(slot, PrivateKeyUse::ECDH, SlotConfigRule::NoEcdh)?;
                self.key_use(slot, match_value)
            }
            EcdhKey::TempKey => {
                self.in_reach()?;
                self.temp_key_valid()?;
                Ok(Use::default())
            }
        }
    }

    /// ECDH, as far as the secret goes.
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn ecdh_output(&self, request: EcdhRequest) -> Result<EcdhResult, Refusal> {
        match (request.output, request.key) {
            (EcdhOutput::TempKey, _) => Ok(EcdhResult::TempKey),
            (EcdhOutput::Slot(target), EcdhKey::TempKey) => self.ecdh_into(target),
            (EcdhOutput::Slot(_), EcdhKey::Slot(key)) => {
                if !self.keeps_in_next_slot(key) {
                    return Err(self.slot_config_refusal(key, SlotConfigRule::NotIntoNextSlot));
                }
                self.ecdh_into_next_of(key)
            }
            (EcdhOutput::AsConfigured, EcdhKey::Slot(key)) if self.keeps_in_next_slot(key) => {
                self.ecdh_into_next_of(key)
            }
            (EcdhOutput::Buffer, EcdhKey::Slot(key))
                if self.keeps_in_next_slot(key) && !self.options.output_despite_next_slot =>
            {
                Err(self.slot_config_refusal(key, SlotConfigRule::IntoNextSlot))
            }
            (EcdhOutput::AsConfigured | EcdhOutput::Buffer, _) => self.ecdh_out(request.encrypted),
        }
    }

    fn keeps_in_next_slot(&self, key: Slot) -> bool {
        self.config.slot_config(key).private_key_use().allows(PrivateKeyUse::ECDH_INTO_NEXT_SLOT)
    }

    fn ecdh_into_next_of(&self, key: Slot) -> Result<EcdhResult, Refusal> {
        if key.number() % 2 == 1 {
            return Err(self.slot_config_refusal(key, SlotConfigRule::OddSlot));
        }
        self.ecdh_into(Slot::from_nibble(key.number() | 1))
    }

    /// The slot takes the secret if it is not locked or a private key, and if the options have no more to say.
    fn ecdh_into(&self, target: Slot) -> Result<EcdhResult, Refusal> {
        if self.config.key_config(target).is_private() {
            return Err(self.key_config_refusal(target, KeyConfigRule::PrivateUnwritable));
        }
        self.slot_unlocked(target)?;
        match self.options.ecdh_slots {
            EcdhSlots::Open => {}
            EcdhSlots::Writable => self.writable_at_all(target)?,
            EcdhSlots::KdfTargets => self.kdf_target(target, Self::SECRET_KEY)?,
        }
        Ok(EcdhResult::Slot(target))
    }

    /// Whether some Write can change what is in `slot`.
    fn writable_at_all(&self, slot: Slot) -> Result<(), Refusal> {
        let write = self.config.slot_config(slot).write_config();
        let never = !write.encrypted_write() && !write.clear_write() && !write.write_while_invalid();
        if self.config.phase() == Phase::Operational && never {
            return Err(self.slot_config_refusal(slot, SlotConfigRule::NeverWritable));
        }
        Ok(())
    }

    fn ecdh_out(&self, encrypted: bool) -> Result<EcdhResult, Refusal> {
        match self.config.chip_options().ecdh_protection() {
            OutputProtection::ClearAllowed if !encrypted => Ok(EcdhResult::Clear),
            OutputProtection::ClearAllowed | OutputProtection::EncryptedOnly => {
                self.io_protection_key().map(EcdhResult::Encrypted)
            }
            OutputProtection::StaysInside | OutputProtection::Reserved => {
                Err(self.chip_options_refusal(ChipOptionsRule::EcdhStaysInside))
            }
        }
    }

    /// The slot of the IO protection key (ChipOptions bits 12–15), if ChipOptions bit 1 enables it.
    ///
    /// # Errors
    /// [`ChipOptionsRule::NoIoKey`].
    pub fn io_protection_key(&self) -> Result<Slot, Refusal> {
        let key = self.config.chip_options().io_protection_key();
        key.ok_or_else(|| self.chip_options_refusal(ChipOptionsRule::NoIoKey))
    }

    pub(super) fn chip_options_refusal(&self, why: ChipOptionsRule) -> Refusal {
        Refusal::execution(Rule::ChipOptions { options: self.config.chip_options().0, why })
    }

    /// Whether `slot` holds a private key that may do `wanted`.
    fn private_key_may(&self, slot: Slot, wanted: PrivateKeyUse, why: SlotConfigRule) -> Result<(), Refusal> {
        self.in_reach()?;
        self.private_key(slot)?;
        if !self.config.slot_config(slot).private_key_use().allows(wanted) {
            return Err(self.slot_config_refusal(slot, why));
        }
        Ok(())
    }

    /// Whether `slot` is configured for a P-256 private key: Private, KeyType and IsSecret.
    pub(super) fn private_key(&self, slot: Slot) -> Result<(), Refusal> {
        if !self.config.key_config(slot).is_p256_private() {
            return Err(self.key_config_refusal(slot, KeyConfigRule::NotPrivate));
        }
        if !self.config.slot_config(slot).is_secret() {
            return Err(self.slot_config_refusal(slot, SlotConfigRule::PrivateNotSecret));
        }
        Ok(())
    }
}
