use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{SecureBoot, Verdict};
use crate::host::{self, BootMac};
use crate::{Error, Signature};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Whether a boot image is good, by its signature (Full, FullCopy) or by what an earlier FullCopy stored (FullStore). One
    /// command. Digest, signature and answer cross the bus in clear: somebody there can forge them;
    /// [`secure_boot_protected`](Self::secure_boot_protected) tells.
    ///
    /// # Errors
    /// A status if the configuration has no secure boot, or not this mode; [`Misuse::Part`](crate::Misuse::Part) on an
    /// ATECC508A. A bad image is `Ok(false)`. A request that prohibits further ones is never sent twice: after
    /// [`Error::NoResponse`], whether it was carried out is unknown.
    pub async fn secure_boot(&mut self, image: &SecureBoot<'_>) -> Result<bool, Error<I2C::Error>> {
        self.require_608()?;
        let mut outcome = self.command(image).await;
        if Self::is_worth_a_retry(&outcome) && !image.prohibits_more() {
            outcome = self.command(image).await;
        }
        let outcome = match outcome {
            Ok(Verdict::Plain(good)) => Ok(good),
            Ok(Verdict::Mac(mac)) => Err(Error::UnexpectedLength(mac.len())),
            Err(error) => Err(error),
        };
        self.settle(outcome).await
    }

    /// The same with an answer that nobody on the bus can forge: the digest of the image crosses encrypted with `io_key`, the
    /// IO protection key, and a nonce; for a good image the chip gives a MAC. `image` is the request in clear. `stored` is
    /// the stored signature of FullStore where the configuration stores signatures, and `None` elsewhere. `num_in` is
    /// the host's share of the nonce: twenty random bytes. A "bad image" can still be forged.
    ///
    /// Two commands: Nonce, SecureBoot.
    ///
    /// # Errors
    /// [`Error::Forged`] if the MAC is wrong; a status if the configuration enables no IO protection key. Otherwise as
    /// [`secure_boot`](Self::secure_boot).
    pub async fn secure_boot_protected(
        &mut self,
        image: &SecureBoot<'_>,
        stored: Option<&Signature>,
        io_key: &[u8; 32],
        num_in: &[u8; 20],
    ) -> Result<bool, Error<I2C::Error>> {
        self.require_608()?;
        let mut outcome = self.boot_once(image, stored, io_key, num_in).await;
        // Lost state is lost before the command is carried out.
        let again = if image.prohibits_more() {
            matches!(outcome, Err(Error::StateLost))
        } else {
            Self::is_worth_a_retry(&outcome)
        };
        if again {
            outcome = self.boot_once(image, stored, io_key, num_in).await;
        }
        self.settle(outcome).await
    }

    async fn boot_once(
        &mut self,
        image: &SecureBoot<'_>,
        stored: Option<&Signature>,
        io_key: &[u8; 32],
        num_in: &[u8; 20],
    ) -> Result<bool, Error<I2C::Error>> {
        let (temp_key, _) = self.random_temp_key(num_in).await?;
        let session = BootMac::new(io_key, &temp_key);
        let digest = session.encrypt(image.digest());
        let request = image.protected().with_digest(&digest);
        let expected = session.expected(&request, image.digest(), image.signature().or(stored));
        match self.command(&request).await? {
            Verdict::Mac(mac) if host::equal(&mac, &expected) => Ok(true),
            // A bare success is what a forger would give.
            Verdict::Mac(_) | Verdict::Plain(true) => Err(Error::Forged),
            Verdict::Plain(false) => Ok(false),
        }
    }
}
