//! The blocking driver as the element behind a [`hwcrypto_api::HwCrypto`] table.
//!
//! Keys are named by slot. What the chip says in detail becomes the coarse error of the table; whoever needs the
//! detail asks the driver.

use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::I2c;
use hwcrypto_api::{Ecdh, Error, KeyRef, P256Sign, PublicKey, Random, Sha256, Sha256Stream, StreamId};

use crate::blocking::Atecc;
use crate::{Sha256Stream as HashStream, Slot, Status};

/// An [`Atecc`] with its hash stream: the chip has one SHA-256 engine, so there is one stream.
#[derive(Debug)]
pub struct Element<I2C, D> {
    atecc: Atecc<I2C, D>,
    stream: Option<Stream>,
    last_stream: u32,
}

/// The open stream.
#[derive(Debug)]
struct Stream {
    id: StreamId,
    /// `None`: not started, or finished.
    hash: Option<HashStream>,
}

impl<I2C, D> Element<I2C, D> {
    /// An element over `atecc`.
    pub const fn new(atecc: Atecc<I2C, D>) -> Self {
        Self { atecc, stream: None, last_stream: 0 }
    }

    /// The driver, for what a table does not offer. To hash with it loses a stream that is in the engine.
    pub const fn atecc(&mut self) -> &mut Atecc<I2C, D> {
        &mut self.atecc
    }

    /// Gives the driver back.
    pub fn into_inner(self) -> Atecc<I2C, D> {
        self.atecc
    }

    fn stream(&mut self, id: StreamId) -> Result<&mut Stream, Error> {
        self.stream.as_mut().filter(|stream| stream.id == id).ok_or(Error::InvalidInput)
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
        Detail::Busy => Error::Busy,
        Detail::Status(_)
        | Detail::UnexpectedLength(_)
        | Detail::NotEncrypted
        | Detail::Certificate(_)
        | Detail::Forged
        | Detail::NotAsExpected
        | Detail::NotAuthentic => Error::Internal,
    }
}

impl<I2C: I2c, D: DelayNs> PublicKey for Element<I2C, D> {
    fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error> {
        self.atecc.public_key(slot(key)?).map(|key| key.0).map_err(coarse)
    }
}

impl<I2C: I2c, D: DelayNs> P256Sign for Element<I2C, D> {
    fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
        self.atecc.sign_digest(slot(key)?, digest).map(|signature| signature.0).map_err(coarse)
    }
}

impl<I2C: I2c, D: DelayNs> Ecdh for Element<I2C, D> {
    fn ecdh(&mut self, key: KeyRef, peer: &[u8; 64]) -> Result<[u8; 32], Error> {
        let secret = self.atecc.ecdh(slot(key)?, &crate::PublicKey(*peer)).map_err(coarse)?;
        Ok(*secret.expose())
    }
}

impl<I2C: I2c, D: DelayNs> Random for Element<I2C, D> {
    fn random(&mut self, out: &mut [u8]) -> Result<(), Error> {
        self.atecc.random(out).map_err(coarse)
    }
}

impl<I2C: I2c, D: DelayNs> Sha256 for Element<I2C, D> {
    fn sha256(&mut self, data: &[u8]) -> Result<[u8; 32], Error> {
        if self.stream.is_some() {
            return Err(Error::Busy);
        }
        self.atecc.sha256(data).map_err(coarse)
    }
}

impl<I2C: I2c, D: DelayNs> Sha256Stream for Element<I2C, D> {
    fn sha256_open(&mut self) -> Result<StreamId, Error> {
        if self.stream.is_some() {
            return Err(Error::Busy);
        }
        // 0 is never a name.
        self.last_stream = self.last_stream.wrapping_add(1).max(1);
        let id = StreamId(self.last_stream);
        self.stream = Some(Stream { id, hash: None });
        Ok(id)
    }

    fn sha256_start(&mut self, id: StreamId) -> Result<(), Error> {
        self.stream(id)?.hash = Some(HashStream::new());
        Ok(())
    }

    fn sha256_update(&mut self, id: StreamId, data: &[u8]) -> Result<(), Error> {
        self.stream(id)?;
        let Self { atecc, stream: Some(Stream { hash: Some(hash), .. }), .. } = self else {
            return Err(Error::InvalidInput);
        };
        atecc.sha256_update(hash, data).map_err(coarse)
    }

    fn sha256_finish(&mut self, id: StreamId) -> Result<[u8; 32], Error> {
        let hash = self.stream(id)?.hash.take().ok_or(Error::InvalidInput)?;
        self.atecc.sha256_finish(hash).map_err(coarse)
    }

    fn sha256_close(&mut self, id: StreamId) {
        if self.stream(id).is_ok() {
            self.stream = None;
        }
    }
}
