use zeroize::Zeroizing;

use super::{Atecc, Bus, DelayNs, flavour};
use crate::Error;
use crate::aes::{Block, CcmFormat, Chain, InPlace, Keystream, is_tag, xor};
use crate::command::{AES_BLOCK, AesKey};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Encrypts `data` in place with AES-CCM (NIST SP 800-38C, RFC 3610), and fills `tag`: 4, 6, 8, 10, 12, 14 or 16 bytes
    /// over `data` and `aad`. Two commands per 16 bytes. Data and key stream cross the bus in clear.
    ///
    /// `nonce` is 7 to 13 bytes, never the same twice under one key; with 13, `data` is at most 65 535 bytes.
    ///
    /// # Errors
    /// [`Misuse::Nonce`](crate::Misuse::Nonce), [`Misuse::TagLength`](crate::Misuse::TagLength), which leave `data` as it was;
    /// as [`aes_encrypt`](Self::aes_encrypt), and then `data` is wiped.
    pub async fn aes_ccm_encrypt(
        &mut self,
        key: AesKey,
        nonce: &[u8],
        aad: &[u8],
        data: &mut [u8],
        tag: &mut [u8],
    ) -> Result<(), Error<I2C::Error>> {
        let format = CcmFormat::new(nonce, aad, data, tag)?;
        let mut data = InPlace::new(data);
        let outcome = self.ccm_seal(key, &format, aad, data.data()).await;
        let expected = data.end(self.settle(outcome).await)?;
        for (to, from) in tag.iter_mut().zip(expected) {
            *to = from;
        }
        Ok(())
    }

    async fn ccm_seal(
        &mut self,
        key: AesKey,
        format: &CcmFormat<'_>,
        aad: &[u8],
        data: &mut [u8],
    ) -> Result<Block, Error<I2C::Error>> {
        let mut keystream = Keystream::new(format.counter());
        let mut tag = self.ccm_mask(key, &mut keystream).await?;
        let mac = self.ccm_mac(key, format, aad, data).await?;
        self.xor_keystream(key, &mut keystream, data).await?;
        xor(&mut tag, &mac);
        Ok(*tag)
    }

    /// Decrypts `data` in place with AES-CCM, if `tag` is right for it and `aad`. The comparison takes constant time.
    ///
    /// # Errors
    /// [`Error::NotAuthentic`] if the tag is wrong: `data` is wiped. Else as [`aes_ccm_encrypt`](Self::aes_ccm_encrypt).
    pub async fn aes_ccm_decrypt(
        &mut self,
        key: AesKey,
        nonce: &[u8],
        aad: &[u8],
        data: &mut [u8],
        tag: &[u8],
    ) -> Result<(), Error<I2C::Error>> {
        let format = CcmFormat::new(nonce, aad, data, tag)?;
        let mut data = InPlace::new(data);
        let outcome = match self.ccm_open(key, &format, aad, data.data()).await {
            Ok(expected) if is_tag(&expected, tag) => Ok(()),
            Ok(_) => Err(Error::NotAuthentic),
            Err(error) => Err(error),
        };
        data.end(self.settle(outcome).await)
    }

    async fn ccm_open(
        &mut self,
        key: AesKey,
        format: &CcmFormat<'_>,
        aad: &[u8],
        data: &mut [u8],
    ) -> Result<Block, Error<I2C::Error>> {
        let mut keystream = Keystream::new(format.counter());
        let mut tag = self.ccm_mask(key, &mut keystream).await?;
        self.xor_keystream(key, &mut keystream, data).await?;
        let mac = self.ccm_mac(key, format, aad, data).await?;
        xor(&mut tag, &mac);
        Ok(*tag)
    }

    /// S0, which masks the tag.
    async fn ccm_mask(
        &mut self,
        key: AesKey,
        keystream: &mut Keystream,
    ) -> Result<Zeroizing<Block>, Error<I2C::Error>> {
        let mut mask = Zeroizing::new([0; AES_BLOCK]);
        self.xor_keystream(key, keystream, &mut mask[..]).await?;
        Ok(mask)
    }

    async fn ccm_mac(
        &mut self,
        key: AesKey,
        format: &CcmFormat<'_>,
        aad: &[u8],
        data: &[u8],
    ) -> Result<Block, Error<I2C::Error>> {
        let mut chain = Chain::new();
        self.cbc_mac(key, &mut chain, &format.first()).await?;
        self.cbc_mac(key, &mut chain, format.aad_length().as_bytes()).await?;
        self.cbc_mac(key, &mut chain, aad).await?;
        self.pad_mac(key, &mut chain).await?;
        self.cbc_mac(key, &mut chain, data).await?;
        self.pad_mac(key, &mut chain).await?;
        Ok(*chain.block())
    }

    /// Fills the block up with zeros and runs it through the cipher.
    async fn pad_mac(&mut self, key: AesKey, chain: &mut Chain) -> Result<(), Error<I2C::Error>> {
        if !chain.is_fresh() {
            let block = self.encrypt_block(key, chain.block()).await?;
            chain.replace(block);
        }
        Ok(())
    }
}
