//! The rules of the chips in these tests.

use atecc::config::{KeyConfig, PrivateKeyUse, SlotConfig, WriteConfig};
use atecc::crc::Crc16;
use atecc::{ConfigZone, Slot};

pub(crate) fn slot(number: u8) -> Slot {
    Slot::new(number).unwrap()
}

/// Slot 0 signs, agrees and can be made anew; slot 1 holds a private key that may do nothing; the others are data.
pub(crate) fn configured(zone: &ConfigZone) -> ConfigZone {
    let mut zone = zone.clone();
    let both = PrivateKeyUse::EXTERNAL_SIGN.and(PrivateKeyUse::ECDH);
    zone.set_slot_config(slot(0), SlotConfig::private_key(both, WriteConfig::GEN_KEY));
    zone.set_key_config(slot(0), KeyConfig::PRIVATE_KEY);
    zone.set_slot_config(slot(1), SlotConfig::private_key(PrivateKeyUse::default(), WriteConfig::GEN_KEY));
    zone.set_key_config(slot(1), KeyConfig::PRIVATE_KEY);
    for number in 2..16 {
        zone.set_slot_config(slot(number), SlotConfig::PUBLIC_DATA);
        zone.set_key_config(slot(number), KeyConfig::DATA);
    }
    zone
}

/// The summary of slots 2 to 15, which hold nothing but zeros apart from the beginning of slot `filled`, and the OTP.
pub(crate) fn data_crc(filled: u8, data: &[u8], otp: &[u8; 64]) -> u16 {
    let mut crc = Crc16::new();
    for number in 2..16 {
        let begin = if number == filled { data } else { &[] };
        crc.update(begin);
        crc.update(&vec![0; slot(number).size() - begin.len()]);
    }
    crc.update(otp);
    crc.finish()
}
