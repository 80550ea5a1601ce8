use super::{Command, ReplyError, array};
use crate::Opcode;
use crate::Slot;
use crate::packet::{CommandPacket, Response};

/// Mode bit 0: the second block is TempKey instead of a challenge.
const BLOCK2_TEMP_KEY: u8 = 1;
/// Mode bit 1: the first block is TempKey instead of the key.
const BLOCK1_TEMP_KEY: u8 = 1 << 1;
/// Mode bit 2: TempKey must come from a fixed value instead of a random one.
const FIXED_SOURCE: u8 = 1 << 2;
/// Mode bit 6: the serial number takes part.
const SERIAL_NUMBER: u8 = 1 << 6;

/// Whether the value in TempKey must be random or loaded from outside; the chip compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TempKeySource {
    /// From a random nonce.
    Random,
    /// Loaded as it is.
    Fixed,
}

impl TempKeySource {
    pub(super) const fn mode_bit(self) -> u8 {
        match self {
            Self::Random => 0,
            Self::Fixed => FIXED_SOURCE,
        }
    }
}

/// MAC (0x08): SHA-256 over a key, a challenge and what the command is.
#[derive(Clone, Copy)]
pub struct Mac<'a> {
    mode: u8,
    slot: Slot,
    challenge: Option<&'a [u8; 32]>,
}

impl<'a> Mac<'a> {
    /// The key in `slot`, and a challenge that is sent along.
    #[must_use]
    pub const fn challenge(slot: Slot, challenge: &'a [u8; 32]) -> Self {
        Self { mode: 0, slot, challenge: Some(challenge) }
    }

    /// The key in `slot`, and TempKey as the challenge.
    #[must_use]
    pub const fn temp_key(slot: Slot, source: TempKeySource) -> Self {
        Self { mode: BLOCK2_TEMP_KEY | source.mode_bit(), slot, challenge: None }
    }

    /// TempKey as the key, and a challenge that is sent along. `slot` only takes part as a number.
    #[must_use]
    pub const fn key_in_temp_key(slot: Slot, source: TempKeySource, challenge: &'a [u8; 32]) -> Self {
        Self { mode: BLOCK1_TEMP_KEY | source.mode_bit(), slot, challenge: Some(challenge) }
    }

    /// The same with the serial number in it.
    #[must_use]
    pub const fn with_serial_number(self) -> Self {
        Self { mode: self.mode | SERIAL_NUMBER, ..self }
    }

    /// The mode byte, which takes part in the digest.
    #[must_use]
    pub const fn mode(&self) -> u8 {
        self.mode
    }
}

impl core::fmt::Debug for Mac<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Mac(mode {:#04x}, slot {})", self.mode, self.slot)
    }
}

impl Command for Mac<'_> {
    const OPCODE: Opcode = Opcode::Mac;
    type Response = [u8; 32];

    fn response_len(&self) -> usize {
        32
    }

    fn encode(&self) -> CommandPacket {
        let data: &[u8] = self.challenge.map_or(&[], |challenge| challenge);
        CommandPacket::new(Self::OPCODE, self.mode, self.slot.number().into(), &[data])
    }

    fn uses_volatile_state(&self) -> bool {
        self.mode & (BLOCK1_TEMP_KEY | BLOCK2_TEMP_KEY) != 0
    }

    fn parse(response: Response<'_>) -> Result<[u8; 32], ReplyError> {
        array(response)
    }
}
