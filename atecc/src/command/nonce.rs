use super::{Command, ReplyError, array, done};
use crate::Opcode;
use crate::packet::{CommandPacket, Response};

/// Where a loaded value goes. The Message Digest Buffer exists on the ATECC608 only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum NonceTarget {
    /// TempKey.
    TempKey = 0x00,
    /// The Message Digest Buffer.
    MessageDigestBuffer = 0x40,
    /// The Alternate Key Buffer, which only KDF uses.
    AltKeyBuf = 0x80,
}

/// Nonce (0x16), mode 3: loads 32 bytes as they are (pass-through).
#[derive(Clone, Copy)]
pub struct LoadNonce<'a> {
    /// What.
    pub value: &'a [u8; 32],
    /// Where to.
    pub target: NonceTarget,
}

impl core::fmt::Debug for LoadNonce<'_> {
    /// Not the value: it may be a secret.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("LoadNonce").field("target", &self.target).finish_non_exhaustive()
    }
}

impl Command for LoadNonce<'_> {
    const OPCODE: Opcode = Opcode::Nonce;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x03 | self.target as u8, 0, &[self.value])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

/// Nonce (0x16), mode 3 with 64 bytes: into TempKey or the Message Digest Buffer.
#[derive(Clone, Copy)]
pub struct LoadNonce64<'a> {
    value: &'a [u8; 64],
    target: NonceTarget,
}

impl<'a> LoadNonce64<'a> {
    /// Loads `value`; `None` for the Alternate Key Buffer, which holds 32 bytes.
    #[must_use]
    pub const fn new(value: &'a [u8; 64], target: NonceTarget) -> Option<Self> {
        match target {
            NonceTarget::AltKeyBuf => None,
            target => Some(Self { value, target }),
        }
    }
}

impl core::fmt::Debug for LoadNonce64<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("LoadNonce64").field("target", &self.target).finish_non_exhaustive()
    }
}

impl Command for LoadNonce64<'_> {
    const OPCODE: Opcode = Opcode::Nonce;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x23 | self.target as u8, 0, &[self.value])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

/// Nonce (0x16), modes 0 and 1: TempKey becomes the digest of a random number of the chip and one of the host. The
/// response is the chip's; [`host::TempKey`](crate::host::TempKey) computes the rest.
#[derive(Debug, Clone, Copy)]
pub struct RandomNonce<'a> {
    num_in: &'a [u8; 20],
    mode: u8,
}

impl<'a> RandomNonce<'a> {
    /// Mode 0: renews the seed of the generator first, if need be.
    #[must_use]
    pub const fn update_seed(num_in: &'a [u8; 20]) -> Self {
        Self { num_in, mode: 0x00 }
    }

    /// Mode 1: leaves the seed as it is.
    #[must_use]
    pub const fn keep_seed(num_in: &'a [u8; 20]) -> Self {
        Self { num_in, mode: 0x01 }
    }

    /// The mode byte, which takes part in the digest.
    #[must_use]
    pub const fn mode(&self) -> u8 {
        self.mode
    }
}

impl Command for RandomNonce<'_> {
    const OPCODE: Opcode = Opcode::Nonce;
    type Response = [u8; 32];

    fn response_len(&self) -> usize {
        32
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, self.mode, 0, &[self.num_in])
    }

    fn parse(response: Response<'_>) -> Result<[u8; 32], ReplyError> {
        array(response)
    }
}
