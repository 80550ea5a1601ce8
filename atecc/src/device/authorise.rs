use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{CheckMac, Mac, TempKeySource};
use crate::host::{self, CheckMacOther};
use crate::{Error, IoKey};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Proves to the chip that the host has `key`: the uses of keys whose AuthKey it is are then open, for one of them,
    /// until the chip sleeps. Use the other key in the same [`session`](Self::session). `num_in` is the host's share of
    /// the nonce: twenty random bytes. The key does not cross the bus, only a digest of it and the nonce.
    ///
    /// Three commands: Read of the serial number, Nonce, CheckMac. If the key has a limited number of uses, each CheckMac
    /// counts one, right or wrong; a second try after the chip fell silent may count another.
    ///
    /// # Errors
    /// [`Error::WrongKey`] if the chip has another key there; [`Misuse::Rest`](crate::Misuse::Rest) outside of a session if
    /// the chip rests asleep; a status if the slot holds no secret.
    pub async fn authorise(&mut self, key: &IoKey<'_>, num_in: &[u8; 20]) -> Result<(), Error<I2C::Error>> {
        self.require_memory()?;
        let mut outcome = self.authorise_once(key, num_in).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.authorise_once(key, num_in).await;
        }
        self.settle(outcome).await
    }

    pub(super) async fn authorise_once(
        &mut self,
        key: &IoKey<'_>,
        num_in: &[u8; 20],
    ) -> Result<(), Error<I2C::Error>> {
        let serial = self.serial().await?;
        let (temp_key, _) = self.random_temp_key(num_in).await?;
        let other = CheckMacOther([0; 13]);
        let response = host::check_mac_response(key.value, temp_key.expose(), &other, &serial);
        let check = CheckMac::temp_key(key.slot, TempKeySource::Random, &response, &other.0);
        if self.command(&check).await? { Ok(()) } else { Err(Error::WrongKey) }
    }

    /// Lets the chip prove that it has `key`, with a MAC over its own serial number and a nonce that neither side chose
    /// alone. `num_in` is the host's share of it: twenty random bytes.
    ///
    /// Three commands: Read of the serial number, Nonce, MAC. If the key has a limited number of uses, each MAC counts one;
    /// a second try after the chip fell silent may count another.
    ///
    /// # Errors
    /// [`Error::Forged`] if the MAC is not that of `key`: another chip, another key, or somebody on the bus; a status if the
    /// slot holds no secret, or one that makes no MACs.
    pub async fn prove(&mut self, key: &IoKey<'_>, num_in: &[u8; 20]) -> Result<(), Error<I2C::Error>> {
        let mut outcome = self.prove_once(key, num_in).await;
        if Self::is_worth_a_retry(&outcome) {
            outcome = self.prove_once(key, num_in).await;
        }
        self.settle(outcome).await
    }

    async fn prove_once(&mut self, key: &IoKey<'_>, num_in: &[u8; 20]) -> Result<(), Error<I2C::Error>> {
        let serial = self.serial().await?;
        let (temp_key, _) = self.random_temp_key(num_in).await?;
        let mac = Mac::temp_key(key.slot, TempKeySource::Random).with_serial_number();
        let expected = host::mac(&mac, key.slot, key.value, temp_key.expose(), &serial);
        if host::equal(&self.command(&mac).await?, &expected) { Ok(()) } else { Err(Error::Forged) }
    }
}
