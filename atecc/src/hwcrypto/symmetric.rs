use embedded_hal::delay::DelayNs;
use hwcrypto_api::{Aes128, Error, HmacSha256, KeyRef};

use super::{Element, coarse, slot};
use crate::Slot;
use crate::blocking::Bus;
use crate::command::{AesKey, HmacKey};

fn aes_key(key: KeyRef) -> Result<AesKey, Error> {
    let (slot, piece) = key.as_slot_block().ok_or(Error::InvalidKey)?;
    Slot::new(slot).and_then(|slot| AesKey::slot(slot, piece)).ok_or(Error::InvalidKey)
}

/// The message crosses the bus, the key does not. It is made in the engine of the hash streams, which are saved meanwhile.
impl<I2C: Bus, D: DelayNs> HmacSha256 for Element<I2C, D> {
    fn hmac_sha256(&mut self, key: KeyRef, data: &[u8]) -> Result<[u8; 32], Error> {
        let key = HmacKey::Slot(slot(key)?);
        self.free_engine(None)?;
        self.atecc.hmac_sha256(key, data).map_err(coarse)
    }
}

/// Blocks cross the bus, in clear and encrypted; the key does not.
impl<I2C: Bus, D: DelayNs> Aes128 for Element<I2C, D> {
    fn aes128_encrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error> {
        self.atecc.aes_encrypt(aes_key(key)?, block).map_err(coarse)
    }

    fn aes128_decrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error> {
        self.atecc.aes_decrypt(aes_key(key)?, block).map_err(coarse)
    }
}
