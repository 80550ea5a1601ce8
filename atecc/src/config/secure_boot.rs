use core::fmt;

use crate::Slot;

/// SecureBootConfig: bytes 70–71 of the configuration, little-endian.
///
/// | bits | field |
/// |---|---|
/// | 0–1 | [`SecureBootMode`] |
/// | 3 | SecureBootPersistLatch: a success sets the persistent latch |
/// | 4 | SecureBootRandNonce: the nonce of an encrypted digest must be random |
/// | 8–11 | the slot of the stored digest or signature |
/// | 12–15 | the slot of the public key |
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
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

    /// The same, and a success sets the persistent latch.
    #[must_use]
    pub const fn with_persist(self) -> Self {
        Self(self.0 | Self::PERSIST)
    }

    /// The same, and the nonce of an encrypted digest must be random.
    #[must_use]
    pub const fn with_random_nonce(self) -> Self {
        Self(self.0 | Self::RANDOM_NONCE)
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

impl fmt::Display for SecureBootConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stored = match self.mode() {
            SecureBootMode::Disabled => return f.write_str("off"),
            SecureBootMode::FullBoth => {
                f.write_str("digest and signature come with each command")?;
                None
            }
            SecureBootMode::FullSignature => Some("signature"),
            SecureBootMode::FullDigest => Some("digest"),
        };
        if let Some(stored) = stored {
            write!(f, "the {stored} is stored in slot {}", self.stored())?;
        }
        write!(f, "; public key in slot {}", self.public_key())?;
        if self.persist() {
            f.write_str("; a success sets the persistent latch")?;
        }
        if self.random_nonce() { f.write_str("; the nonce must be random") } else { Ok(()) }
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

    #[test]
    fn it_is_told_in_words() {
        use alloc::string::ToString;
        assert_eq!(SecureBootConfig(0xF700).to_string(), "off");
        assert_eq!(
            SecureBootConfig(0xF71B).to_string(),
            "the digest is stored in slot 7; public key in slot 15; a success sets the persistent latch; the nonce must be \
             random"
        );
    }
}
