use super::{Atecc, Bus, DelayNs, flavour};
use crate::aes::{Block, InPlace, xor};
use crate::command::{AES_BLOCK, Aes, AesKey, Command};
use crate::{Error, Misuse};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Encrypts one block with AES-128 (ECB): what the other modes are made of. Each block crosses the bus in clear, both ways;
    /// see [`aes`](crate::aes).
    ///
    /// If the key has a limited number of uses, each block counts one; a second try after the chip
    /// fell silent may count another. This goes for all AES modes.
    ///
    /// # Errors
    /// A status if there is no AES key, it may not be used, or the chip was made without AES (AES_Enable is 0);
    /// [`Error::Busy`] if TempKey is an ephemeral key's; [`Misuse::Part`] on an ATECC508A. These go for all AES modes.
    pub async fn aes_encrypt(
        &mut self,
        key: AesKey,
        block: &[u8; AES_BLOCK],
    ) -> Result<[u8; AES_BLOCK], Error<I2C::Error>> {
        let outcome = self.encrypt_block(key, block).await;
        self.settle(outcome).await
    }

    /// Decrypts one block with AES-128 (ECB).
    ///
    /// # Errors
    /// As [`aes_encrypt`](Self::aes_encrypt).
    pub async fn aes_decrypt(
        &mut self,
        key: AesKey,
        block: &[u8; AES_BLOCK],
    ) -> Result<[u8; AES_BLOCK], Error<I2C::Error>> {
        let outcome = self.decrypt_block(key, block).await;
        self.settle(outcome).await
    }

    /// Encrypts whole blocks in place with AES-CBC (NIST SP 800-38A, 6.2); [`pkcs7`](crate::aes::pkcs7) makes whole blocks of
    /// anything. `iv` must be unpredictable, and new each time.
    ///
    /// # Errors
    /// [`Misuse::Blocks`], which leaves `data` as it was; as [`aes_encrypt`](Self::aes_encrypt), and then `data` is wiped.
    pub async fn aes_cbc_encrypt(
        &mut self,
        key: AesKey,
        iv: &[u8; AES_BLOCK],
        data: &mut [u8],
    ) -> Result<(), Error<I2C::Error>> {
        if !data.len().is_multiple_of(AES_BLOCK) {
            return Err(Misuse::Blocks.into());
        }
        let mut data = InPlace::new(data);
        let outcome = self.cbc_encrypt(key, iv, data.data()).await;
        data.end(self.settle(outcome).await)
    }

    async fn cbc_encrypt(
        &mut self,
        key: AesKey,
        iv: &Block,
        data: &mut [u8],
    ) -> Result<(), Error<I2C::Error>> {
        let mut last = *iv;
        for block in data.as_chunks_mut().0 {
            xor(block, &last);
            *block = self.encrypt_block(key, block).await?;
            last = *block;
        }
        Ok(())
    }

    /// Decrypts whole blocks in place with AES-CBC. Nothing tells whether they are those that were encrypted.
    ///
    /// # Errors
    /// As [`aes_cbc_encrypt`](Self::aes_cbc_encrypt).
    pub async fn aes_cbc_decrypt(
        &mut self,
        key: AesKey,
        iv: &[u8; AES_BLOCK],
        data: &mut [u8],
    ) -> Result<(), Error<I2C::Error>> {
        if !data.len().is_multiple_of(AES_BLOCK) {
            return Err(Misuse::Blocks.into());
        }
        let mut data = InPlace::new(data);
        let outcome = self.cbc_decrypt(key, iv, data.data()).await;
        data.end(self.settle(outcome).await)
    }

    async fn cbc_decrypt(
        &mut self,
        key: AesKey,
        iv: &Block,
        data: &mut [u8],
    ) -> Result<(), Error<I2C::Error>> {
        let mut last = *iv;
        for block in data.as_chunks_mut().0 {
            let encrypted = *block;
            *block = self.decrypt_block(key, block).await?;
            xor(block, &last);
            last = encrypted;
        }
        Ok(())
    }

    pub(super) async fn encrypt_block(
        &mut self,
        key: AesKey,
        block: &Block,
    ) -> Result<Block, Error<I2C::Error>> {
        self.cipher(&Aes::encrypt(key, block)).await
    }

    async fn decrypt_block(&mut self, key: AesKey, block: &Block) -> Result<Block, Error<I2C::Error>> {
        self.cipher(&Aes::decrypt(key, block)).await
    }

    /// A block by itself is worth a second try, whatever the operation that it is part of.
    async fn cipher(&mut self, command: &Aes<'_>) -> Result<Block, Error<I2C::Error>> {
        self.require_608()?;
        if command.uses_volatile_state() {
            // An ephemeral key is no AES key.
            self.require_temp_key()?;
        }
        self.answer(command).await
    }
}
