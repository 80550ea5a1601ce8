use core::fmt;

use super::{Command, ReplyError, array};
use crate::packet::{CommandPacket, Response};
use crate::policy::TempKeyFlags;
use crate::{Opcode, Part, Slot};

/// The mode of the persistent latch.
const LATCH: u8 = 0x04;

/// Info (0x30), mode 0: which part and revision it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Info;

/// The four revision bytes: the third tells the part, the fourth the revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Revision(pub [u8; 4]);

impl Revision {
    /// The third byte of an ATECC508A and of an ATECC608.
    const ATECC508A: u8 = 0x50;
    const ATECC608: u8 = 0x60;

    /// Which part it is; `None` if none of those that this driver knows.
    #[must_use]
    pub const fn part(self) -> Option<Part> {
        match self.0[2] {
            Self::ATECC508A => Some(Part::Atecc508A),
            Self::ATECC608 => Some(Part::Atecc608),
            _ => None,
        }
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [_, _, part, revision] = self.0;
        match part {
            Self::ATECC608 => write!(f, "ATECC608 revision {revision:02X}"),
            Self::ATECC508A => write!(f, "ATECC508A revision {revision:02X}"),
            _ => write!(f, "unknown part {part:02X} revision {revision:02X}"),
        }
    }
}

impl Command for Info {
    const OPCODE: Opcode = Opcode::Info;
    type Response = Revision;

    fn response_len(&self) -> usize {
        4
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x00, 0, &[])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<Revision, ReplyError> {
        array(response).map(Revision)
    }
}

/// Info (0x30), mode 1: whether there is a valid key in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyValid(pub Slot);

impl Command for KeyValid {
    const OPCODE: Opcode = Opcode::Info;
    type Response = bool;

    fn response_len(&self) -> usize {
        4
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x01, self.0.number().into(), &[])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<bool, ReplyError> {
        array(response).map(|[valid, _, _, _]: [u8; 4]| valid == 1)
    }
}

/// What Info (mode 2) tells of the chip's volatile state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChipState {
    /// What is in TempKey.
    pub temp_key: TempKeyFlags,
    /// AuthComplete: the key that was proven last and has not been spent.
    pub authorised: Option<Slot>,
}

impl ChipState {
    /// The meaning of the two bytes that [`State`] answers.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 2]) -> Self {
        const AUTHORISED: u8 = 1 << 2;
        const KEY_SHIFT: u32 = 3;
        let [_, second] = bytes;
        let key = Slot::from_nibble(second >> KEY_SHIFT);
        Self {
            temp_key: TempKeyFlags::from_state(bytes),
            authorised: if second & AUTHORISED != 0 { Some(key) } else { None },
        }
    }
}

/// Info (0x30), mode 2: what is in TempKey, and which key was authorised. The response is the two bytes of the data sheet,
/// which [`ChipState`] reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State;

impl Command for State {
    const OPCODE: Opcode = Opcode::Info;
    type Response = [u8; 2];

    fn response_len(&self) -> usize {
        4
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x02, 0, &[])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<[u8; 2], ReplyError> {
        array(response).map(|[low, high, _, _]: [u8; 4]| [low, high])
    }
}

/// Info (0x30), mode 4: reads the persistent latch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Latch;

impl Command for Latch {
    const OPCODE: Opcode = Opcode::Info;
    type Response = bool;

    fn response_len(&self) -> usize {
        4
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, LATCH, 0, &[])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<bool, ReplyError> {
        array(response).map(|[value, _, _, _]: [u8; 4]| value & 1 == 1)
    }
}

/// Info (0x30), mode 4: sets the persistent latch, or clears it. Setting needs the authorisation that the configuration
/// names (VolatileKeyPermission), which is volatile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SetLatch(pub bool);

impl Command for SetLatch {
    const OPCODE: Opcode = Opcode::Info;
    type Response = ();

    fn response_len(&self) -> usize {
        4
    }

    fn encode(&self) -> CommandPacket {
        // Bit 1: change it; bit 0: to what.
        CommandPacket::new(Self::OPCODE, LATCH, 0x0002 | u16::from(self.0), &[])
    }

    fn uses_volatile_state(&self) -> bool {
        self.0
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        array(response).map(|_: [u8; 4]| ())
    }
}
