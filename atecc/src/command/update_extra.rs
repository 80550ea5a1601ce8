use super::{Command, ReplyError, done};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, Slot};

/// UpdateExtra (0x20): sets one of the two extra bytes of the configuration, each of which can be set once, also after the
/// configuration is locked; or uses up one use of a limited key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpdateExtra {
    mode: u8,
    value: u8,
}

impl UpdateExtra {
    /// UserExtra (configuration byte 84), if it is still 0.
    #[must_use]
    pub const fn user_extra(value: u8) -> Self {
        Self { mode: 0, value }
    }

    /// UserExtraAdd (configuration byte 85), if it is still 0. With ChipMode bit 0 it is the I2C address in its 8-bit form,
    /// from the next sleep on.
    #[must_use]
    pub const fn user_extra_add(value: u8) -> Self {
        Self { mode: 1, value }
    }

    /// Uses up one use of the limited key in `slot`.
    #[must_use]
    pub const fn use_up(slot: Slot) -> Self {
        Self { mode: 2, value: slot.number() }
    }
}

impl Command for UpdateExtra {
    const OPCODE: Opcode = Opcode::UpdateExtra;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, self.mode, self.value.into(), &[])
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}
