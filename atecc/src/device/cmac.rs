use zeroize::Zeroizing;

use super::{Atecc, Bus, DelayNs, flavour};
use crate::Error;
use crate::aes::{Chain, CmacStream, is_tag};
use crate::command::{AES_BLOCK, AesKey};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// The AES-CMAC of `data`: one command per 16 bytes, and one more. The data crosses the bus in clear, and so does the
    /// encryption of zero, of which the subkeys are made.
    ///
    /// # Errors
    /// As [`aes_encrypt`](Self::aes_encrypt).
    pub async fn aes_cmac(&mut self, key: AesKey, data: &[u8]) -> Result<[u8; AES_BLOCK], Error<I2C::Error>> {
        let outcome = self.cmac(key, data).await;
        self.settle(outcome).await
    }

    async fn cmac(&mut self, key: AesKey, data: &[u8]) -> Result<[u8; AES_BLOCK], Error<I2C::Error>> {
        let mut stream = CmacStream::new(key);
        self.cbc_mac(key, &mut stream.chain, data).await?;
        self.cmac_tag(&stream).await
    }

    /// Whether `tag`, or as much of it as there is (at most 16 bytes), is the AES-CMAC of `data`. The comparison takes constant
    /// time. Below 8 bytes, tags are easily guessed.
    ///
    /// # Errors
    /// As [`aes_encrypt`](Self::aes_encrypt). A wrong tag is `Ok(false)`, and so is none.
    pub async fn aes_cmac_verify(
        &mut self,
        key: AesKey,
        data: &[u8],
        tag: &[u8],
    ) -> Result<bool, Error<I2C::Error>> {
        Ok(is_tag(&self.aes_cmac(key, data).await?, tag))
    }

    /// Appends `data` to a stream.
    ///
    /// # Errors
    /// As [`aes_encrypt`](Self::aes_encrypt); the stream is then as it was.
    pub async fn aes_cmac_update(
        &mut self,
        stream: &mut CmacStream,
        data: &[u8],
    ) -> Result<(), Error<I2C::Error>> {
        let mut next = stream.clone();
        let outcome = self.cbc_mac(next.key, &mut next.chain, data).await;
        self.settle(outcome).await?;
        *stream = next;
        Ok(())
    }

    /// Ends a stream and gives its tag.
    ///
    /// # Errors
    /// As [`aes_encrypt`](Self::aes_encrypt).
    pub async fn aes_cmac_finish(
        &mut self,
        stream: CmacStream,
    ) -> Result<[u8; AES_BLOCK], Error<I2C::Error>> {
        let outcome = self.cmac_tag(&stream).await;
        self.settle(outcome).await
    }

    async fn cmac_tag(&mut self, stream: &CmacStream) -> Result<[u8; AES_BLOCK], Error<I2C::Error>> {
        let zero = Zeroizing::new(self.encrypt_block(stream.key, &[0; AES_BLOCK]).await?);
        self.encrypt_block(stream.key, &stream.last_block(&zero)).await
    }

    /// Chains `data`. A block that is full stays so until there is more.
    pub(super) async fn cbc_mac(
        &mut self,
        key: AesKey,
        chain: &mut Chain,
        mut data: &[u8],
    ) -> Result<(), Error<I2C::Error>> {
        while !data.is_empty() {
            if chain.is_full() {
                let block = self.encrypt_block(key, chain.block()).await?;
                chain.replace(block);
            }
            data = chain.absorb(data);
        }
        Ok(())
    }
}
