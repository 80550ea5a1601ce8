use core::fmt;

use super::Packet;
use crate::{Opcode, Slot};

/// A command and what it is aimed at, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Subject {
    opcode: u8,
    param1: u8,
    param2: u16,
}

impl Subject {
    pub(super) const fn of(packet: Packet<'_>) -> Self {
        Self { opcode: packet.opcode, param1: packet.param1, param2: packet.param2 }
    }

    /// The slot that the second parameter names, if it names one in this command and mode.
    fn slot(self, opcode: Opcode) -> Option<Slot> {
        let slot = u8::try_from(self.param2).ok().and_then(Slot::new);
        match (opcode, self.param1 & 0b111) {
            (Opcode::Read | Opcode::Write, 2 | 6) => {
                Some(Slot::from_nibble(self.param2.to_le_bytes()[0] >> 3))
            }
            (Opcode::Lock, mode) if mode & 0b11 == 2 => Some(Slot::from_nibble(self.param1 >> 2)),
            (
                Opcode::GenKey
                | Opcode::Sign
                | Opcode::PrivWrite
                | Opcode::Mac
                | Opcode::CheckMac
                | Opcode::Hmac
                | Opcode::DeriveKey,
                _,
            )
            | (Opcode::GenDig, 2 | 5)
            | (Opcode::Ecdh, 0 | 2 | 4)
            | (Opcode::Aes, 0 | 1)
            | (Opcode::Sha, 3 | 4)
            | (Opcode::UpdateExtra, 2)
            | (Opcode::Info, 1)
            | (Opcode::Verify, 0 | 1 | 3 | 7) => slot,
            _ => None,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(opcode) = Opcode::from_byte(self.opcode) else {
            return write!(f, "opcode {:#04X}", self.opcode);
        };
        f.write_str(opcode.name())?;
        if let Some(slot) = self.slot(opcode) {
            return write!(f, " slot {slot}");
        }
        f.write_str(match (opcode, self.param1 & 0b11) {
            (Opcode::Read | Opcode::Write | Opcode::Lock, 0) => " configuration",
            (Opcode::Read | Opcode::Write, 1) => " OTP",
            (Opcode::Lock, 1) => " data and OTP",
            (Opcode::GenDig, 0) if self.param1 == 0 => " configuration",
            (Opcode::GenDig, 1) if self.param1 == 1 => " OTP",
            _ => "",
        })
    }
}
