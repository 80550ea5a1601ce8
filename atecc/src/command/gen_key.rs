use super::{Command, ReplyError, array};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, PublicKey, Slot};

/// GenKey (0x40).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GenKey {
    mode: u8,
    slot: Slot,
}

impl GenKey {
    /// Makes a new private key in `slot`, overwriting what was there, and gives its public half.
    #[must_use]
    pub const fn create(slot: Slot) -> Self {
        Self { mode: 0x04, slot }
    }

    /// The public half of the private key in `slot`.
    #[must_use]
    pub const fn public(slot: Slot) -> Self {
        Self { mode: 0x00, slot }
    }
}

impl Command for GenKey {
    const OPCODE: Opcode = Opcode::GenKey;
    const RESPONSE_LEN: usize = 64;
    type Response = PublicKey;

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, self.mode, self.slot.number().into(), &[])
    }

    fn parse(response: Response<'_>) -> Result<PublicKey, ReplyError> {
        array(response).map(PublicKey)
    }
}
