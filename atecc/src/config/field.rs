use core::fmt;
use core::ops::Range;

use super::{ConfigZone, offset};

/// A field of the configuration zone: which bytes it owns, and which of their bits have a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the data sheet's names, each described with its type")]
pub enum Field {
    SerialLow,
    RevNum,
    SerialHigh,
    AesEnable,
    I2cEnable,
    I2cAddress,
    CountMatch,
    OtpMode,
    ChipMode,
    SlotConfig,
    Counter0,
    Counter1,
    UseLock,
    LastKeyUse,
    VolatileKeyPermission,
    SecureBootConfig,
    KdfIvLoc,
    KdfIvStr,
    UserExtra,
    UserExtraAdd,
    Selector,
    LockValue,
    LockConfig,
    SlotLocked,
    ChipOptions,
    X509Format,
    KeyConfig,
    /// Bytes without a meaning: the first, and how many.
    Reserved(u8, u8),
}

/// Bits that have no meaning in the even and in the odd bytes of a field.
type Reserved = [u8; 2];
const NONE: Reserved = [0, 0];
const ALL: Reserved = [0xFF, 0xFF];

impl Field {
    /// Those of an ATECC608, from the first byte to the last.
    pub const ATECC608: &[Self] = &[
        Self::SerialLow,
        Self::RevNum,
        Self::SerialHigh,
        Self::AesEnable,
        Self::I2cEnable,
        Self::Reserved(15, 1),
        Self::I2cAddress,
        Self::Reserved(17, 1),
        Self::CountMatch,
        Self::ChipMode,
        Self::SlotConfig,
        Self::Counter0,
        Self::Counter1,
        Self::UseLock,
        Self::VolatileKeyPermission,
        Self::SecureBootConfig,
        Self::KdfIvLoc,
        Self::KdfIvStr,
        Self::Reserved(75, 9),
        Self::UserExtra,
        Self::UserExtraAdd,
        Self::LockValue,
        Self::LockConfig,
        Self::SlotLocked,
        Self::ChipOptions,
        Self::X509Format,
        Self::KeyConfig,
    ];

    /// Those of an ATECC508A.
    pub const ATECC508A: &[Self] = &[
        Self::SerialLow,
        Self::RevNum,
        Self::SerialHigh,
        Self::Reserved(13, 1),
        Self::I2cEnable,
        Self::Reserved(15, 1),
        Self::I2cAddress,
        Self::Reserved(17, 1),
        Self::OtpMode,
        Self::ChipMode,
        Self::SlotConfig,
        Self::Counter0,
        Self::Counter1,
        Self::LastKeyUse,
        Self::UserExtra,
        Self::Selector,
        Self::LockValue,
        Self::LockConfig,
        Self::SlotLocked,
        Self::Reserved(90, 2),
        Self::X509Format,
        Self::KeyConfig,
    ];

    /// Name, first byte, bytes, bits without a meaning.
    const fn layout(self) -> (&'static str, usize, usize, Reserved) {
        match self {
            Self::SerialLow => ("SN[0:3]", offset::SERIAL_LOW, 4, NONE),
            Self::RevNum => ("RevNum", offset::REVISION, 4, NONE),
            Self::SerialHigh => ("SN[4:8]", offset::SERIAL_HIGH, 5, NONE),
            Self::AesEnable => ("AES_Enable", offset::AES_ENABLE, 1, [0xFE, 0]),
            Self::I2cEnable => ("I2C_Enable", offset::I2C_ENABLE, 1, [0xFE, 0]),
            Self::I2cAddress => ("I2C_Address", offset::I2C_ADDRESS, 1, [0x01, 0]),
            Self::CountMatch => ("CountMatch", offset::COUNT_MATCH, 1, [0x0E, 0]),
            Self::OtpMode => ("OTPmode", offset::OTP_MODE, 1, NONE),
            Self::ChipMode => ("ChipMode", offset::CHIP_MODE, 1, NONE),
            Self::SlotConfig => ("SlotConfig", offset::SLOT_CONFIG, 32, NONE),
            Self::Counter0 => ("Counter0", offset::COUNTERS, 8, NONE),
            Self::Counter1 => ("Counter1", offset::COUNTERS + 8, 8, NONE),
            Self::UseLock => ("UseLock", offset::USE_LOCK, 1, NONE),
            Self::LastKeyUse => ("LastKeyUse", offset::LAST_KEY_USE, 16, NONE),
            Self::VolatileKeyPermission => {
                ("VolatileKeyPermission", offset::VOLATILE_KEY_PERMISSION, 1, [0x70, 0])
            }
            Self::SecureBootConfig => ("SecureBootConfig", offset::SECURE_BOOT, 2, [0xE4, 0]),
            Self::KdfIvLoc => ("KdfIvLoc", offset::KDF_IV_LOC, 1, NONE),
            Self::KdfIvStr => ("KdfIvStr", offset::KDF_IV_STR, 2, NONE),
            Self::UserExtra => ("UserExtra", offset::USER_EXTRA, 1, NONE),
            Self::UserExtraAdd => ("UserExtraAdd", offset::USER_EXTRA_ADD, 1, NONE),
            Self::Selector => ("Selector", offset::USER_EXTRA_ADD, 1, NONE),
            Self::LockValue => ("LockValue", offset::LOCK_VALUE, 1, NONE),
            Self::LockConfig => ("LockConfig", offset::LOCK_CONFIG, 1, NONE),
            Self::SlotLocked => ("SlotLocked", offset::SLOT_LOCKED, 2, NONE),
            Self::ChipOptions => ("ChipOptions", offset::CHIP_OPTIONS, 2, [0xF0, 0]),
            Self::X509Format => ("X509format", offset::X509_FORMAT, 4, NONE),
            Self::KeyConfig => ("KeyConfig", offset::KEY_CONFIG, 32, [0, 0x20]),
            Self::Reserved(start, length) => ("Reserved", start as usize, length as usize, ALL),
        }
    }

    /// Its name in the data sheet.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.layout().0
    }

    /// The bytes that it owns.
    #[must_use]
    pub const fn bytes(self) -> Range<usize> {
        let (_, start, length, _) = self.layout();
        start..start + length
    }

    /// The bits of the byte at `index` of the zone that the data sheet gives no meaning; all of a byte that is not its.
    #[must_use]
    pub const fn reserved_bits(self, index: usize) -> u8 {
        let (_, start, length, [even, odd]) = self.layout();
        match index.checked_sub(start) {
            Some(at) if at >= length => 0xFF,
            Some(at) if at % 2 == 0 => even,
            Some(_) => odd,
            None => 0xFF,
        }
    }
}

impl fmt::Display for Field {
    /// Its name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The part has no such field: its bytes mean something else there, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AbsentField(pub Field);

impl fmt::Display for AbsentField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a field of this part (see RevNum): leave it out", self.0)
    }
}

impl core::error::Error for AbsentField {}

impl ConfigZone {
    /// The fields of this part, from the first byte to the last: each byte has one owner.
    #[must_use]
    pub fn fields(&self) -> &'static [Field] {
        if self.is_atecc508a() { Field::ATECC508A } else { Field::ATECC608 }
    }

    /// The reserved bits that are set nevertheless: the byte, and those bits of it.
    pub fn reserved_bits_set(&self) -> impl Iterator<Item = (usize, u8)> {
        let owned = self.fields().iter().flat_map(|field| field.bytes().map(|index| (*field, index)));
        owned.zip(self.as_bytes()).filter_map(|((field, index), byte)| {
            let set = field.reserved_bits(index) & byte;
            (set != 0).then_some((index, set))
        })
    }
}
