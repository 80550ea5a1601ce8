//! The blocking driver as the element behind a [`hwcrypto_api::HwCrypto`] table, with all that the chip can do of it.
//!
//! Keys are named by slot, AES keys also by their place in it, ephemeral keys by a token. What the chip says in detail becomes
//! the coarse error of the table; whoever needs the detail asks the driver.

mod hash;
mod key;
mod register;
mod symmetric;

use hwcrypto_api::{Error, KeyRef};

use crate::blocking::Atecc;
use crate::{EphemeralKey, Slot, Status};
use hash::Streams;

/// An [`Atecc`] with its hash streams and its ephemeral key.
#[derive(Debug)]
pub struct Element<I2C, D> {
    atecc: Atecc<I2C, D>,
    streams: Streams,
    /// The key that lives, with the token that names it outside.
    ephemeral: Option<(u32, Ephemeral)>,
    /// Where ephemeral keys are made, if not in TempKey.
    ephemeral_slot: Option<Slot>,
    last_token: u32,
}

#[derive(Debug)]
enum Ephemeral {
    TempKey(EphemeralKey),
    Slot(Slot),
}

impl<I2C, D> Element<I2C, D> {
    /// An element over `atecc`.
    pub const fn new(atecc: Atecc<I2C, D>) -> Self {
        Self { atecc, streams: Streams::new(), ephemeral: None, ephemeral_slot: None, last_token: 0 }
    }

    /// Makes ephemeral keys in `slot` instead of TempKey: other uses of TempKey are not [`Error::Busy`] then, and the chip
    /// may sleep meanwhile. Still one lives at a time. It is also the way on an ATECC508A, whose signatures need TempKey, and
    /// for a TLS 1.2 server whose chip verifies its clients too: that falls between GenKey and ECDH, and where Verify clears
    /// TempKey the agreement is [`Error::StateLost`].
    ///
    /// Each key is written to EEPROM over the one before, which wears it (Microchip promises 400 000 writes); a used or
    /// discarded key stays there, unreadable, until the next one. The slot must allow GenKey after locking, and ECDH with
    /// its result in clear.
    #[must_use]
    pub const fn with_ephemeral_slot(mut self, slot: Slot) -> Self {
        self.ephemeral_slot = Some(slot);
        self
    }

    /// The driver, for what a table does not offer. To hash with it loses a stream that is in the engine.
    pub const fn atecc(&mut self) -> &mut Atecc<I2C, D> {
        &mut self.atecc
    }

    /// Gives the driver back.
    pub fn into_inner(self) -> Atecc<I2C, D> {
        self.atecc
    }
}

fn slot(key: KeyRef) -> Result<Slot, Error> {
    key.as_slot().and_then(Slot::new).ok_or(Error::InvalidKey)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err needs")]
fn coarse<E>(error: crate::Error<E>) -> Error {
    use crate::Error as Detail;
    match error {
        Detail::Bus(_) | Detail::NoChip | Detail::NoResponse | Detail::Garbled => Error::NoResponse,
        Detail::Status(Status::ExecutionError) | Detail::NotConfigured | Detail::WrongKey => Error::Refused,
        Detail::Status(Status::ParseError) | Detail::Misuse(_) => Error::InvalidInput,
        Detail::StateLost | Detail::KeyLost => Error::StateLost,
        Detail::Busy | Detail::InUse(_) => Error::Busy,
        Detail::Status(_)
        | Detail::UnexpectedLength(_)
        | Detail::NotEncrypted
        | Detail::Certificate(_)
        | Detail::Forged
        | Detail::NotAsExpected
        | Detail::NotAuthentic => Error::Internal,
    }
}
