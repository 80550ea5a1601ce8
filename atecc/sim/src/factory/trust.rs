//! What the factory puts into a part of the Trust platform before it locks it.

use atecc::config::SerialNumber;
use atecc::policy::Place;
use atecc::{ConfigZone, PublicKey, Slot};

use super::chain;
use super::preset::{Preset, slot};
use crate::curve::{new_private_key, public_half};
use crate::eeprom::{Eeprom, OTP_SIZE};
use crate::entropy::factory_generator;

/// Keys, certificates and locks on top of a blank part.
pub(super) fn personalise(
    preset: Preset,
    mut config: ConfigZone,
    seed: Option<u64>,
) -> Result<Eeprom, getrandom::Error> {
    preset.configure(&mut config);
    let serial_number = config.serial_number();
    let mut rng = factory_generator(seed)?;
    let mut eeprom = Eeprom::new(config);
    for slot in Slot::all() {
        if eeprom.config().key_config(slot).is_private() {
            let key = new_private_key(&mut rng);
            eeprom.set_private_key(slot, &key.to_bytes().into());
            if slot == slot::PRIMARY {
                certify(&mut eeprom, preset, &PublicKey(public_half(&key)), serial_number);
            }
        }
    }
    eeprom.put(Place::Otp, 0, &[0; OTP_SIZE]);
    eeprom.put(Place::Otp, 0, &preset.otp_code());
    eeprom.keep();
    Ok(eeprom)
}

/// The chain of certificates for the primary key, and what is in them.
fn certify(eeprom: &mut Eeprom, preset: Preset, key: &PublicKey, serial_number: SerialNumber) {
    let eui_48 = eui_48(serial_number);
    if preset == Preset::TngTls {
        fill(eeprom, slot::EUI_48, &eui_48);
    }
    let device = chain::device_certificate(preset, key, serial_number, &eui_48);
    fill(eeprom, slot::DEVICE_CERTIFICATE, &device.to_bytes());
    fill(eeprom, slot::SIGNER_KEY, &chain::signer_key().to_slot());
    fill(eeprom, slot::SIGNER_CERTIFICATE, &chain::signer_certificate().to_bytes());
}

/// Puts `bytes` at the start of a slot, and zeros behind them.
fn fill(eeprom: &mut Eeprom, slot: Slot, bytes: &[u8]) {
    eeprom.put(Place::Slot(slot), 0, &vec![0; slot.size()]);
    eeprom.put(Place::Slot(slot), 0, bytes);
}

/// A MAC address in hexadecimal, 12 characters. It is the unique part of the serial number, made a locally
/// administered unicast address: nobody has been assigned it, and nobody will be.
fn eui_48(SerialNumber([_, _, a, b, c, d, e, f, _]): SerialNumber) -> [u8; 12] {
    const LOCAL: u8 = 0b10;
    const MULTICAST: u8 = 0b01;
    let mut text = [0; 12];
    for (to, byte) in text.chunks_mut(2).zip([a & !MULTICAST | LOCAL, b, c, d, e, f]) {
        to.copy_from_slice(format!("{byte:02X}").as_bytes());
    }
    text
}
