//! The blocking driver as the element behind a [`hwcrypto_api::HwCrypto`] table.
//!
//! Keys are named by slot. What the chip says in detail becomes the coarse error of the table; whoever needs the
//! detail asks the driver.

use embedded_hal::delay::DelayNs;
use hwcrypto_api::{Ecdh, Error, KeyRef, P256Sign, PublicKey, Random, Sha256, Sha256Stream, StreamId};

use crate::blocking::{Atecc, Bus};
use crate::command::{ShaEnd, ShaStart, ShaUpdate};
use crate::{Slot, Status};

/// An [`Atecc`] with the state of its hash stream: the chip has one SHA-256 engine, so there is one stream.
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
    progress: Progress,
    pending: [u8; 64],
    len: usize,
}

/// How far a stream has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// Not started, or finished.
    Rests,
    /// Started in this volatile state of the chip.
    Runs(u32),
    /// Somebody else may have used the engine.
    Lost,
}

impl<I2C, D> Element<I2C, D> {
    /// An element over `atecc`.
    pub const fn new(atecc: Atecc<I2C, D>) -> Self {
        Self { atecc, stream: None, last_stream: 0 }
    }

    /// The driver, for what a table does not offer. A running hash stream is lost: its engine may be used now.
    pub const fn atecc(&mut self) -> &mut Atecc<I2C, D> {
        if let Some(stream) = &mut self.stream
            && let Progress::Runs(_) = stream.progress
        {
            stream.progress = Progress::Lost;
        }
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
        Detail::Status(Status::ExecutionError) | Detail::NotConfigured => Error::Refused,
        Detail::Status(Status::ParseError) | Detail::Misuse(_) => Error::InvalidInput,
        Detail::StateLost | Detail::KeyLost => Error::StateLost,
        Detail::Busy | Detail::InUse(_) => Error::Busy,
        Detail::Status(_) | Detail::UnexpectedLength(_) | Detail::NotEncrypted => Error::Internal,
    }
}

impl<I2C: Bus, D: DelayNs> PublicKey for Element<I2C, D> {
    fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error> {
        self.atecc.public_key(slot(key)?).map(|key| key.0).map_err(coarse)
    }
}

impl<I2C: Bus, D: DelayNs> P256Sign for Element<I2C, D> {
    fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
        self.atecc.sign_digest(slot(key)?, digest).map(|signature| signature.0).map_err(coarse)
    }
}

impl<I2C: Bus, D: DelayNs> Ecdh for Element<I2C, D> {
    fn ecdh(&mut self, key: KeyRef, peer: &[u8; 64]) -> Result<[u8; 32], Error> {
        let secret = self.atecc.ecdh(slot(key)?, &crate::PublicKey(*peer)).map_err(coarse)?;
        Ok(*secret.expose())
    }
}

impl<I2C: Bus, D: DelayNs> Random for Element<I2C, D> {
    fn random(&mut self, out: &mut [u8]) -> Result<(), Error> {
        self.atecc.random(out).map_err(coarse)
    }
}

impl<I2C: Bus, D: DelayNs> Sha256 for Element<I2C, D> {
    fn sha256(&mut self, data: &[u8]) -> Result<[u8; 32], Error> {
        if self.stream.is_some() {
            return Err(Error::Busy);
        }
        self.atecc.sha256(data).map_err(coarse)
    }
}

/// Needs a chip that rests in [`Idle`](crate::Rest::Idle): sleep would wipe the hash between two calls.
impl<I2C: Bus, D: DelayNs> Sha256Stream for Element<I2C, D> {
    fn sha256_open(&mut self) -> Result<StreamId, Error> {
        if self.stream.is_some() {
            return Err(Error::Busy);
        }
        // 0 is never a name.
        self.last_stream = self.last_stream.wrapping_add(1).max(1);
        let id = StreamId(self.last_stream);
        self.stream = Some(Stream { id, progress: Progress::Rests, pending: [0; 64], len: 0 });
        Ok(id)
    }

    fn sha256_start(&mut self, id: StreamId) -> Result<(), Error> {
        self.stream(id)?.progress = Progress::Rests;
        self.atecc.execute(&ShaStart).map_err(coarse)?;
        let state = self.atecc.volatile_state().ok_or(Error::StateLost)?;
        let stream = self.stream(id)?;
        (stream.progress, stream.len) = (Progress::Runs(state), 0);
        Ok(())
    }

    fn sha256_update(&mut self, id: StreamId, data: &[u8]) -> Result<(), Error> {
        self.check_started(id)?;
        let Self { atecc, stream: Some(stream), .. } = self else { return Err(Error::InvalidInput) };
        for byte in data {
            if let Some(room) = stream.pending.get_mut(stream.len) {
                *room = *byte;
                stream.len += 1;
            }
            if stream.len == stream.pending.len() {
                stream.len = 0;
                if let Err(error) = atecc.execute(&ShaUpdate(&stream.pending)) {
                    // Whether this block counted is unknown.
                    stream.progress = Progress::Lost;
                    return Err(coarse(error));
                }
            }
        }
        Ok(())
    }

    fn sha256_finish(&mut self, id: StreamId) -> Result<[u8; 32], Error> {
        self.check_started(id)?;
        let Self { atecc, stream: Some(stream), .. } = self else { return Err(Error::InvalidInput) };
        stream.progress = Progress::Rests;
        let rest = stream.pending.get(..stream.len).and_then(ShaEnd::new).ok_or(Error::Internal)?;
        atecc.execute(&rest).map_err(coarse)
    }

    fn sha256_close(&mut self, id: StreamId) {
        if self.stream(id).is_ok() {
            self.stream = None;
        }
    }
}

impl<I2C, D> Element<I2C, D> {
    /// A hash goes on only on the chip state in which it was started.
    fn check_started(&mut self, id: StreamId) -> Result<(), Error> {
        let now = self.atecc.volatile_state();
        match self.stream(id)?.progress {
            Progress::Rests => Err(Error::InvalidInput),
            Progress::Runs(state) if now == Some(state) => Ok(()),
            Progress::Runs(_) | Progress::Lost => Err(Error::StateLost),
        }
    }
}
