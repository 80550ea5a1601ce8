use core::fmt;
use core::str::FromStr;

use atecc::config::{KeyConfig, SlotConfig, offset};
use atecc::policy::Counter;
use atecc::{ConfigZone, Slot};
use sha2::{Digest, Sha256};

use crate::eeprom::Eeprom;
use crate::entropy::entropy;

/// A part that can be simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Part {
    /// ATECC508A: fewer commands, one of its own, other times.
    Atecc508A,
    /// ATECC608A.
    Atecc608A,
    /// ATECC608B.
    #[default]
    Atecc608B,
    /// ATECC608C.
    Atecc608C,
}

impl Part {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Atecc508A, Self::Atecc608A, Self::Atecc608B, Self::Atecc608C];

    /// RevNum: the third byte is the family's, the last one counts the revisions.
    #[must_use]
    pub const fn revision(self) -> [u8; 4] {
        let [family, last] = match self {
            Self::Atecc508A => [0x50, 0],
            Self::Atecc608A => [0x60, 2],
            Self::Atecc608B => [0x60, 3],
            Self::Atecc608C => [0x60, 4],
        };
        [0x00, 0x00, family, last]
    }

    /// The name in device URIs and state files: `508a`, `608a`, `608b`, `608c`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Atecc508A => "508a",
            Self::Atecc608A => "608a",
            Self::Atecc608B => "608b",
            Self::Atecc608C => "608c",
        }
    }

    pub(crate) const fn is_508a(self) -> bool {
        matches!(self, Self::Atecc508A)
    }

    /// A part as the factory ships it: serial number and configuration set, nothing locked.
    ///
    /// With a seed the serial number follows from it, else from the entropy of the operating system.
    pub(crate) fn blank(self, seed: Option<u64>) -> Result<Eeprom, getrandom::Error> {
        let unique: [u8; 6] = match seed {
            Some(seed) => seeded_serial(seed),
            None => entropy()?,
        };
        Ok(Eeprom::new(ConfigZone::new(self.factory_config(unique))))
    }

    fn factory_config(self, [a, b, c, d, e, f]: [u8; 6]) -> [u8; ConfigZone::SIZE] {
        let mut zone = ConfigZone::new([0; ConfigZone::SIZE]);
        let bytes = zone.as_bytes_mut();
        let mut set = |at: usize, value: &[u8]| {
            if let Some(field) = bytes.get_mut(at..at + value.len()) {
                field.copy_from_slice(value);
            }
        };
        set(offset::SERIAL_LOW, &[0x01, 0x23, a, b]);
        set(offset::REVISION, &self.revision());
        set(offset::SERIAL_HIGH, &[c, d, e, f, GENERIC_PART]);
        set(offset::AES_ENABLE, &[u8::from(!self.is_508a())]);
        set(offset::I2C_ENABLE, &[1]);
        set(offset::I2C_ADDRESS, &[FACTORY_ADDRESS << 1]);
        set(offset::LOCK_VALUE, &[ConfigZone::UNLOCKED; 2]);
        set(offset::SLOT_LOCKED, &[0xFF, 0xFF]);
        if self.is_508a() {
            set(offset::OTP_MODE, &[OTP_CONSUMPTION]);
            set(offset::LAST_KEY_USE, &[0xFF; 16]);
        }
        for counter in [Counter::ZERO, Counter::ONE] {
            counter.set(&mut zone, 0);
        }
        for slot in Slot::all() {
            zone.set_slot_config(slot, SlotConfig::PUBLIC_DATA);
            zone.set_key_config(slot, KeyConfig::DATA.lockable());
        }
        *zone.as_bytes()
    }
}

/// SN\[8\] of a part that no customer ordered for himself.
const GENERIC_PART: u8 = 0xEE;
/// OTPmode of an ATECC508A as delivered.
const OTP_CONSUMPTION: u8 = 0x55;
/// The 7-bit address of a part that was never configured.
pub(crate) const FACTORY_ADDRESS: u8 = 0x60;

fn seeded_serial(seed: u64) -> [u8; 6] {
    let digest =
        Sha256::new_with_prefix(b"atecc-sim serial number").chain_update(seed.to_le_bytes()).finalize();
    digest.first_chunk().copied().unwrap_or_default()
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Part {
    type Err = UnknownPart;

    fn from_str(name: &str) -> Result<Self, UnknownPart> {
        Self::ALL.iter().copied().find(|part| part.name() == name).ok_or_else(|| UnknownPart(name.to_owned()))
    }
}

/// No part has this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPart(pub String);

impl fmt::Display for UnknownPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown part {:?}; there are 508a, 608a, 608b and 608c", self.0)
    }
}

impl core::error::Error for UnknownPart {}
