use core::fmt;

use crate::Slot;

/// KeyConfig: what kind of key a slot holds. Two bytes, little-endian, per slot.
///
/// | bits | field |
/// |---|---|
/// | 0 | Private: a private key, never readable |
/// | 1 | PubInfo: the public half may be given out; of a public key: it must be validated; of a secret: KDF may write it |
/// | 2–4 | [`KeyType`] |
/// | 5 | Lockable: Lock can freeze this slot alone |
/// | 6 | ReqRandom: uses need a random nonce |
/// | 7 | ReqAuth: uses need the AuthKey first |
/// | 8–11 | AuthKey |
/// | 12 | PersistentDisable: only while the persistent latch is set |
/// | 14–15 | X509id: the certificate format of a validated key |
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct KeyConfig(pub u16);

impl KeyConfig {
    const PRIVATE: u16 = 1;
    const PUB_INFO: u16 = 1 << 1;
    const LOCKABLE: u16 = 1 << 5;
    const REQ_RANDOM: u16 = 1 << 6;
    const REQ_AUTH: u16 = 1 << 7;
    const PERSISTENT_DISABLE: u16 = 1 << 12;

    /// A P-256 private key whose public half anyone may learn.
    pub const PRIVATE_KEY: Self = Self((KeyType::P256.0 as u16) << 2 | Self::PUB_INFO | Self::PRIVATE);
    /// A P-256 public key.
    pub const PUBLIC_KEY: Self = Self((KeyType::P256.0 as u16) << 2);
    /// An AES-128 key.
    pub const AES_KEY: Self = Self((KeyType::AES.0 as u16) << 2);
    /// Any other secret, or data.
    pub const DATA: Self = Self((KeyType::OTHER.0 as u16) << 2);

    /// The same, and Lock can freeze the slot alone.
    #[must_use]
    pub const fn lockable(self) -> Self {
        Self(self.0 | Self::LOCKABLE)
    }

    /// The same with ReqRandom.
    #[must_use]
    pub const fn with_required_random(self) -> Self {
        Self(self.0 | Self::REQ_RANDOM)
    }

    /// The same with PubInfo: a public key needs validation, KDF may put its result into a secret.
    #[must_use]
    pub const fn with_pub_info(self) -> Self {
        Self(self.0 | Self::PUB_INFO)
    }

    /// Private.
    #[must_use]
    pub const fn is_private(self) -> bool {
        self.0 & Self::PRIVATE != 0
    }

    /// PubInfo.
    #[must_use]
    pub const fn pub_info(self) -> bool {
        self.0 & Self::PUB_INFO != 0
    }

    /// KeyType.
    #[must_use]
    pub const fn key_type(self) -> KeyType {
        KeyType(self.0.to_le_bytes()[0] >> 2 & 7)
    }

    /// Lockable.
    #[must_use]
    pub const fn is_lockable(self) -> bool {
        self.0 & Self::LOCKABLE != 0
    }

    /// ReqRandom.
    #[must_use]
    pub const fn requires_random(self) -> bool {
        self.0 & Self::REQ_RANDOM != 0
    }

    /// ReqAuth: the slot whose key must be authorised first.
    #[must_use]
    pub const fn requires_auth(self) -> Option<Slot> {
        if self.0 & Self::REQ_AUTH != 0 { Some(self.auth_key()) } else { None }
    }

    /// AuthKey, which counts only with ReqAuth.
    #[must_use]
    pub const fn auth_key(self) -> Slot {
        Slot::from_nibble(self.0.to_le_bytes()[1])
    }

    /// PersistentDisable.
    #[must_use]
    pub const fn persistent_disable(self) -> bool {
        self.0 & Self::PERSISTENT_DISABLE != 0
    }

    /// X509id (0–3): which X509format a certificate has that validates the key.
    #[must_use]
    pub const fn x509_id(self) -> u8 {
        self.0.to_le_bytes()[1] >> 6
    }

    /// Whether the slot holds a P-256 private key.
    #[must_use]
    pub const fn is_p256_private(self) -> bool {
        self.is_private() && self.key_type().0 == KeyType::P256.0
    }
}

impl fmt::Debug for KeyConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyConfig({:#06x})", self.0)
    }
}

impl fmt::Display for KeyConfig {
    /// Its fields.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bit = u8::from;
        write!(
            f,
            "Private={} PubInfo={} KeyType={} Lockable={} ReqRandom={} ReqAuth={} AuthKey={} PersistentDisable={} X509id={}",
            bit(self.is_private()),
            bit(self.pub_info()),
            self.key_type().0,
            bit(self.is_lockable()),
            bit(self.requires_random()),
            bit(self.requires_auth().is_some()),
            self.auth_key(),
            bit(self.persistent_disable()),
            self.x509_id()
        )
    }
}

/// KeyType: bits 2–4 of KeyConfig.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyType(u8);

impl KeyType {
    /// 4: NIST P-256.
    pub const P256: Self = Self(4);
    /// 6: AES-128.
    pub const AES: Self = Self(6);
    /// 7: a SHA key, any other secret, or data.
    pub const OTHER: Self = Self(7);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_constants_are_the_data_sheets_numbers() {
        assert_eq!(KeyConfig::PRIVATE_KEY, KeyConfig(0x0013));
        assert_eq!(KeyConfig::PRIVATE_KEY.lockable(), KeyConfig(0x0033));
        assert_eq!(KeyConfig::PUBLIC_KEY, KeyConfig(0x0010));
        assert_eq!(KeyConfig::AES_KEY, KeyConfig(0x0018));
        assert_eq!(KeyConfig::DATA, KeyConfig(0x001C));
        assert_eq!(KeyConfig::PUBLIC_KEY.with_pub_info(), KeyConfig(0x0012));
        assert_eq!(KeyConfig::DATA.lockable().with_required_random(), KeyConfig(0x007C));
        assert!(KeyConfig::PRIVATE_KEY.is_p256_private());
        assert!(!KeyConfig::PUBLIC_KEY.is_p256_private());
    }

    #[test]
    fn every_field_is_shown() {
        let shown = alloc::string::ToString::to_string(&KeyConfig(0x93F1));
        let fields = "Private=1 PubInfo=0 KeyType=4 Lockable=1 ReqRandom=1 ReqAuth=1 AuthKey=3 PersistentDisable=1 X509id=2";
        assert_eq!(shown, fields);
    }

    #[test]
    fn x509_id_is_the_upper_two_bits() {
        assert_eq!((KeyConfig(0xC012).x509_id(), KeyConfig(0x4012).x509_id()), (3, 1));
    }

    #[test]
    fn auth_key_counts_only_with_req_auth() {
        assert_eq!(KeyConfig(0x0500).requires_auth(), None);
        assert_eq!(KeyConfig(0x0580).requires_auth(), Slot::new(5));
    }
}
