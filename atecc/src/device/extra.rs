use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::UpdateExtra;
use crate::config::offset;
use crate::{ConfigZone, Error, Slot};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Sets UserExtra (configuration byte 84), which is possible once, also after the configuration is locked.
    ///
    /// When the answer got lost, the configuration tells whether it was done.
    ///
    /// # Errors
    /// A status if the byte is not 0 any more.
    pub async fn set_user_extra(&mut self, value: u8) -> Result<(), Error<I2C::Error>> {
        let outcome = self.extra_once(UpdateExtra::user_extra(value), offset::USER_EXTRA, value).await;
        self.settle(outcome).await
    }

    /// Sets UserExtraAdd (configuration byte 85), which is possible once, also after the configuration is locked. With
    /// ChipMode bit 0 it is the I2C address in its 8-bit form: after its next sleep the chip answers there only, and this
    /// driver needs [`set_config`](Self::set_config) with that address ([`ConfigZone::bus_address`]).
    ///
    /// # Errors
    /// A status if the byte is not 0 any more.
    pub async fn set_user_extra_add(&mut self, value: u8) -> Result<(), Error<I2C::Error>> {
        let update = UpdateExtra::user_extra_add(value);
        let outcome = self.extra_once(update, offset::USER_EXTRA_ADD, value).await;
        self.settle(outcome).await
    }

    async fn extra_once(
        &mut self,
        update: UpdateExtra,
        at: usize,
        value: u8,
    ) -> Result<(), Error<I2C::Error>> {
        let before = self.extra_byte(at).await?;
        let outcome = self.command(&update).await;
        let unknown = matches!(outcome, Err(Error::NoResponse | Error::Garbled | Error::Bus(_)));
        if unknown && before != value && self.extra_byte(at).await? == value { Ok(()) } else { outcome }
    }

    async fn extra_byte(&mut self, at: usize) -> Result<u8, Error<I2C::Error>> {
        let mut zone = [0; ConfigZone::SIZE];
        self.config_block(2, &mut zone).await?;
        Ok(zone.get(at).copied().unwrap_or_default())
    }

    /// Uses up one use of the limited key in `slot`, for ever; of a key without a limit nothing.
    ///
    /// # Errors
    /// A status if no use is left. After [`Error::NoResponse`] or [`Error::Garbled`], whether the use counted is unknown:
    /// [`remaining_uses`](Self::remaining_uses) tells.
    pub async fn use_up(&mut self, slot: Slot) -> Result<(), Error<I2C::Error>> {
        self.execute(&UpdateExtra::use_up(slot)).await
    }
}
