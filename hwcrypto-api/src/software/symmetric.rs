use aes::Aes128 as Cipher;
use aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::Software;
use crate::{Aes128, Error, HmacSha256, KeyRef};

const AES_KEY: usize = 16;

impl<G> Software<G> {
    fn cipher(&self, key: KeyRef) -> Result<Cipher, Error> {
        let (slot, index) = key.as_slot_block().ok_or(Error::InvalidKey)?;
        let keys = self.secret(Some(slot))?.as_chunks::<AES_KEY>().0;
        let key = keys.get(usize::from(index)).ok_or(Error::InvalidKey)?;
        Ok(Cipher::new(&(*key).into()))
    }
}

impl<G> HmacSha256 for Software<G> {
    fn hmac_sha256(&mut self, key: KeyRef, data: &[u8]) -> Result<[u8; 32], Error> {
        let secret = self.secret(key.as_slot())?;
        let mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| Error::Internal)?;
        Ok(mac.chain_update(data).finalize().into_bytes().into())
    }
}

impl<G> Aes128 for Software<G> {
    fn aes128_encrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error> {
        let mut block = (*block).into();
        self.cipher(key)?.encrypt_block(&mut block);
        Ok(block.into())
    }

    fn aes128_decrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error> {
        let mut block = (*block).into();
        self.cipher(key)?.decrypt_block(&mut block);
        Ok(block.into())
    }
}
