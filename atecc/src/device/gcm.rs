use zeroize::Zeroizing;

use super::{Atecc, Bus, DelayNs, flavour};
use crate::Error;
use crate::aes::{Block, Gcm, Ghash, InPlace, check_iv, check_tag_length, is_tag, length, lengths, xor};
use crate::command::{AES_BLOCK, AesGfm, AesKey};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Encrypts `data` in place with AES-GCM (NIST SP 800-38D) and gives the tag over it and `aad`, of which at least the
    /// first 12 bytes are to be kept. Two commands per 16 bytes of data, one per 16 bytes of `aad`, and three.
    /// The key stream, the hash key and all that is hashed cross the bus in clear; see [`aes`](crate::aes).
    ///
    /// `iv` is best 12 bytes, never the same twice under one key; any other length but none will do.
    ///
    /// # Errors
    /// [`Misuse::Nonce`](crate::Misuse::Nonce) if `iv` is empty, which leaves `data` as it was; as
    /// [`aes_encrypt`](Self::aes_encrypt), and then `data`
    /// is wiped.
    pub async fn aes_gcm_encrypt(
        &mut self,
        key: AesKey,
        iv: &[u8],
        aad: &[u8],
        data: &mut [u8],
    ) -> Result<[u8; AES_BLOCK], Error<I2C::Error>> {
        check_iv(iv)?;
        let mut data = InPlace::new(data);
        let outcome = self.gcm_seal(key, iv, aad, data.data()).await;
        data.end(self.settle(outcome).await)
    }

    async fn gcm_seal(
        &mut self,
        key: AesKey,
        iv: &[u8],
        aad: &[u8],
        data: &mut [u8],
    ) -> Result<Block, Error<I2C::Error>> {
        let mut gcm = self.gcm(key, iv, aad).await?;
        self.gcm_encrypt(&mut gcm, data).await?;
        self.gcm_tag(&mut gcm).await
    }

    /// Decrypts `data` in place with AES-GCM, if `tag` (12 to 16 bytes) is right for it and `aad`. The tag is checked first, in
    /// constant time: nothing is decrypted that is not authentic.
    ///
    /// # Errors
    /// [`Error::NotAuthentic`] if the tag is wrong: `data` is wiped. [`Misuse::TagLength`](crate::Misuse::TagLength), and else as
    /// [`aes_gcm_encrypt`](Self::aes_gcm_encrypt).
    pub async fn aes_gcm_decrypt(
        &mut self,
        key: AesKey,
        iv: &[u8],
        aad: &[u8],
        data: &mut [u8],
        tag: &[u8],
    ) -> Result<(), Error<I2C::Error>> {
        check_iv(iv)?;
        check_tag_length(tag)?;
        let mut data = InPlace::new(data);
        let outcome = self.gcm_open(key, iv, aad, data.data(), tag).await;
        data.end(self.settle(outcome).await)
    }

    async fn gcm_open(
        &mut self,
        key: AesKey,
        iv: &[u8],
        aad: &[u8],
        data: &mut [u8],
        tag: &[u8],
    ) -> Result<(), Error<I2C::Error>> {
        let mut gcm = self.gcm(key, iv, aad).await?;
        self.gcm_hash(&mut gcm, data).await?;
        if !is_tag(&self.gcm_tag(&mut gcm).await?, tag) {
            return Err(Error::NotAuthentic);
        }
        self.xor_keystream(key, &mut gcm.keystream, data).await
    }

    /// Hashes `aad` and `iv`, as far as they need it.
    pub(super) async fn gcm(&mut self, key: AesKey, iv: &[u8], aad: &[u8]) -> Result<Gcm, Error<I2C::Error>> {
        let h = Zeroizing::new(self.encrypt_block(key, &[0; AES_BLOCK]).await?);
        let first_counter = match Ghash::short_iv(iv) {
            Some(counter) => counter,
            None => {
                let mut hash = Ghash::new(*h);
                self.ghash(&mut hash, iv).await?;
                self.pad_ghash(&mut hash).await?;
                self.end_ghash(&mut hash, 0, length(iv)).await?
            }
        };
        let mut hash = Ghash::new(*h);
        self.ghash(&mut hash, aad).await?;
        self.pad_ghash(&mut hash).await?;
        Ok(Gcm::new(key, hash, first_counter, length(aad)))
    }

    pub(super) async fn gcm_encrypt(
        &mut self,
        gcm: &mut Gcm,
        data: &mut [u8],
    ) -> Result<(), Error<I2C::Error>> {
        self.xor_keystream(gcm.key, &mut gcm.keystream, data).await?;
        self.gcm_hash(gcm, data).await
    }

    pub(super) async fn gcm_decrypt(
        &mut self,
        gcm: &mut Gcm,
        data: &mut [u8],
    ) -> Result<(), Error<I2C::Error>> {
        self.gcm_hash(gcm, data).await?;
        self.xor_keystream(gcm.key, &mut gcm.keystream, data).await
    }

    /// Hashes encrypted data.
    async fn gcm_hash(&mut self, gcm: &mut Gcm, data: &[u8]) -> Result<(), Error<I2C::Error>> {
        gcm.data_len += length(data);
        self.ghash(&mut gcm.hash, data).await
    }

    pub(super) async fn gcm_tag(&mut self, gcm: &mut Gcm) -> Result<Block, Error<I2C::Error>> {
        self.pad_ghash(&mut gcm.hash).await?;
        let mut tag = self.end_ghash(&mut gcm.hash, gcm.aad_len, gcm.data_len).await?;
        xor(&mut tag, &self.encrypt_block(gcm.key, &gcm.first_counter).await?);
        Ok(tag)
    }

    async fn ghash(&mut self, hash: &mut Ghash, mut data: &[u8]) -> Result<(), Error<I2C::Error>> {
        while !data.is_empty() {
            data = hash.chain.absorb(data);
            if hash.chain.is_full() {
                self.multiply(hash).await?;
            }
        }
        Ok(())
    }

    /// Fills the block up with zeros.
    async fn pad_ghash(&mut self, hash: &mut Ghash) -> Result<(), Error<I2C::Error>> {
        if hash.chain.is_fresh() { Ok(()) } else { self.multiply(hash).await }
    }

    async fn end_ghash(
        &mut self,
        hash: &mut Ghash,
        first: u64,
        second: u64,
    ) -> Result<Block, Error<I2C::Error>> {
        self.ghash(hash, &lengths(first, second)).await?;
        Ok(*hash.chain.block())
    }

    async fn multiply(&mut self, hash: &mut Ghash) -> Result<(), Error<I2C::Error>> {
        let product = self.answer(&AesGfm { h: &hash.h, data: hash.chain.block() }).await?;
        hash.chain.replace(product);
        Ok(())
    }
}
