//! How the parts of the Trust platform are configured: what the public books of TNGTLS and TFLXTLS say slot by slot,
//! put together from the data sheet's fields. The bytes that real parts have are not public, and may differ where the
//! books are silent.

use atecc::config::{
    ChipMode, ChipOptions, KeyConfig, PrivateKeyUse, SecureBootConfig, SecureBootMode, SlotConfig,
    WriteConfig, offset,
};
use atecc::{ConfigZone, Slot};

use super::put;
use crate::part::Part;

/// What has a place of its own.
pub(super) mod slot {
    use atecc::Slot;

    pub(in super::super) const PRIMARY: Slot = Slot::from_nibble(0);
    pub(in super::super) const EUI_48: Slot = Slot::from_nibble(5);
    pub(in super::super) const IO_KEY: Slot = Slot::from_nibble(6);
    pub(in super::super) const BOOT_DIGEST: Slot = Slot::from_nibble(7);
    pub(in super::super) const DEVICE_CERTIFICATE: Slot = Slot::from_nibble(10);
    pub(in super::super) const SIGNER_KEY: Slot = Slot::from_nibble(11);
    pub(in super::super) const SIGNER_CERTIFICATE: Slot = Slot::from_nibble(12);
    pub(in super::super) const PARENT_KEY: Slot = Slot::from_nibble(13);
    pub(in super::super) const BOOT_KEY: Slot = Slot::from_nibble(15);
}

/// ReadKey of secrets that are never read: no slot is copied into TempKey by CheckMac unless it is 0.
const NO_READ_KEY: Slot = Slot::from_nibble(15);
/// ChipMode: the address can be changed once by UpdateExtra; input levels do not follow the supply; watchdog of 1.3 s;
/// full speed.
const CHIP_MODE: ChipMode = ChipMode(0).with_address_from_extra();

/// The two configurations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Preset {
    TngTls,
    TflxTls,
}

impl Preset {
    pub(super) const fn of(part: Part) -> Option<Self> {
        match part {
            Part::TngTls => Some(Self::TngTls),
            Part::TflxTls => Some(Self::TflxTls),
            _ => None,
        }
    }

    /// 7-bit.
    const fn address(self) -> u8 {
        match self {
            Self::TngTls => 0x35,
            Self::TflxTls => 0x36,
        }
    }

    /// The start of OTP, from which software tells the preset; zeros follow.
    ///
    /// TNGTLS: as the books of all revisions print it. TFLXTLS: the one that is told from a TNGTLS by the vendor's
    /// library, which takes the one in the book of the ATECC608B (`wdNxAjae`) for a TNGTLS.
    pub(super) const fn otp_code(self) -> [u8; 8] {
        match self {
            Self::TngTls => *b"x6tjuZMy",
            Self::TflxTls => *b"MKMwyhP1",
        }
    }

    const fn secure_boot(self) -> SecureBootConfig {
        match self {
            Self::TngTls => SecureBootConfig(0),
            Self::TflxTls => {
                SecureBootConfig::new(SecureBootMode::FullDigest, slot::BOOT_DIGEST, slot::BOOT_KEY)
            }
        }
    }

    /// Puts this configuration into that of a blank part, and locks it.
    pub(super) fn configure(self, zone: &mut ConfigZone) {
        let options = ChipOptions::default()
            .with_io_protection_key(slot::IO_KEY)
            .with_kdf_aes()
            .with_auto_clear_first_fail();
        zone.set_i2c_address(self.address());
        zone.set_chip_mode(CHIP_MODE);
        put(zone, offset::SECURE_BOOT, &self.secure_boot().0.to_le_bytes());
        put(zone, offset::CHIP_OPTIONS, &options.0.to_le_bytes());
        for slot in Slot::all() {
            let (slot_config, key_config) = self.rules(slot);
            zone.set_slot_config(slot, slot_config);
            zone.set_key_config(slot, key_config);
        }
        zone.set_locked();
    }

    /// What may be done with a slot.
    const fn rules(self, slot: Slot) -> (SlotConfig, KeyConfig) {
        match (self, slot.number()) {
            (_, 0) => (private(SIGN_AND_AGREE, WriteConfig::ALWAYS), PRIVATE_KEY),
            (_, 1) => (private(PrivateKeyUse::INTERNAL_SIGN, WriteConfig::ALWAYS), PRIVATE_KEY),
            (_, 2..=4) => (private(SIGN_AND_AGREE, WriteConfig::GEN_KEY), PRIVATE_KEY.lockable()),
            (Self::TflxTls, 5) => (
                SlotConfig::secret(slot::IO_KEY, WriteConfig::ENCRYPTED).with_read_key(NO_READ_KEY),
                KeyConfig::AES_KEY.lockable(),
            ),
            (_, 6) => (hidden(WriteConfig::ALWAYS), KeyConfig::DATA.with_required_random().lockable()),
            (_, 8) => (SlotConfig::PUBLIC_DATA, KeyConfig::DATA.lockable()),
            // PubInfo lets KDF put its results here.
            (_, 9) => (hidden(WriteConfig::ALWAYS), KeyConfig::AES_KEY.with_pub_info()),
            (Self::TngTls, 5) | (_, 10 | 12) => (SlotConfig::CONSTANT, KeyConfig::DATA),
            (_, 11) => (SlotConfig::CONSTANT, KeyConfig::PUBLIC_KEY),
            (Self::TflxTls, 14) => {
                (SlotConfig::validated_public_key(slot::PARENT_KEY), KeyConfig::PUBLIC_KEY.with_pub_info())
            }
            (Self::TflxTls, 13 | 15) => (SlotConfig::PUBLIC_DATA, KeyConfig::PUBLIC_KEY.lockable()),
            // The digest of secure boot, which only SecureBoot writes; what is reserved.
            _ => (hidden(WriteConfig::NEVER), KeyConfig::DATA),
        }
    }
}

const SIGN_AND_AGREE: PrivateKeyUse = PrivateKeyUse::EXTERNAL_SIGN.and(PrivateKeyUse::ECDH);
const PRIVATE_KEY: KeyConfig = KeyConfig::PRIVATE_KEY.with_required_random();

const fn private(allowed: PrivateKeyUse, write: WriteConfig) -> SlotConfig {
    SlotConfig::private_key(allowed, write)
}

/// Never readable.
const fn hidden(write: WriteConfig) -> SlotConfig {
    SlotConfig::secret(Slot::from_nibble(0), write).with_read_key(NO_READ_KEY)
}
