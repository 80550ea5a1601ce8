use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::TempKey;
use super::frame::{command, digest, fixed_serial};
use crate::command::{PRIVATE_KEY_LEN, WriteEncrypted};
use crate::config::SerialNumber;
use crate::{Address, Opcode, Secret, Slot};

fn xor<const N: usize>(data: &[u8; N], key: &[u8]) -> [u8; N] {
    let mut result = *data;
    for (byte, key) in result.iter_mut().zip(key) {
        *byte ^= *key;
    }
    result
}

/// What an encrypted Read gave, in clear.
#[must_use]
pub fn decrypt_block(temp_key: &TempKey, data: &[u8; 32]) -> Secret {
    Secret::new(xor(data, temp_key.expose()))
}

/// A block as [`WriteEncrypted`] sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncryptedBlock {
    /// Encrypted.
    pub data: [u8; 32],
    /// Over what it is in clear.
    pub mac: [u8; 32],
}

impl EncryptedBlock {
    /// Encrypts `clear` for `address` under the key that GenDig has put into TempKey.
    #[must_use]
    pub fn new(temp_key: &TempKey, address: Address, clear: &[u8; 32], serial: &SerialNumber) -> Self {
        let command = command(Opcode::Write.to_byte(), WriteEncrypted::param1(address), address.param2());
        let mac = digest(temp_key.expose(), command, serial, &[0; 25], clear);
        Self { data: xor(clear, temp_key.expose()), mac }
    }
}

/// A private key as [`PrivWrite`](crate::command::PrivWrite) sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncryptedPrivateKey {
    /// Encrypted.
    pub key: [u8; PRIVATE_KEY_LEN],
    /// Over what it is in clear.
    pub mac: [u8; 32],
}

impl EncryptedPrivateKey {
    /// Encrypts the scalar `clear` (big-endian) for `slot` under the key that GenDig has put into TempKey.
    #[must_use]
    pub fn new(temp_key: &TempKey, slot: Slot, clear: &[u8; 32], serial: &SerialNumber) -> Self {
        let mut plain = Zeroizing::new([0; PRIVATE_KEY_LEN]);
        for (to, from) in plain.iter_mut().skip(PRIVATE_KEY_LEN - clear.len()).zip(clear) {
            *to = *from;
        }
        let more: Zeroizing<[u8; 32]> = Zeroizing::new(Sha256::digest(temp_key.expose()).into());
        let mut stream = Zeroizing::new([0; 64]);
        for (to, from) in stream.iter_mut().zip(temp_key.expose().iter().chain(more.iter())) {
            *to = *from;
        }
        let mut hash = Sha256::new();
        hash.update(temp_key.expose());
        hash.update(command(Opcode::PrivWrite.to_byte(), 0x40, slot.number().into()));
        hash.update(fixed_serial(serial));
        hash.update([0; 21]);
        hash.update(&plain[..]);
        Self { key: xor(&plain, &stream[..]), mac: hash.finalize().into() }
    }
}
