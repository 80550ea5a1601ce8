use super::{ChipOptionsRule, KeyConfigRule, Refusal, Rule, Rules, TempKeyRule, Use};
use crate::Slot;
use crate::config::{KdfIv, KeyType, OutputProtection};

/// The functions that KDF knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KdfAlgorithm {
    /// The pseudo-random function of TLS 1.2.
    Prf,
    /// AES-128.
    Aes,
    /// HMAC-SHA256, the step that HKDF is made of.
    Hkdf,
}

/// How the result of a KDF gets into the reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KdfReply {
    /// As it is.
    Clear,
    /// Encrypted with the IO protection key in this slot.
    Encrypted(Slot),
}

impl Rules<'_> {
    /// KDF at all, and with this function.
    ///
    /// # Errors
    /// [`Rule::Phase`] while the configuration is unlocked; of AES also [`Rule::AesDisabled`] and
    /// [`ChipOptionsRule::KdfAesDisabled`].
    pub fn kdf(&self, algorithm: KdfAlgorithm) -> Result<(), Refusal> {
        self.in_reach()?;
        if algorithm != KdfAlgorithm::Aes {
            return Ok(());
        }
        self.aes_enabled()?;
        if !self.config.chip_options().kdf_aes() {
            return Err(self.chip_options_refusal(ChipOptionsRule::KdfAesDisabled));
        }
        Ok(())
    }

    /// The first `needed` bytes of `slot` as the key or the message of a KDF; `match_value` as in
    /// [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn kdf_source(&self, slot: Slot, needed: usize, match_value: Option<u32>) -> Result<Use, Refusal> {
        let cost = self.secret_key(slot, match_value)?;
        Self::fits(slot, needed)?;
        Ok(cost)
    }

    /// The first `needed` bytes of TempKey, into which `loaded` were put.
    ///
    /// # Errors
    /// [`TempKeyRule::Invalid`] or [`TempKeyRule::TooShort`].
    pub fn kdf_temp_key(&self, needed: usize, loaded: usize) -> Result<(), Refusal> {
        self.temp_key_valid()?;
        if needed > loaded { Err(self.temp_key_refusal(TempKeyRule::TooShort)) } else { Ok(()) }
    }

    /// `slot` as the target of `length` bytes: a secret whose PubInfo says so. (On a public key PubInfo means
    /// something else.)
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn kdf_target(&self, slot: Slot, length: usize) -> Result<(), Refusal> {
        let config = self.config.key_config(slot);
        self.symmetric(slot)?;
        if !config.pub_info() || config.key_type() == KeyType::P256 {
            return Err(self.key_config_refusal(slot, KeyConfigRule::NotKdfTarget));
        }
        self.slot_unlocked(slot)?;
        Self::fits(slot, length)
    }

    /// The reply as the target, `encrypted` if the mode says so.
    ///
    /// # Errors
    /// [`Rule::ChipOptions`].
    pub fn kdf_reply(&self, encrypted: bool) -> Result<KdfReply, Refusal> {
        match self.config.chip_options().kdf_protection() {
            OutputProtection::ClearAllowed if !encrypted => Ok(KdfReply::Clear),
            OutputProtection::EncryptedOnly if !encrypted && !self.options.kdf_protection_encrypts => {
                Err(self.chip_options_refusal(ChipOptionsRule::KdfEncryptedOnly))
            }
            OutputProtection::ClearAllowed | OutputProtection::EncryptedOnly => {
                self.io_protection_key().map(KdfReply::Encrypted)
            }
            OutputProtection::StaysInside if encrypted && self.options.kdf_inside_allows_encrypted => {
                self.io_protection_key().map(KdfReply::Encrypted)
            }
            OutputProtection::StaysInside | OutputProtection::Reserved => {
                Err(self.chip_options_refusal(ChipOptionsRule::KdfStaysInside))
            }
        }
    }

    /// The special initialisation vector: at KdfIvLoc of the message stands KdfIvStr.
    ///
    /// # Errors
    /// [`Rule::KdfIv`].
    pub fn kdf_iv(&self, message: &[u8]) -> Result<(), Refusal> {
        let KdfIv { location, string } = self.config.kdf_iv();
        let found = message.get(usize::from(location)..).is_some_and(|tail| tail.starts_with(&string));
        if found { Ok(()) } else { Err(Refusal::execution(Rule::KdfIv { location, string })) }
    }
}
