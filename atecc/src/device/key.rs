use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::GenKey;
use crate::{Error, PublicKey, Slot};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Makes a new private key in `slot`. Whatever key was there is lost.
    ///
    /// # Errors
    /// A status if the slot holds no private keys, or may not get a new one.
    pub async fn gen_key(&mut self, slot: Slot) -> Result<PublicKey, Error<I2C::Error>> {
        self.execute(&GenKey::create(slot)).await
    }

    /// The public half of the private key in `slot`.
    ///
    /// # Errors
    /// A status if there is none, or the configuration keeps it to itself.
    pub async fn public_key(&mut self, slot: Slot) -> Result<PublicKey, Error<I2C::Error>> {
        self.execute(&GenKey::public(slot)).await
    }
}
