use core::fmt;

use super::{Phase, SerialNumber, SlotPolicy, offset};
use crate::Slot;
use crate::crc::crc16;

/// The configuration zone, as it stands on the chip: 128 bytes, each with an owner ([`fields`](Self::fields)).
///
/// What Write may change has a pair of methods, one that reads and one that sets; setting what was read changes no
/// bit. `Display` tells the whole zone, line by line.
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
    pub(super) fn field<const N: usize>(&self, at: usize) -> [u8; N] {
        self.bytes.get(at..).and_then(|tail| tail.first_chunk()).copied().unwrap_or([0; N])
    }

    pub(super) fn set_field<const N: usize>(&mut self, at: usize, value: [u8; N]) {
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

    /// AES_Enable: whether there is an AES engine. It cannot be changed; an ATECC508A has none.
    #[must_use]
    pub fn aes_enable(&self) -> bool {
        const ENABLE: u8 = 1;
        let [byte] = self.field(offset::AES_ENABLE);
        byte & ENABLE != 0 && !self.is_atecc508a()
    }

    /// I2C_Enable: whether the part speaks I2C, not the single-wire interface. It cannot be changed.
    #[must_use]
    pub fn i2c_enable(&self) -> bool {
        const ENABLE: u8 = 1;
        let [byte] = self.field(offset::I2C_ENABLE);
        byte & ENABLE != 0
    }

    /// The 7-bit address that the part answers to after its next sleep or power-up: UserExtraAdd, if ChipMode makes
    /// it an address and it has been set; else I2C_Address. On an ATECC508A always the latter.
    #[must_use]
    pub fn bus_address(&self) -> u8 {
        let extra = self.user_extra_add();
        if self.chip_mode().address_from_extra() && extra != 0 && !self.is_atecc508a() {
            extra >> 1
        } else {
            self.i2c_address()
        }
    }

    /// UserExtra, which UpdateExtra sets once.
    #[must_use]
    pub fn user_extra(&self) -> u8 {
        let [byte] = self.field(offset::USER_EXTRA);
        byte
    }

    /// UserExtraAdd, which UpdateExtra sets once: an I2C address in its 8-bit form, if ChipMode makes it one. On an
    /// ATECC508A: its Selector.
    #[must_use]
    pub fn user_extra_add(&self) -> u8 {
        let [byte] = self.field(offset::USER_EXTRA_ADD);
        byte
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
        self.slots_locked().contains(slot)
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
    use crate::config::{KeyConfig, SlotConfig};
    use crate::timing::ClockDivider;

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
        assert_eq!(zone.chip_mode().clock_divider(), ClockDivider::M2);
        assert!(zone.chip_mode().long_watchdog());
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
