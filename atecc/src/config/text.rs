//! The whole zone for people.

use core::fmt;

use super::{ConfigZone, Field};
use crate::Slot;
use crate::command::CounterId;

/// Columns of names, then of bytes.
const NAME: usize = 21;

impl fmt::Display for ConfigZone {
    /// A line that says what part it is; one for each field: its name, its bytes, what they say; one for each slot; one
    /// for each reserved byte with bits that are set. No line ends the text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = if self.is_atecc508a() { "ATECC508A" } else { "ATECC608" };
        write!(f, "{part} {}, {}", self.serial_number(), self.phase())?;
        let fields = self.fields().iter().filter(|field| !matches!(field, Field::Reserved(..)));
        for field in fields {
            match field {
                // Told together, slot by slot.
                Field::SlotConfig | Field::KeyConfig => {}
                _ => {
                    write!(f, "\n{field:NAME$}")?;
                    self.raw(f, *field)?;
                    self.words(f, *field)?;
                }
            }
        }
        for slot in Slot::all() {
            let policy = self.slot_policy(slot);
            let (rules, key) = (policy.rules.0, policy.key.0);
            write!(f, "\nslot {:<2} SlotConfig {rules:#06X} KeyConfig {key:#06X}  {policy}", slot.number())?;
        }
        self.reserved_bits_set()
            .try_for_each(|(index, bits)| write!(f, "\nreserved, but not 0: byte {index} bits {bits:#04X}"))
    }
}

impl ConfigZone {
    /// The bytes of a field: one or two as a number, more as they stand.
    fn raw(&self, f: &mut fmt::Formatter<'_>, field: Field) -> fmt::Result {
        match (field, self.as_bytes().get(field.bytes()).unwrap_or_default()) {
            (_, [byte]) => write!(f, " {byte:#04X}"),
            (Field::SlotLocked | Field::SecureBootConfig | Field::ChipOptions, [low, high]) => {
                write!(f, " {:#06X}", u16::from_le_bytes([*low, *high]))
            }
            (_, bytes) => bytes.iter().try_for_each(|byte| write!(f, " {byte:02X}")),
        }
    }

    /// What a field says, after two spaces, if it says more than its bytes.
    fn words(&self, f: &mut fmt::Formatter<'_>, field: Field) -> fmt::Result {
        match field {
            Field::AesEnable => f.write_str(if self.aes_enable() { "  on" } else { "  off" }),
            Field::I2cEnable => f.write_str(if self.i2c_enable() { "  I2C" } else { "  single-wire" }),
            Field::I2cAddress => write!(f, "  7-bit {:#04X}", self.i2c_address()),
            Field::CountMatch => write!(f, "  {}", self.count_match()),
            Field::OtpMode => self.otp_mode().map_or(Ok(()), |mode| write!(f, "  {mode}")),
            Field::ChipMode if self.is_atecc508a() => {
                f.write_str("  ")?;
                self.chip_mode().fields(f, "SelectorMode")
            }
            Field::ChipMode => write!(f, "  {}", self.chip_mode()),
            Field::Counter0 => write!(f, "  {}", self.counter(CounterId::Zero)),
            Field::Counter1 => write!(f, "  {}", self.counter(CounterId::One)),
            Field::UseLock => write!(f, "  {}", self.use_lock()),
            Field::LastKeyUse => self.last_key_use().map_or(Ok(()), |uses| write!(f, "  {uses}")),
            Field::VolatileKeyPermission => write!(f, "  {}", self.volatile_key_permission()),
            Field::SecureBootConfig => write!(f, "  {}", self.secure_boot_config()),
            Field::KdfIvLoc => write!(f, "  byte {} of the message", self.kdf_iv().location),
            Field::UserExtraAdd if self.bus_address() != self.i2c_address() => {
                write!(f, "  the address: 7-bit {:#04X}", self.bus_address())
            }
            Field::LockValue => f.write_str(lock(self.data_locked())),
            Field::LockConfig => f.write_str(lock(self.config_locked())),
            Field::SlotLocked => write!(f, "  {}", self.slots_locked()),
            Field::ChipOptions => write!(f, "  {}", self.chip_options()),
            Field::X509Format => (0..4).try_for_each(|id| {
                let before = if id == 0 { "  " } else { "; " };
                write!(f, "{before}{}", self.x509_format(id))
            }),
            _ => Ok(()),
        }
    }
}

const fn lock(locked: bool) -> &'static str {
    if locked { "  locked" } else { "  unlocked" }
}
