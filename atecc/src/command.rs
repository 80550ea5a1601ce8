//! The commands: pure bytes in, bytes out. One file each, named as the data sheet names it.

mod ecdh;
mod gen_key;
mod info;
mod lock;
mod nonce;
mod random;
mod read;
mod sha;
mod sign;
mod verify;
mod write;

pub use ecdh::Ecdh;
pub use gen_key::GenKey;
pub use info::{Info, Revision};
pub use lock::{Lock, LockTarget};
pub use nonce::{LoadNonce, NonceTarget};
pub use random::Random;
pub use read::{ReadBlock, ReadWord};
pub use sha::{ShaEnd, ShaStart, ShaUpdate};
pub use sign::Sign;
pub use verify::Verify;
pub use write::{WriteBlock, WriteWord};

use crate::packet::{CommandPacket, Response};
use crate::{Opcode, Status};

/// A command of the chip, with all that its parameters need.
pub trait Command {
    /// Which command it is.
    const OPCODE: Opcode;

    /// Bytes of data in the reply to a success; 0 where a status byte is all there is.
    const RESPONSE_LEN: usize;

    /// Whether the command builds on what earlier ones left in the chip's volatile memory, so that it must not be
    /// repeated on a chip that has slept since.
    const USES_VOLATILE_STATE: bool = false;

    /// What a success gives.
    type Response;

    /// The packet to send.
    fn encode(&self) -> CommandPacket;

    /// What a reply means.
    ///
    /// # Errors
    /// [`ReplyError`] for a status other than success, and for data of another length.
    fn parse(response: Response<'_>) -> Result<Self::Response, ReplyError>;
}

/// Why a reply is not the success that a command hoped for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyError {
    /// The chip answered a status.
    Status(Status),
    /// The chip answered this many bytes of data.
    Length(usize),
}

/// A reply that is a status and nothing else.
const fn done(response: Response<'_>) -> Result<(), ReplyError> {
    match response {
        Response::Status(Status::Success) => Ok(()),
        Response::Status(status) => Err(ReplyError::Status(status)),
        Response::Data(data) => Err(ReplyError::Length(data.len())),
    }
}

/// A reply of `N` bytes of data.
fn array<const N: usize>(response: Response<'_>) -> Result<[u8; N], ReplyError> {
    match response {
        Response::Data(data) => data.try_into().map_err(|_| ReplyError::Length(data.len())),
        Response::Status(status) => Err(ReplyError::Status(status)),
    }
}

/// Where Sign and Verify find the digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DigestSource {
    /// TempKey: the only place on an ATECC508A.
    TempKey,
    /// The Message Digest Buffer of an ATECC608, which leaves TempKey and an ephemeral key in it alone.
    #[default]
    MessageDigestBuffer,
}

impl DigestSource {
    /// Bit 5 of the mode.
    const fn mode_bit(self) -> u8 {
        match self {
            Self::TempKey => 0x00,
            Self::MessageDigestBuffer => 0x20,
        }
    }
}
