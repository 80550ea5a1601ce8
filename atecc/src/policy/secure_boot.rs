use core::fmt;

use super::{KeyConfigRule, Refusal, Rule, Rules, Source, TempKeyRule, Use, Validity};
use crate::Slot;
use crate::config::{SecureBootConfig, SecureBootMode};

/// The modes of the SecureBoot command (mode bits 0–2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecureBootRequest {
    /// 5: check a signature.
    Full,
    /// 6: check with what is stored.
    FullStore,
    /// 7: check a signature, then store it or its digest.
    FullCopy,
}

/// What a permitted SecureBoot does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecureBootSteps {
    /// The slot whose public key checks the signature; none if the digest is compared with the stored one.
    pub public_key: Option<Slot>,
    /// Where a digest or a signature is stored, or taken from.
    pub stored: Option<Slot>,
    /// The slot of the IO protection key, if the digest is encrypted and the answer is a MAC.
    pub io_key: Option<Slot>,
    /// What the use of the public key costs.
    pub cost: Use,
}

/// Rules of SecureBoot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecureBootRule {
    /// Mode 0.
    Disabled,
    /// FullBoth stores nothing.
    NothingStored,
    /// An earlier command prohibited it until the next power cycle.
    Prohibited,
}

impl fmt::Display for SecureBootRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Disabled => "mode 0: no secure boot",
            Self::NothingStored => "mode 1: neither digest nor signature is stored",
            Self::Prohibited => "prohibited until the next power cycle",
        })
    }
}

impl Rules<'_> {
    /// Bytes of a signature.
    const SIGNATURE: usize = 64;

    /// SecureBoot. `encrypted` is mode bit 7; `prohibited` what an earlier command left; `key` the validity
    /// mark of the public key; `match_value` as in [`Self::key_use`].
    ///
    /// # Errors
    /// The rule that forbids it.
    pub fn secure_boot(
        &self,
        request: SecureBootRequest,
        encrypted: bool,
        prohibited: bool,
        key: Validity,
        match_value: Option<u32>,
    ) -> Result<SecureBootSteps, Refusal> {
        self.in_reach()?;
        let config = self.config.secure_boot_config();
        let refusal = |why| Refusal::execution(Rule::SecureBoot { config: config.0, why });
        if config.mode() == SecureBootMode::Disabled {
            return Err(refusal(SecureBootRule::Disabled));
        }
        if prohibited {
            return Err(refusal(SecureBootRule::Prohibited));
        }
        let stored = match (request, config.mode()) {
            (SecureBootRequest::Full, _) => None,
            (_, SecureBootMode::FullBoth) => return Err(refusal(SecureBootRule::NothingStored)),
            (request, _) => Some(self.boot_storage(config, request)?),
        };
        let io_key = if encrypted { Some(self.boot_io_key(config)?) } else { None };
        let digest_only =
            (request, config.mode()) == (SecureBootRequest::FullStore, SecureBootMode::FullDigest);
        if digest_only {
            return Ok(SecureBootSteps { public_key: None, stored, io_key, cost: Use::default() });
        }
        self.verifying_key(config.public_key(), key)?;
        let cost = self.key_use(config.public_key(), match_value)?;
        Ok(SecureBootSteps { public_key: Some(config.public_key()), stored, io_key, cost })
    }

    /// The slot for the digest or signature. The chip writes it whatever WriteConfig says, as long as it is
    /// not locked or a private key.
    fn boot_storage(&self, config: SecureBootConfig, request: SecureBootRequest) -> Result<Slot, Refusal> {
        let slot = config.stored();
        if self.config.key_config(slot).is_private() {
            return Err(self.key_config_refusal(slot, KeyConfigRule::PrivateUnwritable));
        }
        if config.mode() == SecureBootMode::FullSignature && slot.size() < Self::SIGNATURE {
            return Err(Refusal::execution(Rule::SlotTooShort { slot, needed: Self::SIGNATURE }));
        }
        if request == SecureBootRequest::FullCopy {
            self.slot_unlocked(slot)?;
        }
        Ok(slot)
    }

    /// The key that protects digest and answer; the nonce is in TempKey.
    fn boot_io_key(&self, config: SecureBootConfig) -> Result<Slot, Refusal> {
        let key = self.io_protection_key()?;
        self.temp_key_valid()?;
        if config.random_nonce() && self.temp_key.source != Source::Random {
            return Err(self.temp_key_refusal(TempKeyRule::NotRandom));
        }
        Ok(key)
    }
}
