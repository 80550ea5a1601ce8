use sha2::{Digest, Sha256};

use super::frame::{command, digest, fixed_serial};
use crate::command::{DeriveKey, Mac};
use crate::config::SerialNumber;
use crate::{Opcode, Slot};

/// What [`Mac`] answers: `first` is the key (or TempKey), `second` the challenge (or TempKey).
#[must_use]
pub fn mac(
    request: &Mac<'_>,
    slot: Slot,
    first: &[u8; 32],
    second: &[u8; 32],
    serial: &SerialNumber,
) -> [u8; 32] {
    const WITH_SERIAL_NUMBER: u8 = 1 << 6;
    let [s0, s1, s2, s3, s4, s5, s6, s7, s8] = serial.0;
    let whole = request.mode() & WITH_SERIAL_NUMBER != 0;
    let ([s2, s3], [s4, s5, s6, s7]) = if whole { ([s2, s3], [s4, s5, s6, s7]) } else { ([0; 2], [0; 4]) };
    let mut hash = Sha256::new();
    hash.update(first);
    hash.update(second);
    hash.update(command(Opcode::Mac.to_byte(), request.mode(), slot.number().into()));
    hash.update([0; 11]);
    hash.update([s8, s4, s5, s6, s7, s0, s1, s2, s3]);
    hash.finalize().into()
}

/// The thirteen bytes that a client's CheckMac response covers besides key and challenge: of the client's own MAC command
/// and, in its places, of its serial number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckMacOther(pub [u8; 13]);

/// The response that [`CheckMac`](crate::command::CheckMac) accepts: `first` is the key (or TempKey), `second` the challenge
/// (or TempKey).
#[must_use]
pub fn check_mac_response(
    first: &[u8; 32],
    second: &[u8; 32],
    other: &CheckMacOther,
    serial: &SerialNumber,
) -> [u8; 32] {
    let [o0, o1, o2, o3, o4, o5, o6, o7, o8, o9, o10, o11, o12] = other.0;
    let [last, s0, s1] = fixed_serial(serial);
    let mut hash = Sha256::new();
    hash.update(first);
    hash.update(second);
    hash.update([o0, o1, o2, o3]);
    // The place of the OTP bytes of older parts.
    hash.update([0; 8]);
    hash.update([o4, o5, o6, last, o7, o8, o9, o10, s0, s1, o11, o12]);
    hash.finalize().into()
}

/// The key that [`DeriveKey`] puts into `target`: from the parent key and TempKey.
#[must_use]
pub fn derive_key(
    request: &DeriveKey<'_>,
    target: Slot,
    parent: &[u8; 32],
    temp_key: &[u8; 32],
    serial: &SerialNumber,
) -> [u8; 32] {
    let command = command(Opcode::DeriveKey.to_byte(), request.mode(), target.number().into());
    digest(parent, command, serial, &[0; 25], temp_key)
}

/// The MAC that authorises a [`DeriveKey`], under the key of the target's WriteKey.
#[must_use]
pub fn derive_key_mac(
    request: &DeriveKey<'_>,
    target: Slot,
    write_key: &[u8; 32],
    serial: &SerialNumber,
) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(write_key);
    hash.update(command(Opcode::DeriveKey.to_byte(), request.mode(), target.number().into()));
    hash.update(fixed_serial(serial));
    hash.finalize().into()
}
