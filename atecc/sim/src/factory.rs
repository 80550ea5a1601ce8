//! What parts are when they leave the factory, and the certificates of those that have one.
//!
//! A blank part has a serial number. A Trust part ([`Part::TngTls`], [`Part::TflxTls`]) also has keys, a code in OTP, and a
//! chain of certificates from a root of our own; and it is locked.
//!
//! **The private keys of this root and of its signer are public**: each is SHA-256 of a label in the source of this crate, so
//! that every simulated part chains to the same root. Whoever trusts this root trusts everybody. It is for tests and
//! demonstrations, and for nothing else.
//!
//! `read_chain` of the driver rebuilds a part's certificates, given [`certificates`] and the [`key_id`](atecc::cert::key_id)
//! of [`root_key`]; [`root_certificate`] is what they chain to.

mod blank;
mod chain;
mod preset;
mod template;
mod trust;

use atecc::cert::KeptCertificate;
use atecc::config::SerialNumber;
use atecc::{ConfigZone, PublicKey};
use sha2::{Digest, Sha256};

use self::preset::Preset;
use crate::eeprom::Eeprom;
use crate::entropy::entropy;
use crate::options::Interface;
use crate::part::Part;

/// SN\[8\] of a part that no customer ordered for himself.
const GENERIC_PART: u8 = 0xEE;
/// SN\[8\] of a Trust part.
const TRUST_PART: u8 = 0x01;

/// The self-signed certificate of the demonstration root, in DER. **Its private key is public.**
#[must_use]
pub fn root_certificate() -> Vec<u8> {
    chain::root_certificate()
}

/// The public key of the demonstration root. **Its private key is public.**
#[must_use]
pub fn root_key() -> PublicKey {
    chain::root_key()
}

/// The certificates in a part, with their templates: that of the key in slot 0, and that of its signer, whose authority is
/// the demonstration root. `None` for parts that have none.
#[must_use]
pub fn certificates(part: Part) -> Option<[KeptCertificate<'static>; 2]> {
    Preset::of(part).map(chain::kept)
}

/// A part as the factory ships it.
///
/// With a seed the serial number and the keys follow from it, else from the entropy of the operating system.
pub(crate) fn deliver(
    part: Part,
    seed: Option<u64>,
    interface: Interface,
) -> Result<Eeprom, getrandom::Error> {
    let preset = Preset::of(part);
    let vendor = if preset.is_some() { TRUST_PART } else { GENERIC_PART };
    let config = blank::config(part, serial_number(vendor, seed)?, interface);
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
