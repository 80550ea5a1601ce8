use atecc::Status;
use atecc::crc::crc16;

use crate::refused::{Fault, Reason};

/// A command as the chip sees it once its frame is known to be whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Command<'a> {
    pub(crate) opcode: u8,
    pub(crate) param1: u8,
    pub(crate) param2: u16,
    pub(crate) data: &'a [u8],
}

/// count, opcode, param1, param2 (2), CRC (2): the shortest command.
const COUNT_MIN: u8 = 7;
/// The longest command that fits the input buffer.
pub(crate) const COUNT_MAX: u8 = 155;

/// Whether `count` can be that of a command at all.
pub(crate) const fn count_is_legal(count: u8) -> bool {
    count >= COUNT_MIN && count <= COUNT_MAX
}

impl<'a> Command<'a> {
    /// Takes a packet apart: from its count to its CRC.
    pub(crate) fn decode(packet: &'a [u8]) -> Result<Self, Fault> {
        let garbled = |reason| Fault { status: Status::CommunicationError, reason };
        let count = packet.first().copied().unwrap_or(0);
        if !count_is_legal(count) || packet.len() != usize::from(count) {
            return Err(garbled(Reason::Count(count)));
        }
        let (body, [crc_low, crc_high]) =
            packet.split_last_chunk().ok_or_else(|| garbled(Reason::Count(count)))?;
        let (sent, actual) = (u16::from_le_bytes([*crc_low, *crc_high]), crc16(body));
        if sent != actual {
            return Err(garbled(Reason::Crc { sent, actual }));
        }
        match body {
            [_, opcode, param1, low, high, data @ ..] => {
                Ok(Self { opcode: *opcode, param1: *param1, param2: u16::from_le_bytes([*low, *high]), data })
            }
            _ => Err(garbled(Reason::Count(count))),
        }
    }

    /// The data, which must be `N` bytes.
    pub(crate) fn data<const N: usize>(&self) -> Result<&'a [u8; N], Fault> {
        self.data.try_into().map_err(|_| self.length())
    }

    /// No data.
    pub(crate) fn no_data(&self) -> Result<(), Fault> {
        self.data::<0>().map(|_| ())
    }

    /// The slot that the second parameter names.
    pub(crate) fn slot(&self) -> Result<atecc::Slot, Fault> {
        u8::try_from(self.param2).ok().and_then(atecc::Slot::new).ok_or(Fault::parse(Reason::Param2))
    }

    /// The second parameter, which must be `value`.
    pub(crate) fn param2_is(&self, value: u16) -> Result<(), Fault> {
        if self.param2 == value { Ok(()) } else { Err(Fault::parse(Reason::Param2)) }
    }

    pub(crate) const fn length(&self) -> Fault {
        Fault::parse(Reason::Length { sent: self.data.len() })
    }
}

/// What a command answers when it is not refused.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Status(Status),
    Data(Vec<u8>),
}

impl Reply {
    pub(crate) const DONE: Self = Self::Status(Status::Success);

    pub(crate) fn data(bytes: impl AsRef<[u8]>) -> Self {
        Self::Data(bytes.as_ref().to_vec())
    }

    /// The frame in the output buffer: count, data or status, CRC.
    pub(crate) fn frame(&self) -> Vec<u8> {
        let body: &[u8] = match self {
            Self::Status(status) => &[status.to_byte()],
            Self::Data(data) => data,
        };
        let mut frame = vec![u8::try_from(body.len() + 3).unwrap_or(u8::MAX)];
        frame.extend_from_slice(body);
        let crc = crc16(&frame);
        frame.extend_from_slice(&crc.to_le_bytes());
        frame
    }
}
