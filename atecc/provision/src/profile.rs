use atecc::command::CounterId;
use atecc::config::{Count, KeyConfig, PrivateKeyUse, SlotConfig, WriteConfig, offset};
use atecc::crc::Crc16;
use atecc::{ConfigZone, Slot};

/// What a part is to become: its configuration, and what is written before its data zone is locked.
#[derive(Debug, Clone)]
pub struct Profile {
    name: &'static str,
    slots: [(SlotConfig, KeyConfig); 16],
    key: Slot,
    otp: [u8; 64],
}

/// A private key for good: signs digests, agrees on secrets, cannot be replaced.
const IDENTITY: (SlotConfig, KeyConfig) = (
    SlotConfig::private_key(PrivateKeyUse::EXTERNAL_SIGN.and(PrivateKeyUse::ECDH), WriteConfig::ALWAYS),
    KeyConfig::PRIVATE_KEY,
);
/// A private key that signs what is in the chip, to attest other keys; made when first needed.
const ATTESTATION: (SlotConfig, KeyConfig) = (
    SlotConfig::private_key(PrivateKeyUse::INTERNAL_SIGN, WriteConfig::GEN_KEY),
    KeyConfig::PRIVATE_KEY.lockable(),
);
/// A private key that GenKey may make anew, for keys that are rotated.
const RENEWABLE: (SlotConfig, KeyConfig) = (
    SlotConfig::private_key(PrivateKeyUse::EXTERNAL_SIGN.and(PrivateKeyUse::ECDH), WriteConfig::GEN_KEY),
    KeyConfig::PRIVATE_KEY.lockable(),
);
/// Zeros for ever: nothing is lost by a slot that is not used, and nothing can be put there.
const UNUSED: (SlotConfig, KeyConfig) = (SlotConfig::CONSTANT, KeyConfig::DATA);
/// Readable and writable by anyone until it is locked by itself: certificates come after the data zone is locked.
const DATA: (SlotConfig, KeyConfig) = (SlotConfig::PUBLIC_DATA, KeyConfig::DATA.lockable());
/// The same for a public key.
const PUBLIC_KEY: (SlotConfig, KeyConfig) = (SlotConfig::PUBLIC_DATA, KeyConfig::PUBLIC_KEY.lockable());

impl Profile {
    /// A TLS device.
    ///
    /// | slot | holds | after the data zone is locked |
    /// |---|---|---|
    /// | 0 | the identity key | signs and agrees; never changes |
    /// | 1 | an attestation key | internal signatures; GenKey may make it |
    /// | 2–4 | keys to rotate | sign and agree; GenKey may make them |
    /// | 8 | general data, 416 bytes | readable, writable, lockable |
    /// | 10 | the device's compressed certificate | the same |
    /// | 11 | the signer's public key | the same |
    /// | 12 | the signer's compressed certificate | the same |
    /// | 13–15 | general data, 72 bytes each | the same |
    /// | 5–7, 9 | zeros | constant |
    #[must_use]
    pub fn tls_device() -> Self {
        let slots = [
            IDENTITY,
            ATTESTATION,
            RENEWABLE,
            RENEWABLE,
            RENEWABLE,
            UNUSED,
            UNUSED,
            UNUSED,
            DATA,
            UNUSED,
            DATA,
            PUBLIC_KEY,
            DATA,
            DATA,
            DATA,
            DATA,
        ];
        let name = "tls-device";
        let mut otp = [0; 64];
        for (to, from) in otp.iter_mut().zip(name.bytes()) {
            *to = from;
        }
        Self { name, slots, key: Slot::from_nibble(0), otp }
    }

    /// How people call it; also what the OTP zone begins with.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The slot of the identity key.
    #[must_use]
    pub const fn key(&self) -> Slot {
        self.key
    }

    /// The OTP zone.
    #[must_use]
    pub const fn otp(&self) -> &[u8; 64] {
        &self.otp
    }

    /// The configuration that `zone` becomes. Its identity, its I2C address and its extra and lock bytes stay;
    /// counters start at zero; everything that the profile does not use is off.
    #[must_use]
    pub fn configure(&self, zone: &ConfigZone) -> ConfigZone {
        let mut target = zone.clone();
        for (index, byte) in target.as_bytes_mut().iter_mut().enumerate() {
            match index {
                offset::I2C_ADDRESS | offset::SLOT_LOCKED..offset::CHIP_OPTIONS => {}
                _ if ConfigZone::writable(index) => *byte = 0,
                _ => {}
            }
        }
        for counter in [CounterId::Zero, CounterId::One] {
            target.set_counter(counter, Count::of(0));
        }
        for (slot, (slot_config, key_config)) in Slot::all().zip(self.slots) {
            target.set_slot_config(slot, slot_config);
            target.set_key_config(slot, key_config);
        }
        target
    }

    /// Whether `zone` has this profile's rules, whatever its counters, extra and lock bytes are.
    #[must_use]
    pub fn matches(&self, zone: &ConfigZone) -> bool {
        let target = self.configure(zone);
        let pairs = zone.as_bytes().iter().zip(target.as_bytes()).enumerate();
        pairs
            .filter(|(index, _)| !(offset::COUNTERS..offset::USE_LOCK).contains(index))
            .all(|(_, (a, b))| a == b)
    }

    /// The slots that are written in clear before the data zone is locked: all but private keys.
    pub fn written_slots(&self) -> impl Iterator<Item = Slot> + use<> {
        let slots = self.slots;
        Slot::all().zip(slots).filter(|(_, (_, key))| !key.is_private()).map(|(slot, _)| slot)
    }

    /// The summary that Lock compares before it locks the data zone: of the zeros in every slot that is written, and
    /// the OTP.
    #[must_use]
    pub fn data_crc(&self) -> u16 {
        let mut crc = Crc16::new();
        for slot in self.written_slots() {
            (0..slot.size()).for_each(|_| crc.update(&[0]));
        }
        crc.update(&self.otp);
        crc.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_address_extra_and_lock_bytes_stay() {
        let zone = ConfigZone::new(core::array::from_fn(|index| u8::try_from(index).unwrap() | 0x80));
        let target = Profile::tls_device().configure(&zone);
        for index in (0..17).chain(84..90) {
            assert_eq!(target.as_bytes()[index], zone.as_bytes()[index], "byte {index}");
        }
        assert_eq!(target.as_bytes()[17..20], [0; 3]);
        assert_eq!(target.as_bytes()[52..60], [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
        assert_eq!(target.as_bytes()[60..68], [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
        assert_eq!(target.as_bytes()[20..22], [0x85, 0x00]);
        assert_eq!(target.as_bytes()[96..98], [0x13, 0x00]);
    }

    #[test]
    fn a_used_counter_still_matches_and_another_rule_does_not() {
        let profile = Profile::tls_device();
        let mut zone = profile.configure(&ConfigZone::new([0; 128]));
        assert!(profile.matches(&zone));
        zone.as_bytes_mut()[53] = 0x7F;
        assert!(profile.matches(&zone));
        zone.as_bytes_mut()[20] = 0x81;
        assert!(!profile.matches(&zone));
    }
}
