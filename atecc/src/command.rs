//! The commands: pure bytes in, bytes out. One file each, named as the data sheet names it.
//!
//! Opcodes, modes and lengths are those of the command tables in the data sheet of the ATECC508A and, where the
//! ATECC608 has more,
//! of what Microchip has published of it (summary data sheet, data sheets of the Trust parts). The numbers in brackets are
//! opcodes. Keys and coordinates are big-endian as everywhere, counters and parameters little-endian.

mod aes;
mod check_mac;
mod counter;
mod derive_key;
mod ecdh;
mod encrypted_output;
mod gen_dig;
mod gen_key;
mod info;
mod kdf;
mod lock;
mod mac;
mod nonce;
mod priv_write;
mod random;
mod read;
mod secure_boot;
mod self_test;
mod sha;
mod sign;
mod update_extra;
mod verify;
mod write;

pub use aes::{AES_BLOCK, Aes, AesGfm, AesKey};
pub use check_mac::CheckMac;
pub use counter::{CountLimit, Counter, CounterId};
pub use derive_key::{DeriveKey, DeriveNonce};
pub use ecdh::{
    Ecdh, EcdhAsConfigured, EcdhEncrypted, EcdhIntoNextSlot, EcdhIntoSlot, EcdhIntoTempKey, EcdhKey,
};
pub use encrypted_output::EncryptedOutput;
pub use gen_dig::GenDig;
pub use gen_key::{DigestPublicKey, GenKey};
pub use info::{ChipState, Info, KeyValid, Latch, Revision, SetLatch, State};
pub use kdf::{
    Derivation, HkdfMessage, Kdf, KdfEncrypted, KdfInto, KdfKey, KdfSplit, KdfTarget, PrfKeyLength,
};
pub use lock::{Lock, LockTarget};
pub use mac::{Mac, TempKeySource};
pub use nonce::{LoadNonce, LoadNonce64, NonceTarget, RandomNonce};
pub use priv_write::{PRIVATE_KEY_LEN, PrivWrite};
pub use random::Random;
pub use read::{ReadBlock, ReadEncrypted, ReadWord};
pub use secure_boot::{SecureBoot, Verdict};
pub use self_test::{SelfTest, Tests};
pub use sha::{
    HmacKey, HmacStart, ReadShaContext, ShaContext, ShaEnd, ShaPublicKey, ShaStart, ShaUpdate,
    WriteShaContext,
};
pub use sign::{Sign, SignInternal};
pub use update_extra::UpdateExtra;
pub use verify::{Validate, Verify, VerifyMac};
pub use write::{WriteBlock, WriteEncrypted, WriteWord};

use crate::packet::{CommandPacket, Response};
use crate::{Opcode, Status};

/// A command of the chip, with all that its parameters need.
pub trait Command {
    /// Which command it is.
    const OPCODE: Opcode;

    /// What a success gives.
    type Response;

    /// Bytes of data in the longest reply to a success; 0 where a status byte is all there is.
    fn response_len(&self) -> usize;

    /// The packet to send.
    fn encode(&self) -> CommandPacket;

    /// Whether the command builds on what earlier ones left in the chip's volatile memory, so that it must not be
    /// repeated on a chip that has slept since.
    fn uses_volatile_state(&self) -> bool {
        false
    }

    /// Whether the command may run a second time, with the same result and no other effect than once, whatever its slot
    /// is configured for (a limited use would count): it is then sent again if the chip took it, or a garbled part of it,
    /// and never answers.
    fn is_repeatable(&self) -> bool {
        false
    }

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
