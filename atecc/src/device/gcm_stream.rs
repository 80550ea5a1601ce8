use super::{Atecc, Bus, DelayNs, flavour};
use crate::Error;
use crate::aes::{GcmDecryption, GcmEncryption, InPlace, check_iv, check_tag_length, is_tag};
use crate::command::{AES_BLOCK, AesKey};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Starts an encryption with AES-GCM of data in pieces, as [`aes_gcm_encrypt`](Self::aes_gcm_encrypt) does it in one go.
    ///
    /// # Errors
    /// [`Misuse::Nonce`](crate::Misuse::Nonce) if `iv` is empty; as [`aes_encrypt`](Self::aes_encrypt).
    pub async fn aes_gcm_encryption(
        &mut self,
        key: AesKey,
        iv: &[u8],
        aad: &[u8],
    ) -> Result<GcmEncryption, Error<I2C::Error>> {
        check_iv(iv)?;
        let outcome = self.gcm(key, iv, aad).await;
        self.settle(outcome).await.map(GcmEncryption)
    }

    /// Encrypts the next piece in place.
    ///
    /// # Errors
    /// As [`aes_encrypt`](Self::aes_encrypt); then `data` is wiped, and the stream is as it was.
    pub async fn aes_gcm_encrypt_next(
        &mut self,
        stream: &mut GcmEncryption,
        data: &mut [u8],
    ) -> Result<(), Error<I2C::Error>> {
        let mut next = stream.0.clone();
        let mut data = InPlace::new(data);
        let outcome = self.gcm_encrypt(&mut next, data.data()).await;
        data.end(self.settle(outcome).await)?;
        stream.0 = next;
        Ok(())
    }

    /// Ends an encryption and gives the tag.
    ///
    /// # Errors
    /// As [`aes_encrypt`](Self::aes_encrypt).
    pub async fn aes_gcm_finish(
        &mut self,
        mut stream: GcmEncryption,
    ) -> Result<[u8; AES_BLOCK], Error<I2C::Error>> {
        let outcome = self.gcm_tag(&mut stream.0).await;
        self.settle(outcome).await
    }

    /// Starts a decryption with AES-GCM of data in pieces, whose tag can only be checked at its end.
    ///
    /// # Errors
    /// As [`aes_gcm_encryption`](Self::aes_gcm_encryption).
    pub async fn aes_gcm_decryption(
        &mut self,
        key: AesKey,
        iv: &[u8],
        aad: &[u8],
    ) -> Result<GcmDecryption, Error<I2C::Error>> {
        check_iv(iv)?;
        let outcome = self.gcm(key, iv, aad).await;
        self.settle(outcome).await.map(GcmDecryption)
    }

    /// Decrypts the next piece in place. **It is not known to be authentic yet.**
    ///
    /// # Errors
    /// As [`aes_gcm_encrypt_next`](Self::aes_gcm_encrypt_next).
    pub async fn aes_gcm_decrypt_next(
        &mut self,
        stream: &mut GcmDecryption,
        data: &mut [u8],
    ) -> Result<(), Error<I2C::Error>> {
        let mut next = stream.0.clone();
        let mut data = InPlace::new(data);
        let outcome = self.gcm_decrypt(&mut next, data.data()).await;
        data.end(self.settle(outcome).await)?;
        stream.0 = next;
        Ok(())
    }

    /// Ends a decryption: only after this, and only if it succeeds, is what it gave authentic. The comparison with `tag` (12 to
    /// 16 bytes) takes constant time.
    ///
    /// # Errors
    /// [`Error::NotAuthentic`]: throw away all that was decrypted. [`Misuse::TagLength`](crate::Misuse::TagLength); as
    /// [`aes_encrypt`](Self::aes_encrypt).
    pub async fn aes_gcm_verify(
        &mut self,
        mut stream: GcmDecryption,
        tag: &[u8],
    ) -> Result<(), Error<I2C::Error>> {
        check_tag_length(tag)?;
        let outcome = match self.gcm_tag(&mut stream.0).await {
            Ok(expected) if is_tag(&expected, tag) => Ok(()),
            Ok(_) => Err(Error::NotAuthentic),
            Err(error) => Err(error),
        };
        self.settle(outcome).await
    }
}
