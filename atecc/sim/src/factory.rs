//! What parts are when they leave the factory.
//!
//! A blank part has a serial number. A Trust part also has keys, certificates, a code in OTP, and is locked.

mod blank;
mod preset;
mod trust;

use atecc::ConfigZone;
use atecc::config::SerialNumber;
use sha2::{Digest, Sha256};

use self::preset::Preset;
use crate::eeprom::Eeprom;
use crate::entropy::entropy;
use crate::part::Part;

/// SN\[8\] of a part that no customer ordered for himself.
const GENERIC_PART: u8 = 0xEE;
/// SN\[8\] of a Trust part.
const TRUST_PART: u8 = 0x01;

/// A part as the factory ships it.
///
/// With a seed the serial number and the keys follow from it, else from the entropy of the operating system.
pub(crate) fn deliver(part: Part, seed: Option<u64>) -> Result<Eeprom, getrandom::Error> {
    let preset = Preset::of(part);
    let vendor = if preset.is_some() { TRUST_PART } else { GENERIC_PART };
    let config = blank::config(part, serial_number(vendor, seed)?);
    match preset {
        Some(preset) => trust::personalise(preset, config, seed),
        None => Ok(Eeprom::new(config)),
    }
}

/// `0123`, six bytes that no other part has, and the vendor's.
fn serial_number(vendor: u8, seed: Option<u64>) -> Result<SerialNumber, getrandom::Error> {
    let [a, b, c, d, e, f] = match seed {
        Some(seed) => seeded_serial(seed),
        None => entropy()?,
    };
    Ok(SerialNumber([0x01, 0x23, a, b, c, d, e, f, vendor]))
}

fn seeded_serial(seed: u64) -> [u8; 6] {
    let digest =
        Sha256::new_with_prefix(b"atecc-sim serial number").chain_update(seed.to_le_bytes()).finalize();
    digest.first_chunk().copied().unwrap_or_default()
}

/// Puts `bytes` at one of the zone's offsets.
fn put(zone: &mut ConfigZone, at: usize, bytes: &[u8]) {
    if let Some(field) = zone.as_bytes_mut().get_mut(at..at + bytes.len()) {
        field.copy_from_slice(bytes);
    }
}
