use core::fmt;

use crate::Slot;

/// ChipOptions: bytes 90–91 of the configuration, little-endian.
///
/// | bits | field |
/// |---|---|
/// | 0 | PowerOnSelfTest: each wake from sleep begins with a self test |
/// | 1 | IoProtectionKeyEnable |
/// | 2 | KdfAesEnable |
/// | 3 | AutoClearFirstFail: a failed health test of the generator is forgotten as soon as it was told |
/// | 8–9 | EcdhProtectionBits: [`OutputProtection`] |
/// | 10–11 | KdfProtectionBits: [`OutputProtection`] |
/// | 12–15 | IoProtectionKey: its slot |
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ChipOptions(pub u16);

impl ChipOptions {
    const POWER_ON_SELF_TEST: u16 = 1;
    const IO_KEY_ENABLE: u16 = 1 << 1;
    const KDF_AES_ENABLE: u16 = 1 << 2;
    const AUTO_CLEAR_FIRST_FAIL: u16 = 1 << 3;
    const ECDH_PROTECTION_SHIFT: u32 = 8;
    const KDF_PROTECTION_SHIFT: u32 = 10;
    const IO_KEY_SHIFT: u32 = 12;

    /// The same with the IO protection key in `slot`.
    #[must_use]
    pub const fn with_io_protection_key(self, slot: Slot) -> Self {
        let others = self.0 & !(0xF << Self::IO_KEY_SHIFT);
        Self(others | Self::IO_KEY_ENABLE | (slot.number() as u16) << Self::IO_KEY_SHIFT)
    }

    /// The same with KdfAesEnable.
    #[must_use]
    pub const fn with_kdf_aes(self) -> Self {
        Self(self.0 | Self::KDF_AES_ENABLE)
    }

    /// The same with AutoClearFirstFail.
    #[must_use]
    pub const fn with_auto_clear_first_fail(self) -> Self {
        Self(self.0 | Self::AUTO_CLEAR_FIRST_FAIL)
    }

    /// The same with PowerOnSelfTest.
    #[must_use]
    pub const fn with_power_on_self_test(self) -> Self {
        Self(self.0 | Self::POWER_ON_SELF_TEST)
    }

    /// The same with this rule for secrets of ECDH.
    #[must_use]
    pub const fn with_ecdh_protection(self, protection: OutputProtection) -> Self {
        let others = self.0 & !(0b11 << Self::ECDH_PROTECTION_SHIFT);
        Self(others | (protection as u16) << Self::ECDH_PROTECTION_SHIFT)
    }

    /// The same with this rule for results of KDF.
    #[must_use]
    pub const fn with_kdf_protection(self, protection: OutputProtection) -> Self {
        let others = self.0 & !(0b11 << Self::KDF_PROTECTION_SHIFT);
        Self(others | (protection as u16) << Self::KDF_PROTECTION_SHIFT)
    }

    /// PowerOnSelfTest.
    #[must_use]
    pub const fn power_on_self_test(self) -> bool {
        self.0 & Self::POWER_ON_SELF_TEST != 0
    }

    /// The slot of the IO protection key, if it is enabled.
    #[must_use]
    pub const fn io_protection_key(self) -> Option<Slot> {
        if self.0 & Self::IO_KEY_ENABLE != 0 {
            Some(Slot::from_nibble(self.0.to_be_bytes()[0] >> 4))
        } else {
            None
        }
    }

    /// KdfAesEnable.
    #[must_use]
    pub const fn kdf_aes(self) -> bool {
        self.0 & Self::KDF_AES_ENABLE != 0
    }

    /// AutoClearFirstFail.
    #[must_use]
    pub const fn auto_clear_first_fail(self) -> bool {
        self.0 & Self::AUTO_CLEAR_FIRST_FAIL != 0
    }

    /// What happens to secrets of ECDH.
    #[must_use]
    pub const fn ecdh_protection(self) -> OutputProtection {
        OutputProtection::from_bits(self.0 >> Self::ECDH_PROTECTION_SHIFT)
    }

    /// What happens to results of KDF.
    #[must_use]
    pub const fn kdf_protection(self) -> OutputProtection {
        OutputProtection::from_bits(self.0 >> Self::KDF_PROTECTION_SHIFT)
    }
}

impl fmt::Display for ChipOptions {
    /// Its fields.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bit = u8::from;
        write!(
            f,
            "PowerOnSelfTest={} IoProtectionKeyEnable={} KdfAesEnable={} AutoClearFirstFail={} EcdhProtectionBits={} \
             KdfProtectionBits={} IoProtectionKey={}",
            bit(self.power_on_self_test()),
            bit(self.io_protection_key().is_some()),
            bit(self.kdf_aes()),
            bit(self.auto_clear_first_fail()),
            self.ecdh_protection() as u8,
            self.kdf_protection() as u8,
            self.0 >> Self::IO_KEY_SHIFT
        )
    }
}

impl fmt::Debug for ChipOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChipOptions({:#06x})", self.0)
    }
}

/// How secrets may leave the chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutputProtection {
    /// 0: in clear, if the command asks for it.
    ClearAllowed = 0,
    /// 1: encrypted with the IO protection key.
    EncryptedOnly = 1,
    /// 2: not at all.
    StaysInside = 2,
    /// 3: not a legal value; the strictest reading is the safe one.
    Reserved = 3,
}

impl OutputProtection {
    /// From the two lowest bits.
    const fn from_bits(bits: u16) -> Self {
        match bits & 0b11 {
            0 => Self::ClearAllowed,
            1 => Self::EncryptedOnly,
            2 => Self::StaysInside,
            _ => Self::Reserved,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_stand_where_the_data_sheet_puts_them() {
        let options = ChipOptions(0x6908);
        assert_eq!(options.io_protection_key(), None, "not enabled");
        assert_eq!(options.ecdh_protection(), OutputProtection::EncryptedOnly);
        assert_eq!(options.kdf_protection(), OutputProtection::StaysInside);
        assert_eq!(ChipOptions(0x0C00).kdf_protection(), OutputProtection::Reserved);
        assert!(options.auto_clear_first_fail() && !options.kdf_aes() && !options.power_on_self_test());
        assert!(ChipOptions(1).power_on_self_test());
    }

    #[test]
    fn what_is_built_is_what_the_data_sheet_writes() {
        let six = Slot::from_nibble(6);
        let options =
            ChipOptions(0xF000).with_io_protection_key(six).with_kdf_aes().with_auto_clear_first_fail();
        assert_eq!(options, ChipOptions(0x600E));
        assert_eq!(options.io_protection_key(), Some(six));
        assert!(options.kdf_aes() && options.auto_clear_first_fail());
        let strict = options
            .with_power_on_self_test()
            .with_ecdh_protection(OutputProtection::EncryptedOnly)
            .with_kdf_protection(OutputProtection::StaysInside);
        assert_eq!(strict, ChipOptions(0x690F));
        let open = strict.with_ecdh_protection(OutputProtection::ClearAllowed);
        assert_eq!(open.with_kdf_protection(OutputProtection::Reserved), ChipOptions(0x6C0F));
        let shown = alloc::string::ToString::to_string(&strict);
        let fields = "PowerOnSelfTest=1 IoProtectionKeyEnable=1 KdfAesEnable=1 AutoClearFirstFail=1 EcdhProtectionBits=1 \
                      KdfProtectionBits=2 IoProtectionKey=6";
        assert_eq!(shown, fields);
    }
}
