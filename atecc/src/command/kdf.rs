//! KDF (0x56): what is derived from what is a [`Derivation`]; where the result goes is the command's type.

mod derivation;

pub use derivation::{Derivation, HkdfMessage, KdfKey, PrfKeyLength};

use super::{Command, EncryptedOutput, ReplyError, array, done};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, Secret, Slot};

/// Mode bits 2–4, where the result goes.
const INTO_TEMP_KEY: u8 = 0x00;
const INTO_TEMP_KEY_UPPER: u8 = 0x04;
const INTO_SLOT: u8 = 0x08;
const INTO_ALT_KEY_BUF: u8 = 0x0C;
const OUT: u8 = 0x10;
const OUT_ENCRYPTED: u8 = 0x14;
/// Bytes that fit into any target.
const HALF: usize = 32;

/// Where in the chip the result of a KDF goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KdfTarget {
    /// TempKey, from its beginning.
    TempKey,
    /// The upper half of TempKey, beside what is in the lower: 32 bytes.
    TempKeyUpper,
    /// A slot for secrets whose KeyConfig.PubInfo allows it.
    Slot(Slot),
    /// The Alternate Key Buffer, which only KDF uses: 32 bytes.
    AltKeyBuf,
}

impl KdfTarget {
    /// Its mode bits and the second byte of the second parameter.
    const fn encoded(self) -> (u8, u8) {
        match self {
            Self::TempKey => (INTO_TEMP_KEY, 0),
            Self::TempKeyUpper => (INTO_TEMP_KEY_UPPER, 0),
            Self::Slot(slot) => (INTO_SLOT, slot.number()),
            Self::AltKeyBuf => (INTO_ALT_KEY_BUF, 0),
        }
    }

    const fn room(self) -> usize {
        match self {
            Self::TempKey => 2 * HALF,
            Self::TempKeyUpper | Self::AltKeyBuf => HALF,
            Self::Slot(slot) => slot.size(),
        }
    }
}

/// KDF whose result comes out in clear: `N` bytes, 32 or 64.
///
/// A chip whose ChipOptions only allow encrypted output answers 32 bytes more, which is an
/// [`UnexpectedLength`](crate::Error::UnexpectedLength): ask it for [`KdfEncrypted`].
#[derive(Debug, Clone, Copy)]
pub struct Kdf<'a, const N: usize>(pub Derivation<'a, N>);

impl<const N: usize> Command for Kdf<'_, N> {
    const OPCODE: Opcode = Opcode::Kdf;
    type Response = Secret<N>;

    fn response_len(&self) -> usize {
        EncryptedOutput::<N>::LEN
    }

    fn encode(&self) -> CommandPacket {
        self.0.encode(OUT, 0)
    }

    fn uses_volatile_state(&self) -> bool {
        self.0.uses_volatile_state()
    }

    fn parse(response: Response<'_>) -> Result<Secret<N>, ReplyError> {
        array(response).map(Secret::new)
    }
}

/// KDF whose result comes out encrypted with the IO protection key.
#[derive(Debug, Clone, Copy)]
pub struct KdfEncrypted<'a, const N: usize>(pub Derivation<'a, N>);

impl<const N: usize> Command for KdfEncrypted<'_, N> {
    const OPCODE: Opcode = Opcode::Kdf;
    type Response = EncryptedOutput<N>;

    fn response_len(&self) -> usize {
        EncryptedOutput::<N>::LEN
    }

    fn encode(&self) -> CommandPacket {
        self.0.encode(OUT_ENCRYPTED, 0)
    }

    fn uses_volatile_state(&self) -> bool {
        self.0.uses_volatile_state()
    }

    fn parse(response: Response<'_>) -> Result<EncryptedOutput<N>, ReplyError> {
        EncryptedOutput::parse(response)
    }
}

/// KDF whose result stays in the chip.
#[derive(Debug, Clone, Copy)]
pub struct KdfInto<'a, const N: usize> {
    derivation: Derivation<'a, N>,
    target: KdfTarget,
}

impl<'a, const N: usize> KdfInto<'a, N> {
    /// Puts the result of `derivation` into `target`; `None` if it does not fit.
    #[must_use]
    pub const fn new(derivation: Derivation<'a, N>, target: KdfTarget) -> Option<Self> {
        if N <= target.room() { Some(Self { derivation, target }) } else { None }
    }
}

impl<const N: usize> Command for KdfInto<'_, N> {
    const OPCODE: Opcode = Opcode::Kdf;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        let (mode, slot) = self.target.encoded();
        self.derivation.encode(mode, slot)
    }

    fn uses_volatile_state(&self) -> bool {
        // One half of TempKey joins the other.
        self.target == KdfTarget::TempKeyUpper || self.derivation.uses_volatile_state()
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

/// KDF whose result is split: the first half stays in the chip, the second comes out in clear (the "AEAD" form of the TLS
/// 1.2 PRF).
#[derive(Debug, Clone, Copy)]
pub struct KdfSplit<'a> {
    /// What is derived: 64 bytes, which only the PRF gives.
    pub derivation: Derivation<'a, 64>,
    /// Where the first half goes.
    pub target: KdfTarget,
}

impl Command for KdfSplit<'_> {
    const OPCODE: Opcode = Opcode::Kdf;
    type Response = Secret;

    fn response_len(&self) -> usize {
        EncryptedOutput::<HALF>::LEN
    }

    fn encode(&self) -> CommandPacket {
        let (mode, slot) = self.target.encoded();
        self.derivation.split().encode(mode, slot)
    }

    fn uses_volatile_state(&self) -> bool {
        self.target == KdfTarget::TempKeyUpper || self.derivation.uses_volatile_state()
    }

    fn parse(response: Response<'_>) -> Result<Secret, ReplyError> {
        array(response).map(Secret::new)
    }
}
