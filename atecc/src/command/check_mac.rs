use super::{Command, ReplyError, TempKeySource, done};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, Slot, Status};

/// Mode bit 0: the second block is TempKey instead of the client's challenge.
const BLOCK2_TEMP_KEY: u8 = 1;
/// Mode bit 1: the first block is TempKey instead of the key.
const BLOCK1_TEMP_KEY: u8 = 1 << 1;

/// CheckMac (0x28): compares a MAC that somebody else has made with the one that the chip makes of the same values. The
/// response tells whether they are equal; equality with a key in a slot and a random nonce authorises the uses of keys that
/// ask for that key.
#[derive(Clone, Copy)]
pub struct CheckMac<'a> {
    mode: u8,
    slot: Slot,
    challenge: &'a [u8; 32],
    response: &'a [u8; 32],
    other_data: &'a [u8; 13],
}

/// The challenge of modes that take it from TempKey; it is sent all the same.
static NO_CHALLENGE: [u8; 32] = [0; 32];

impl<'a> CheckMac<'a> {
    /// The key in `slot`, and a challenge that is sent along.
    ///
    /// `other_data` are the thirteen bytes of the client's own MAC command and serial number that go into the digest.
    #[must_use]
    pub const fn challenge(
        slot: Slot,
        challenge: &'a [u8; 32],
        response: &'a [u8; 32],
        other_data: &'a [u8; 13],
    ) -> Self {
        Self { mode: 0, slot, challenge, response, other_data }
    }

    /// The key in `slot`, and TempKey as the challenge.
    #[must_use]
    pub const fn temp_key(
        slot: Slot,
        source: TempKeySource,
        response: &'a [u8; 32],
        other_data: &'a [u8; 13],
    ) -> Self {
        let mode = BLOCK2_TEMP_KEY | source.mode_bit();
        Self { mode, slot, challenge: &NO_CHALLENGE, response, other_data }
    }

    /// TempKey as the key, and a challenge that is sent along.
    #[must_use]
    pub const fn key_in_temp_key(
        slot: Slot,
        source: TempKeySource,
        challenge: &'a [u8; 32],
        response: &'a [u8; 32],
        other_data: &'a [u8; 13],
    ) -> Self {
        Self { mode: BLOCK1_TEMP_KEY | source.mode_bit(), slot, challenge, response, other_data }
    }
}

impl core::fmt::Debug for CheckMac<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "CheckMac(mode {:#04x}, slot {})", self.mode, self.slot)
    }
}

impl Command for CheckMac<'_> {
    const OPCODE: Opcode = Opcode::CheckMac;
    type Response = bool;

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        let data: [&[u8]; 3] = [self.challenge, self.response, self.other_data];
        CommandPacket::new(Self::OPCODE, self.mode, self.slot.number().into(), &data)
    }

    fn uses_volatile_state(&self) -> bool {
        self.mode & (BLOCK1_TEMP_KEY | BLOCK2_TEMP_KEY) != 0
    }

    fn parse(response: Response<'_>) -> Result<bool, ReplyError> {
        match response {
            Response::Status(Status::Miscompare) => Ok(false),
            other => done(other).map(|()| true),
        }
    }
}
