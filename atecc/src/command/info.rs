use core::fmt;

use super::{Command, ReplyError, array};
use crate::Opcode;
use crate::packet::{CommandPacket, Response};

/// Info (0x30), mode 0: which part and revision it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info;

/// The four revision bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Revision(pub [u8; 4]);

impl Revision {
    /// Whether this is an ATECC608, which has a Message Digest Buffer.
    #[must_use]
    pub const fn is_608(self) -> bool {
        self.0[2] == 0x60
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [_, _, part, revision] = self.0;
        match part {
            0x60 => write!(f, "ATECC608 revision {revision:02X}"),
            0x50 => write!(f, "ATECC508A revision {revision:02X}"),
            _ => write!(f, "unknown part {part:02X} revision {revision:02X}"),
        }
    }
}

impl Command for Info {
    const OPCODE: Opcode = Opcode::Info;
    const RESPONSE_LEN: usize = 4;
    type Response = Revision;

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x00, 0, &[])
    }

    fn parse(response: Response<'_>) -> Result<Revision, ReplyError> {
        array(response).map(Revision)
    }
}
