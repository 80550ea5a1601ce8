use super::{Atecc, Bus, DelayNs, flavour};
use crate::command::{Lock, LockTarget};
use crate::{ConfigZone, Error, Slot};

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Locks a zone or a slot, for ever. [`lock_config`](Self::lock_config), [`lock_data`](Self::lock_data) and
    /// [`lock_slot`](Self::lock_slot) make the CRC themselves, and tell whether it was done when the answer got lost.
    ///
    /// # Errors
    /// A status if the CRC is not that of the zone, if it is locked already, or if the slot is not Lockable. After
    /// [`Error::NoResponse`] or [`Error::Garbled`], whether it was locked is unknown; the configuration tells.
    pub async fn lock(&mut self, target: LockTarget) -> Result<(), Error<I2C::Error>> {
        self.execute(&Lock(target)).await
    }

    /// Locks the configuration zone, for ever, if it holds what `expected` says in all bytes that Write may change. The CRC
    /// is that of what was read back, so that a change after the look is refused too.
    ///
    /// # Errors
    /// [`Error::NotAsExpected`] if the zone holds anything else; a status if it is locked already.
    pub async fn lock_config(&mut self, expected: &ConfigZone) -> Result<(), Error<I2C::Error>> {
        let outcome = self.compare_and_lock(expected).await;
        self.settle(outcome).await
    }

    async fn compare_and_lock(&mut self, expected: &ConfigZone) -> Result<(), Error<I2C::Error>> {
        let mut bytes = [0; ConfigZone::SIZE];
        for block in 0..4 {
            self.config_block(block, &mut bytes).await?;
        }
        let pairs = bytes.iter().zip(expected.as_bytes()).enumerate();
        if pairs.filter(|(index, _)| ConfigZone::writable(*index)).any(|(_, (is, should))| is != should) {
            return Err(Error::NotAsExpected);
        }
        self.lock_once(LockTarget::Config { crc: ConfigZone::new(bytes).crc() }).await
    }

    /// Locks data and OTP zone, for ever, if they hold what the caller has written: `contents` of each slot (zeros behind
    /// it) and `otp`. The chip compares; slots with private keys are left out. Until then nothing of it can be read back.
    ///
    /// # Errors
    /// [`Misuse::Range`](crate::Misuse::Range) if the contents of a slot are longer than the slot; a status if the chip holds
    /// anything else, or the zone is locked already, or the configuration is not; nothing is locked then.
    pub async fn lock_data<'a>(
        &mut self,
        zone: &ConfigZone,
        contents: impl Fn(Slot) -> &'a [u8],
        otp: &[u8; 64],
    ) -> Result<(), Error<I2C::Error>> {
        let target = LockTarget::data(zone, contents, otp)?;
        let outcome = self.lock_once(target).await;
        self.settle(outcome).await
    }

    /// Locks one slot, for ever: nothing changes what is in it any more.
    ///
    /// # Errors
    /// A status if KeyConfig does not say Lockable, or the slot is locked already.
    pub async fn lock_slot(&mut self, slot: Slot) -> Result<(), Error<I2C::Error>> {
        let outcome = self.lock_once(LockTarget::Slot(slot)).await;
        self.settle(outcome).await
    }

    /// One Lock, with a look at the configuration when its answer got lost.
    async fn lock_once(&mut self, target: LockTarget) -> Result<(), Error<I2C::Error>> {
        let locked = self.is_locked(target).await?;
        let outcome = self.command(&Lock(target)).await;
        let unknown = matches!(outcome, Err(Error::NoResponse | Error::Garbled | Error::Bus(_)));
        if unknown && !locked && self.is_locked(target).await? { Ok(()) } else { outcome }
    }

    async fn is_locked(&mut self, target: LockTarget) -> Result<bool, Error<I2C::Error>> {
        let mut bytes = [0; ConfigZone::SIZE];
        self.config_block(2, &mut bytes).await?;
        let zone = ConfigZone::new(bytes);
        Ok(match target {
            LockTarget::Config { .. } => zone.config_locked(),
            LockTarget::Data { .. } => zone.data_locked(),
            LockTarget::Slot(slot) => zone.slot_locked(slot),
        })
    }
}
