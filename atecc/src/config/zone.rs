use core::fmt;

use super::{ChipOptions, KeyConfig, SlotConfig, SlotPolicy, X509Format};
use crate::Slot;
use crate::crc::crc16;
use crate::timing::ClockDivider;

/// Where the fields of the configuration zone start, in bytes.
pub mod offset {
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
}

/// How far the life of a part has come: what may be read and written depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Neither zone is locked: only the configuration can be read and written.
    Blank,
    /// The configuration is locked, data and OTP are not: keys and data can be written, nothing read.
    Configured,
    /// Both are locked: the rules of the slots apply.
    Operational,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Blank => "blank",
            Self::Configured => "configured, data not locked",
            Self::Operational => "fully locked",
        })
    }
}

/// The nine bytes that no other part shares.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SerialNumber(pub [u8; 9]);

impl fmt::Display for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SerialNumber({self})")
    }
}

/// The configuration zone, as it stands on the chip.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigZone {
    bytes: [u8; Self::SIZE],
}

impl ConfigZone {
    /// Bytes of the zone.
    pub const SIZE: usize = 128;
    /// LockConfig and LockValue while they do not lock.
    pub const UNLOCKED: u8 = 0x55;
    /// What Lock makes of them.
    pub const LOCKED: u8 = 0x00;

    /// A view of the 128 bytes.
    #[must_use]
    pub const fn new(bytes: [u8; Self::SIZE]) -> Self {
        Self { bytes }
    }

    /// The 128 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; Self::SIZE] {
        &self.bytes
    }

    /// The 128 bytes, to be changed.
    pub const fn as_bytes_mut(&mut self) -> &mut [u8; Self::SIZE] {
        &mut self.bytes
    }

    /// `N` bytes from `at`, one of the offsets above: they all lie inside.
    fn field<const N: usize>(&self, at: usize) -> [u8; N] {
        self.bytes.get(at..).and_then(|tail| tail.first_chunk()).copied().unwrap_or([0; N])
    }

    fn set_field<const N: usize>(&mut self, at: usize, value: [u8; N]) {
        if let Some(field) = self.bytes.get_mut(at..).and_then(|tail| tail.first_chunk_mut()) {
            *field = value;
        }
    }

    /// SN\[0:8\].
    #[must_use]
    pub fn serial_number(&self) -> SerialNumber {
        let [a, b, c, d] = self.field(offset::SERIAL_LOW);
        let [e, f, g, h, i] = self.field(offset::SERIAL_HIGH);
        SerialNumber([a, b, c, d, e, f, g, h, i])
    }

    /// RevNum; its third byte is 0x60 on an ATECC608 and 0x50 on an ATECC508.
    #[must_use]
    pub fn revision(&self) -> [u8; 4] {
        self.field(offset::REVISION)
    }

    /// Whether the part talks I2C (I2C_Enable); else it talks over a single wire. The factory decides it.
    #[must_use]
    pub fn talks_i2c(&self) -> bool {
        let [byte] = self.field(offset::I2C_ENABLE);
        byte & 1 == 1
    }

    /// The 7-bit I2C address.
    #[must_use]
    pub fn i2c_address(&self) -> u8 {
        let [byte] = self.field(offset::I2C_ADDRESS);
        byte >> 1
    }

    /// The 7-bit address that the part answers to after its next sleep or power-up: UserExtraAdd, if ChipMode
    /// bit 0 makes it an address and it has been set; else I2C_Address.
    #[must_use]
    pub fn bus_address(&self) -> u8 {
        const ADDRESS_FROM_EXTRA: u8 = 1;
        let ([mode], [extra]) = (self.field(offset::CHIP_MODE), self.field(offset::USER_EXTRA_ADD));
        if mode & ADDRESS_FROM_EXTRA != 0 && extra != 0 { extra >> 1 } else { self.i2c_address() }
    }

    /// The clock divider that ChipMode asks for.
    #[must_use]
    pub fn clock_divider(&self) -> ClockDivider {
        let [mode] = self.field(offset::CHIP_MODE);
        ClockDivider::from_chip_mode(mode)
    }

    /// ChipMode bit 2: the watchdog waits some ten seconds instead of one.
    #[must_use]
    pub fn long_watchdog(&self) -> bool {
        let [mode] = self.field(offset::CHIP_MODE);
        mode & 0b100 != 0
    }

    /// The access rules of a slot.
    #[must_use]
    pub fn slot_config(&self, slot: Slot) -> SlotConfig {
        SlotConfig(u16::from_le_bytes(self.field(offset::SLOT_CONFIG + 2 * usize::from(slot.number()))))
    }

    /// Sets the access rules of a slot.
    pub fn set_slot_config(&mut self, slot: Slot, config: SlotConfig) {
        self.set_field(offset::SLOT_CONFIG + 2 * usize::from(slot.number()), config.0.to_le_bytes());
    }

    /// The kind of key in a slot.
    #[must_use]
    pub fn key_config(&self, slot: Slot) -> KeyConfig {
        KeyConfig(u16::from_le_bytes(self.field(offset::KEY_CONFIG + 2 * usize::from(slot.number()))))
    }

    /// Sets the kind of key in a slot.
    pub fn set_key_config(&mut self, slot: Slot, config: KeyConfig) {
        self.set_field(offset::KEY_CONFIG + 2 * usize::from(slot.number()), config.0.to_le_bytes());
    }

    /// What a slot is and what may be done to it, for people.
    #[must_use]
    pub fn slot_policy(&self, slot: Slot) -> SlotPolicy {
        SlotPolicy {
            slot,
            rules: self.slot_config(slot),
            key: self.key_config(slot),
            locked: self.slot_locked(slot),
        }
    }

    /// Whether this is the configuration of an ATECC508A, which gives some bytes another meaning.
    #[must_use]
    pub fn is_atecc508a(&self) -> bool {
        const ATECC508: u8 = 0x50;
        let [.., part, _] = self.revision();
        part == ATECC508
    }

    /// ChipOptions: nothing on an ATECC508A, where its bytes are reserved.
    #[must_use]
    pub fn chip_options(&self) -> ChipOptions {
        if self.is_atecc508a() {
            return ChipOptions::default();
        }
        ChipOptions(u16::from_le_bytes(self.field(offset::CHIP_OPTIONS)))
    }

    /// X509format of one X509id (0–3).
    #[must_use]
    pub fn x509_format(&self, id: u8) -> X509Format {
        let [a, b, c, d] = self.field(offset::X509_FORMAT);
        X509Format(match id & 0b11 {
            0 => a,
            1 => b,
            2 => c,
            _ => d,
        })
    }

    /// Whether this zone is locked.
    #[must_use]
    pub fn config_locked(&self) -> bool {
        self.field(offset::LOCK_CONFIG) != [Self::UNLOCKED]
    }

    /// Whether data and OTP are locked.
    #[must_use]
    pub fn data_locked(&self) -> bool {
        self.field(offset::LOCK_VALUE) != [Self::UNLOCKED]
    }

    /// Makes it that of a part that is fully locked, to look at what will be.
    pub fn set_locked(&mut self) {
        self.set_field(offset::LOCK_VALUE, [Self::LOCKED; 2]);
    }

    /// Whether `slot` was locked on its own.
    #[must_use]
    pub fn slot_locked(&self, slot: Slot) -> bool {
        u16::from_le_bytes(self.field(offset::SLOT_LOCKED)) >> slot.number() & 1 == 0
    }

    /// How far the life of this part has come.
    #[must_use]
    pub fn phase(&self) -> Phase {
        match (self.config_locked(), self.data_locked()) {
            (false, _) => Phase::Blank,
            (true, false) => Phase::Configured,
            (true, true) => Phase::Operational,
        }
    }

    /// The summary that Lock compares before it locks this zone.
    #[must_use]
    pub const fn crc(&self) -> u16 {
        crc16(&self.bytes)
    }

    /// Whether Write may change the byte at `index`: not the identity (0–15), nor the extra bytes and locks
    /// (84–87), which have commands of their own.
    #[must_use]
    pub const fn writable(index: usize) -> bool {
        matches!(index, 16..84 | 88..Self::SIZE)
    }
}

impl fmt::Debug for ConfigZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigZone")
            .field("serial_number", &self.serial_number())
            .field("phase", &self.phase())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn fields_stand_where_the_data_sheet_puts_them() {
        let mut bytes = [0; ConfigZone::SIZE];
        bytes[..4].copy_from_slice(&[0x01, 0x23, 0xA1, 0xB2]);
        bytes[4..8].copy_from_slice(&[0, 0, 0x60, 3]);
        bytes[8..13].copy_from_slice(&[0xC3, 0xD4, 0xE5, 0xF6, 0xEE]);
        bytes[16] = 0xC0;
        bytes[19] = 0x6C;
        bytes[20 + 18..20 + 20].copy_from_slice(&[0xC4, 0x64]);
        bytes[96 + 18..96 + 20].copy_from_slice(&[0x1C, 0x00]);
        bytes[86] = 0x55;
        bytes[87] = 0x00;
        bytes[88..90].copy_from_slice(&[0xFF, 0xFD]);
        let zone = ConfigZone::new(bytes);
        assert_eq!(zone.serial_number().to_string(), "0123A1B2C3D4E5F6EE");
        assert_eq!(zone.revision(), [0, 0, 0x60, 3]);
        assert_eq!(zone.i2c_address(), 0x60);
        assert_eq!(zone.clock_divider(), ClockDivider::M2);
        assert!(zone.long_watchdog());
        let nine = Slot::new(9).unwrap();
        assert_eq!(zone.slot_config(nine), SlotConfig(0x64C4));
        assert_eq!(zone.key_config(nine), KeyConfig(0x001C));
        assert_eq!(zone.phase(), Phase::Configured);
        assert!(zone.slot_locked(nine));
        assert!(!zone.slot_locked(Slot::new(8).unwrap()));
    }

    #[test]
    fn what_is_set_is_read_again() {
        let mut zone = ConfigZone::new([0; ConfigZone::SIZE]);
        for slot in Slot::all() {
            zone.set_slot_config(slot, SlotConfig(0x8F00 + u16::from(slot.number())));
            zone.set_key_config(slot, KeyConfig(0x3300 + u16::from(slot.number())));
        }
        for slot in Slot::all() {
            assert_eq!(zone.slot_config(slot).0, 0x8F00 + u16::from(slot.number()));
            assert_eq!(zone.key_config(slot).0, 0x3300 + u16::from(slot.number()));
        }
        assert_eq!(zone.as_bytes()[20..22], [0x00, 0x8F]);
        assert_eq!(zone.as_bytes()[126..128], [0x0F, 0x33]);
    }
}
