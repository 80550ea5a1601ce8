use core::fmt;

use super::{KeyConfigRule, Refusal, Rule, Rules, Source, TempKeyRule, Use, Validity};
use crate::Slot;
use crate::config::offset;

/// SecureBootConfig: bytes 70–71 of the configuration, little-endian.
///
/// | bits | field |
/// |---|---|
/// | 0–1 | [`SecureBootMode`] |
/// | 3 | SecureBootPersistLatch: a success sets the persistent latch |
/// | 4 | SecureBootRandNonce: the nonce of an encrypted digest must be random |
/// | 8–11 | the slot of the stored digest or signature |
/// | 12–15 | the slot of the public key |
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SecureBootConfig(pub u16);

/// SecureBootMode: what the part keeps between two boots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SecureBootMode {
    /// 0: no secure boot.
    Disabled = 0,
    /// 1: nothing; digest and signature come with each command.
    FullBoth = 1,
    /// 2: the signature.
    FullSignature = 2,
    /// 3: the digest.
    FullDigest = 3,
}

impl SecureBootConfig {
    const PERSIST: u16 = 1 << 3;
    const RANDOM_NONCE: u16 = 1 << 4;

    /// A mode, the slot of the stored digest or signature, and that of the public key.
    #[must_use]
    pub const fn new(mode: SecureBootMode, stored: Slot, public_key: Slot) -> Self {
        Self(mode as u16 | (stored.number() as u16) << 8 | (public_key.number() as u16) << 12)
    }

    /// SecureBootMode.
    #[must_use]
    pub const fn mode(self) -> SecureBootMode {
        match self.0 & 0b11 {
            0 => SecureBootMode::Disabled,
            1 => SecureBootMode::FullBoth,
            2 => SecureBootMode::FullSignature,
            _ => SecureBootMode::FullDigest,
        }
    }

    /// Whether a success sets the persistent latch.
    #[must_use]
    pub const fn persist(self) -> bool {
        self.0 & Self::PERSIST != 0
    }

    /// Whether the nonce of an encrypted digest must be random.
    #[must_use]
    pub const fn random_nonce(self) -> bool {
        self.0 & Self::RANDOM_NONCE != 0
    }

    /// The slot of the stored digest or signature.
    #[must_use]
    pub const fn stored(self) -> Slot {
        Slot::from_nibble(self.0.to_be_bytes()[0])
    }

    /// The slot of the public key.
    #[must_use]
    pub const fn public_key(self) -> Slot {
        Slot::from_nibble(self.0.to_be_bytes()[0] >> 4)
    }
}

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

    /// SecureBootConfig.
    #[must_use]
    pub fn secure_boot_config(&self) -> SecureBootConfig {
        let bytes = [self.byte(offset::SECURE_BOOT), self.byte(offset::SECURE_BOOT + 1)];
        SecureBootConfig(u16::from_le_bytes(bytes))
    }

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
        let config = self.secure_boot_config();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_stand_where_the_data_sheet_puts_them() {
        // Mode FullDig, latch, random nonce; digest in slot 7, public key in slot 15.
        let config = SecureBootConfig(0xF71B);
        assert_eq!(config.mode(), SecureBootMode::FullDigest);
        assert!(config.persist() && config.random_nonce());
        assert_eq!((config.stored(), config.public_key()), (Slot::from_nibble(7), Slot::from_nibble(15)));
        let (digest, key) = (config.stored(), config.public_key());
        assert_eq!(SecureBootConfig::new(SecureBootMode::FullDigest, digest, key), SecureBootConfig(0xF703));
        assert!(!SecureBootConfig(0xFFE7).persist() && !SecureBootConfig(0xFFE7).random_nonce());
    }
}
