//! Where the fields of the configuration zone start, in bytes.

/// SN\[0:3\].
pub const SERIAL_LOW: usize = 0;
/// RevNum, 4 bytes; the third tells the part.
pub const REVISION: usize = 4;
/// SN\[4:8\].
pub const SERIAL_HIGH: usize = 8;
/// AES_Enable, bit 0.
pub const AES_ENABLE: usize = 13;
/// I2C_Enable, bit 0; else single-wire.
pub const I2C_ENABLE: usize = 14;
/// I2C_Address, in its 8-bit form.
pub const I2C_ADDRESS: usize = 16;
/// CountMatch.
pub const COUNT_MATCH: usize = 18;
/// OTPmode, in its place on the ATECC508A.
pub const OTP_MODE: usize = 18;
/// ChipMode.
pub const CHIP_MODE: usize = 19;
/// SlotConfig, 16 times 2 bytes.
pub const SLOT_CONFIG: usize = 20;
/// Counter 0 and Counter 1, 8 bytes each.
pub const COUNTERS: usize = 52;
/// UseLock.
pub const USE_LOCK: usize = 68;
/// LastKeyUse, 16 bytes, in the place of this and the fields up to byte 83 on the ATECC508A.
pub const LAST_KEY_USE: usize = 68;
/// VolatileKeyPermission.
pub const VOLATILE_KEY_PERMISSION: usize = 69;
/// SecureBoot, 2 bytes.
pub const SECURE_BOOT: usize = 70;
/// KdfIvLoc.
pub const KDF_IV_LOC: usize = 72;
/// KdfIvStr, 2 bytes.
pub const KDF_IV_STR: usize = 73;
/// UserExtra.
pub const USER_EXTRA: usize = 84;
/// UserExtraAdd.
pub const USER_EXTRA_ADD: usize = 85;
/// LockValue: 0x55 while data and OTP are unlocked.
pub const LOCK_VALUE: usize = 86;
/// LockConfig: 0x55 while this zone is unlocked.
pub const LOCK_CONFIG: usize = 87;
/// SlotLocked, 2 bytes: bit n is 1 while slot n is not locked on its own.
pub const SLOT_LOCKED: usize = 88;
/// ChipOptions, 2 bytes.
pub const CHIP_OPTIONS: usize = 90;
/// X509format, 4 bytes.
pub const X509_FORMAT: usize = 92;
/// KeyConfig, 16 times 2 bytes.
pub const KEY_CONFIG: usize = 96;
