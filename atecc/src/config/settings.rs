//! What Write may change before the zone is locked: a method that reads and one that sets for each field.

use super::{
    AbsentField, ChipMode, ChipOptions, ConfigZone, Count, CountMatch, Field, KdfIv, KeyConfig, LastKeyUse,
    OtpMode, SecureBootConfig, SlotConfig, SlotsLocked, UseLock, VolatileKeyPermission, X509Format, offset,
};
use crate::Slot;
use crate::command::CounterId;

/// What every part has.
impl ConfigZone {
    /// I2C_Address: the 7-bit address.
    #[must_use]
    pub fn i2c_address(&self) -> u8 {
        let [byte] = self.field(offset::I2C_ADDRESS);
        byte >> 1
    }

    /// Sets the 7-bit address; its highest bit does not count.
    pub fn set_i2c_address(&mut self, address: u8) {
        const UNUSED: u8 = 1;
        let [before] = self.field(offset::I2C_ADDRESS);
        self.set_field(offset::I2C_ADDRESS, [address << 1 | before & UNUSED]);
    }

    /// ChipMode.
    #[must_use]
    pub fn chip_mode(&self) -> ChipMode {
        let [byte] = self.field(offset::CHIP_MODE);
        ChipMode(byte)
    }

    /// Sets ChipMode.
    pub fn set_chip_mode(&mut self, mode: ChipMode) {
        self.set_field(offset::CHIP_MODE, [mode.0]);
    }

    /// SlotConfig: the access rules of a slot.
    #[must_use]
    pub fn slot_config(&self, slot: Slot) -> SlotConfig {
        SlotConfig(u16::from_le_bytes(self.field(offset::SLOT_CONFIG + 2 * usize::from(slot.number()))))
    }

    /// Sets the access rules of a slot.
    pub fn set_slot_config(&mut self, slot: Slot, config: SlotConfig) {
        self.set_field(offset::SLOT_CONFIG + 2 * usize::from(slot.number()), config.0.to_le_bytes());
    }

    /// Counter0 or Counter1.
    #[must_use]
    pub fn counter(&self, id: CounterId) -> Count {
        Count(self.field(offset::COUNTERS + Count::SIZE * usize::from(id as u8)))
    }

    /// Sets Counter0 or Counter1.
    pub fn set_counter(&mut self, id: CounterId, count: Count) {
        self.set_field(offset::COUNTERS + Count::SIZE * usize::from(id as u8), count.0);
    }

    /// SlotLocked: which slots are locked on their own.
    #[must_use]
    pub fn slots_locked(&self) -> SlotsLocked {
        SlotsLocked(u16::from_le_bytes(self.field(offset::SLOT_LOCKED)))
    }

    /// Sets which slots are locked on their own.
    pub fn set_slots_locked(&mut self, locked: SlotsLocked) {
        self.set_field(offset::SLOT_LOCKED, locked.0.to_le_bytes());
    }

    /// X509format of one X509id (0–3, of which only the two lowest bits count).
    #[must_use]
    pub fn x509_format(&self, id: u8) -> X509Format {
        let [byte] = self.field(offset::X509_FORMAT + usize::from(id & 0b11));
        X509Format(byte)
    }

    /// Sets X509format of one X509id (0–3, of which only the two lowest bits count).
    pub fn set_x509_format(&mut self, id: u8, format: X509Format) {
        self.set_field(offset::X509_FORMAT + usize::from(id & 0b11), [format.0]);
    }

    /// KeyConfig: the kind of key in a slot.
    #[must_use]
    pub fn key_config(&self, slot: Slot) -> KeyConfig {
        KeyConfig(u16::from_le_bytes(self.field(offset::KEY_CONFIG + 2 * usize::from(slot.number()))))
    }

    /// Sets the kind of key in a slot.
    pub fn set_key_config(&mut self, slot: Slot, config: KeyConfig) {
        self.set_field(offset::KEY_CONFIG + 2 * usize::from(slot.number()), config.0.to_le_bytes());
    }
}

/// What only the ATECC608 has: off on an ATECC508A, and not to be set there.
impl ConfigZone {
    /// The field, or zeros on an ATECC508A.
    fn field_608<const N: usize>(&self, at: usize) -> [u8; N] {
        if self.is_atecc508a() { [0; N] } else { self.field(at) }
    }

    fn set_field_608<const N: usize>(&mut self, field: Field, value: [u8; N]) -> Result<(), AbsentField> {
        if self.is_atecc508a() {
            return Err(AbsentField(field));
        }
        self.set_field(field.bytes().start, value);
        Ok(())
    }

    /// CountMatch.
    #[must_use]
    pub fn count_match(&self) -> CountMatch {
        let [byte] = self.field_608(offset::COUNT_MATCH);
        CountMatch(byte)
    }

    /// Sets CountMatch.
    ///
    /// # Errors
    /// On an ATECC508A.
    pub fn set_count_match(&mut self, count_match: CountMatch) -> Result<(), AbsentField> {
        self.set_field_608(Field::CountMatch, [count_match.0])
    }

    /// UseLock.
    #[must_use]
    pub fn use_lock(&self) -> UseLock {
        let [byte] = self.field_608(offset::USE_LOCK);
        UseLock(byte)
    }

    /// Sets UseLock.
    ///
    /// # Errors
    /// On an ATECC508A.
    pub fn set_use_lock(&mut self, use_lock: UseLock) -> Result<(), AbsentField> {
        self.set_field_608(Field::UseLock, [use_lock.0])
    }

    /// VolatileKeyPermission.
    #[must_use]
    pub fn volatile_key_permission(&self) -> VolatileKeyPermission {
        let [byte] = self.field_608(offset::VOLATILE_KEY_PERMISSION);
        VolatileKeyPermission(byte)
    }

    /// Sets VolatileKeyPermission.
    ///
    /// # Errors
    /// On an ATECC508A.
    pub fn set_volatile_key_permission(
        &mut self,
        permission: VolatileKeyPermission,
    ) -> Result<(), AbsentField> {
        self.set_field_608(Field::VolatileKeyPermission, [permission.0])
    }

    /// SecureBootConfig.
    #[must_use]
    pub fn secure_boot_config(&self) -> SecureBootConfig {
        SecureBootConfig(u16::from_le_bytes(self.field_608(offset::SECURE_BOOT)))
    }

    /// Sets SecureBootConfig.
    ///
    /// # Errors
    /// On an ATECC508A.
    pub fn set_secure_boot_config(&mut self, config: SecureBootConfig) -> Result<(), AbsentField> {
        self.set_field_608(Field::SecureBootConfig, config.0.to_le_bytes())
    }

    /// KdfIvLoc and KdfIvStr.
    #[must_use]
    pub fn kdf_iv(&self) -> KdfIv {
        let ([location], string) = (self.field_608(offset::KDF_IV_LOC), self.field_608(offset::KDF_IV_STR));
        KdfIv { location, string }
    }

    /// Sets KdfIvLoc and KdfIvStr.
    ///
    /// # Errors
    /// On an ATECC508A.
    pub fn set_kdf_iv(&mut self, iv: KdfIv) -> Result<(), AbsentField> {
        self.set_field_608(Field::KdfIvLoc, [iv.location])?;
        self.set_field_608(Field::KdfIvStr, iv.string)
    }

    /// ChipOptions.
    #[must_use]
    pub fn chip_options(&self) -> ChipOptions {
        ChipOptions(u16::from_le_bytes(self.field_608(offset::CHIP_OPTIONS)))
    }

    /// Sets ChipOptions.
    ///
    /// # Errors
    /// On an ATECC508A.
    pub fn set_chip_options(&mut self, options: ChipOptions) -> Result<(), AbsentField> {
        self.set_field_608(Field::ChipOptions, options.0.to_le_bytes())
    }
}

/// What only the ATECC508A has.
impl ConfigZone {
    fn set_field_508a<const N: usize>(&mut self, field: Field, value: [u8; N]) -> Result<(), AbsentField> {
        if !self.is_atecc508a() {
            return Err(AbsentField(field));
        }
        self.set_field(field.bytes().start, value);
        Ok(())
    }

    /// OTPmode of an ATECC508A.
    #[must_use]
    pub fn otp_mode(&self) -> Option<OtpMode> {
        let [byte] = self.field(offset::OTP_MODE);
        self.is_atecc508a().then_some(OtpMode(byte))
    }

    /// Sets OTPmode.
    ///
    /// # Errors
    /// On all parts but an ATECC508A.
    pub fn set_otp_mode(&mut self, mode: OtpMode) -> Result<(), AbsentField> {
        self.set_field_508a(Field::OtpMode, [mode.0])
    }

    /// LastKeyUse of an ATECC508A.
    #[must_use]
    pub fn last_key_use(&self) -> Option<LastKeyUse> {
        self.is_atecc508a().then(|| LastKeyUse(self.field(offset::LAST_KEY_USE)))
    }

    /// Sets LastKeyUse.
    ///
    /// # Errors
    /// On all parts but an ATECC508A.
    pub fn set_last_key_use(&mut self, uses: LastKeyUse) -> Result<(), AbsentField> {
        self.set_field_508a(Field::LastKeyUse, uses.0)
    }
}
