use sha2::{Digest, Sha256};

use super::{Atecc, Bus, DelayNs, flavour};
use crate::cert::{CertError, RequestInfo, TbsCertificate, max_sealed_size, open, seal};
use crate::{Error, PublicKey, Slot};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// A certificate request (PKCS #10, DER) signed with the private key in `slot`, whose public half is to be in
    /// `info`: authorities refuse it otherwise. Writes it to the beginning of `out` and tells how many bytes it
    /// has; [`max_sealed_size`] of `info`'s size is enough.
    ///
    /// # Errors
    /// [`Error::Certificate`] if `info` cannot be written or `out` is too small, before the chip is asked; a status
    /// as [`sign_digest`](Self::sign_digest).
    pub async fn sign_request(
        &mut self,
        slot: Slot,
        info: &RequestInfo<'_>,
        out: &mut [u8],
    ) -> Result<usize, Error<I2C::Error>> {
        let len = info.write(out)?;
        self.sign_written(slot, len, out).await
    }

    /// A certificate (X.509, DER) signed with the private key in `slot`: the key that it certifies if it is
    /// self-signed, the issuer's otherwise. Writes it to the beginning of `out` and tells how many bytes it has;
    /// [`max_sealed_size`] of the `tbs`'s size is enough.
    ///
    /// # Errors
    /// As [`sign_request`](Self::sign_request).
    pub async fn sign_certificate(
        &mut self,
        slot: Slot,
        tbs: &TbsCertificate<'_>,
        out: &mut [u8],
    ) -> Result<usize, Error<I2C::Error>> {
        let len = tbs.write(out)?;
        self.sign_written(slot, len, out).await
    }

    /// Whether a certificate or a request in DER is signed with the private half of `key`. The chip verifies. Dates
    /// and names are not looked at.
    ///
    /// # Errors
    /// [`Error::Certificate`] if `der` is neither; otherwise as [`verify_digest`](Self::verify_digest).
    pub async fn verify_certificate(
        &mut self,
        der: &[u8],
        key: &PublicKey,
    ) -> Result<bool, Error<I2C::Error>> {
        let (signed, signature) = open(der)?;
        self.verify_digest(key, &Sha256::digest(signed).into(), &signature).await
    }

    async fn sign_written(
        &mut self,
        slot: Slot,
        len: usize,
        out: &mut [u8],
    ) -> Result<usize, Error<I2C::Error>> {
        let needed = max_sealed_size(len);
        let digest = match out.get(..len) {
            Some(written) if out.len() >= needed => Sha256::digest(written).into(),
            _ => return Err(CertError::BufferTooSmall { needed }.into()),
        };
        let signature = self.sign_digest(slot, &digest).await?;
        Ok(seal(out, len, &signature)?)
    }
}
