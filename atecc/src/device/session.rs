use core::fmt;
use core::ops::{Deref, DerefMut};

use super::{Atecc, Bus, DelayNs, flavour};

/// Several operations on one wake: between them the chip stays awake, as far as its watchdog lets it.
///
/// All operations of [`Atecc`] work on it. Its end puts the chip to rest.
pub struct Session<'a, I2C: Bus, D: DelayNs> {
    atecc: &'a mut Atecc<I2C, D>,
}

#[flavour]
impl<I2C: Bus, D: DelayNs> Atecc<I2C, D> {
    /// Starts a session. The chip is woken by its first operation.
    pub const fn session(&mut self) -> Session<'_, I2C, D> {
        self.held = true;
        Session { atecc: self }
    }
}

#[flavour]
impl<I2C: Bus, D: DelayNs> Session<'_, I2C, D> {
    /// Ends the session: the chip rests.
    pub async fn end(mut self) {
        self.close().await;
    }

    pub(super) async fn close(&mut self) {
        self.abandon();
        self.atecc.rest().await;
    }

    pub(super) const fn abandon(&mut self) {
        self.atecc.held = false;
    }
}

impl<I2C: Bus, D: DelayNs> Deref for Session<'_, I2C, D> {
    type Target = Atecc<I2C, D>;

    fn deref(&self) -> &Self::Target {
        self.atecc
    }
}

impl<I2C: Bus, D: DelayNs> DerefMut for Session<'_, I2C, D> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.atecc
    }
}

impl<I2C: Bus, D: DelayNs> fmt::Debug for Session<'_, I2C, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Session").field(&*self.atecc).finish()
    }
}
