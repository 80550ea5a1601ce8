use core::fmt;

use crate::Slot;

/// SlotConfig: who may read, write and use a slot. Two bytes, little-endian, per slot.
///
/// | bits | data and secrets | private keys |
/// |---|---|---|
/// | 0–3 | ReadKey: the slot whose key encrypts reads; 0 also allows a CheckMac copy | [`PrivateKeyUse`] |
/// | 4 | NoMac: not for MAC and HMAC | |
/// | 5 | LimitedUse: Counter 0 counts each use | the same |
/// | 6 | EncryptRead | |
/// | 7 | IsSecret: never readable in clear | must be 1 |
/// | 8–11 | WriteKey: the slot whose key encrypts writes | the same |
/// | 12–15 | [`WriteConfig`] | the same |
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct SlotConfig(pub u16);

impl SlotConfig {
    const NO_MAC: u16 = 1 << 4;
    const LIMITED_USE: u16 = 1 << 5;
    const ENCRYPT_READ: u16 = 1 << 6;
    const IS_SECRET: u16 = 1 << 7;

    /// Readable and writable by anyone, in clear.
    pub const PUBLIC_DATA: Self = Self(0x0000);
    /// Readable by anyone, never written again once the data zone is locked.
    pub const CONSTANT: Self = Self(0x8000);

    /// A private key that may do what `allowed` says, and that is as changeable as `write` says.
    #[must_use]
    pub const fn private_key(allowed: PrivateKeyUse, write: WriteConfig) -> Self {
        Self((write.0 as u16) << 12 | Self::IS_SECRET | allowed.0 as u16)
    }

    /// A secret that nobody can read, and that is as changeable as `write` says under `write_key`.
    #[must_use]
    pub const fn secret(write_key: Slot, write: WriteConfig) -> Self {
        Self((write.0 as u16) << 12 | (write_key.number() as u16) << 8 | Self::IS_SECRET)
    }

    /// A public key that can be used only once the one in `parent` has validated it, and written only while it is
    /// not valid.
    #[must_use]
    pub const fn validated_public_key(parent: Slot) -> Self {
        Self((WriteConfig::PUB_INVALID.0 as u16) << 12).with_read_key(parent)
    }

    /// The same with this ReadKey. On a secret that is never read any but slot 0 keeps CheckMac from copying it.
    #[must_use]
    pub const fn with_read_key(self, read_key: Slot) -> Self {
        Self(self.0 & !0x0F | read_key.number() as u16)
    }

    /// What a private key in this slot may be used for.
    #[must_use]
    pub const fn private_key_use(self) -> PrivateKeyUse {
        PrivateKeyUse(self.0.to_le_bytes()[0] & 0x0F)
    }

    /// ReadKey.
    #[must_use]
    pub const fn read_key(self) -> Slot {
        Slot::from_nibble(self.0.to_le_bytes()[0])
    }

    /// NoMac.
    #[must_use]
    pub const fn no_mac(self) -> bool {
        self.0 & Self::NO_MAC != 0
    }

    /// LimitedUse.
    #[must_use]
    pub const fn limited_use(self) -> bool {
        self.0 & Self::LIMITED_USE != 0
    }

    /// EncryptRead.
    #[must_use]
    pub const fn encrypt_read(self) -> bool {
        self.0 & Self::ENCRYPT_READ != 0
    }

    /// IsSecret.
    #[must_use]
    pub const fn is_secret(self) -> bool {
        self.0 & Self::IS_SECRET != 0
    }

    /// WriteKey.
    #[must_use]
    pub const fn write_key(self) -> Slot {
        Slot::from_nibble(self.0.to_le_bytes()[1])
    }

    /// WriteConfig.
    #[must_use]
    pub const fn write_config(self) -> WriteConfig {
        WriteConfig(self.0.to_le_bytes()[1] >> 4)
    }
}

impl fmt::Debug for SlotConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SlotConfig({:#06x})", self.0)
    }
}

impl fmt::Display for SlotConfig {
    /// Its fields, with the names that the data sheet has for data and secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bit = u8::from;
        write!(
            f,
            "ReadKey={} NoMac={} LimitedUse={} EncryptRead={} IsSecret={} WriteKey={} WriteConfig={:04b}",
            self.read_key(),
            bit(self.no_mac()),
            bit(self.limited_use()),
            bit(self.encrypt_read()),
            bit(self.is_secret()),
            self.write_key(),
            self.write_config().0
        )
    }
}

/// Bits 0–3 of the SlotConfig of a private key: what the key may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct PrivateKeyUse(u8);

impl PrivateKeyUse {
    /// Sign digests that come from outside.
    pub const EXTERNAL_SIGN: Self = Self(1);
    /// Sign what GenDig or GenKey left in TempKey.
    pub const INTERNAL_SIGN: Self = Self(1 << 1);
    /// Agree on secrets (ECDH).
    pub const ECDH: Self = Self(1 << 2);
    /// Keep the agreed secret in the next slot instead of giving it out; even slots only.
    pub const ECDH_INTO_NEXT_SLOT: Self = Self(1 << 3);

    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` is allowed.
    #[must_use]
    pub const fn allows(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// WriteConfig: bits 12–15 of SlotConfig.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct WriteConfig(u8);

impl WriteConfig {
    /// 0000: Write in clear, always; on a private key: nothing can change it.
    pub const ALWAYS: Self = Self(0b0000);
    /// 0001: Write in clear while the stored public key is invalidated.
    pub const PUB_INVALID: Self = Self(0b0001);
    /// 0010: no Write; GenKey may make a new private key, DeriveKey a new secret.
    pub const GEN_KEY: Self = Self(0b0010);
    /// 1000: no Write.
    pub const NEVER: Self = Self(0b1000);
    /// 0100: Write and PrivWrite encrypted under WriteKey.
    pub const ENCRYPTED: Self = Self(0b0100);

    /// Write works in clear, whatever the slot holds.
    #[must_use]
    pub const fn clear_write(self) -> bool {
        self.0 == Self::ALWAYS.0
    }

    /// Write works in clear while the public key in the slot is invalidated.
    #[must_use]
    pub const fn write_while_invalid(self) -> bool {
        self.0 == Self::PUB_INVALID.0
    }

    /// Bit 14: Write and PrivWrite work, encrypted and with a MAC.
    #[must_use]
    pub const fn encrypted_write(self) -> bool {
        self.0 & Self::ENCRYPTED.0 != 0
    }

    /// Bit 13: GenKey works on a private key (and DeriveKey on a secret).
    #[must_use]
    pub const fn gen_key(self) -> bool {
        self.0 & Self::GEN_KEY.0 != 0
    }

    /// Bit 12: the parent of DeriveKey is the secret in WriteKey (create), not that in the slot (roll).
    #[must_use]
    pub const fn creates(self) -> bool {
        self.0 & Self::PUB_INVALID.0 != 0
    }

    /// Bit 15: DeriveKey needs a MAC under WriteKey.
    #[must_use]
    pub const fn mac_on_derive(self) -> bool {
        self.0 & Self::NEVER.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_stand_where_the_data_sheet_puts_them() {
        let config = SlotConfig(0x64C4);
        assert_eq!(config.read_key().number(), 4);
        assert!(!config.no_mac() && !config.limited_use());
        assert!(config.encrypt_read() && config.is_secret());
        assert_eq!(config.write_key().number(), 4);
        assert_eq!(config.write_config(), WriteConfig(0b0110));
        assert!(config.write_config().encrypted_write() && config.write_config().gen_key());
    }

    #[test]
    fn every_field_is_shown() {
        let shown = alloc::string::ToString::to_string(&SlotConfig(0x64C4));
        let fields = "ReadKey=4 NoMac=0 LimitedUse=0 EncryptRead=1 IsSecret=1 WriteKey=4 WriteConfig=0110";
        assert_eq!(shown, fields);
    }

    #[test]
    fn secrets_and_validated_keys() {
        let slot = Slot::from_nibble;
        let secret = SlotConfig::secret(slot(6), WriteConfig::ENCRYPTED);
        assert_eq!(secret, SlotConfig(0x4680));
        assert_eq!(secret.with_read_key(slot(15)), SlotConfig(0x468F));
        assert_eq!(SlotConfig::validated_public_key(slot(13)), SlotConfig(0x100D));
    }

    #[test]
    fn a_permanent_signing_key() {
        let config = SlotConfig::private_key(PrivateKeyUse::EXTERNAL_SIGN, WriteConfig::ALWAYS);
        assert_eq!(config, SlotConfig(0x0081));
        assert!(config.private_key_use().allows(PrivateKeyUse::EXTERNAL_SIGN));
        assert!(!config.private_key_use().allows(PrivateKeyUse::ECDH));
        assert!(!config.write_config().gen_key());
    }
}
