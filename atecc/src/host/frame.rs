//! The 96-byte frame of GenDig, DeriveKey and the MAC of Write.

use sha2::{Digest, Sha256};

use crate::config::SerialNumber;

/// SN[8], then SN[0:1]: the part of the serial number that takes part in every digest.
pub(super) const fn fixed_serial(serial: &SerialNumber) -> [u8; 3] {
    let [a, b, .., last] = serial.0;
    [last, a, b]
}

/// SHA-256 over `first`, the command's four bytes, the serial number's fixed part, `middle` and `last`.
pub(super) fn digest(
    first: &[u8; 32],
    command: [u8; 4],
    serial: &SerialNumber,
    middle: &[u8; 25],
    last: &[u8; 32],
) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [&first[..], &command, &fixed_serial(serial), middle, last] {
        hash.update(part);
    }
    hash.finalize().into()
}

/// The command's part of a frame: opcode, first and second parameter.
pub(super) const fn command(opcode: u8, param1: u8, param2: u16) -> [u8; 4] {
    let [low, high] = param2.to_le_bytes();
    [opcode, param1, low, high]
}
