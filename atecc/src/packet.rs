//! The frames on the wire. Bytes in, bytes out; no bus.

use core::fmt;

use zeroize::Zeroize;

use crate::crc::crc16;
use crate::{Opcode, Status};

/// The first byte of every write to the chip: what the rest of it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum WordAddress {
    /// Start reading the output buffer from its beginning again.
    Reset = 0x00,
    /// Sleep: all volatile state is lost.
    Sleep = 0x01,
    /// Idle: volatile state is kept, the watchdog stops.
    Idle = 0x02,
    /// A command follows.
    Command = 0x03,
}

/// What a host sends first on the single-wire interface, where there are no word addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Flag {
    /// A command follows.
    Command = 0x77,
    /// The chip gives its reply, from the beginning.
    Transmit = 0x88,
    /// Idle: volatile state is kept, the watchdog stops.
    Idle = 0xBB,
    /// Sleep: all volatile state is lost.
    Sleep = 0xCC,
}

/// count, opcode, param1, param2 (2): what precedes the data of a command.
const HEAD: usize = 5;
/// The CRC that ends a packet.
const CRC: usize = 2;
/// The data of the largest command of the ATECC608: KDF with a 128-byte message and its details word.
pub const MAX_DATA: usize = 132;
/// The largest command packet, word address included.
pub const MAX_COMMAND: usize = 1 + HEAD + MAX_DATA + CRC;
/// The largest reply: a SHA context of 99 bytes, its count and its CRC.
pub const MAX_RESPONSE: usize = 1 + 99 + CRC;
/// A reply that holds nothing but a status byte.
pub const STATUS_RESPONSE: usize = 4;

/// A command packet, ready to be written to the bus in one go: word address, count, opcode, parameters,
/// data and CRC.
#[derive(Clone)]
pub struct CommandPacket {
    bytes: [u8; MAX_COMMAND],
    len: usize,
}

impl CommandPacket {
    /// Frames a command. Data beyond [`MAX_DATA`] cannot be sent: the constructors of the commands keep to
    /// it, and one that did not would be answered by the chip with a parse error.
    #[must_use]
    pub fn new(opcode: Opcode, param1: u8, param2: u16, data: &[&[u8]]) -> Self {
        let mut packet = Self { bytes: [0; MAX_COMMAND], len: 0 };
        packet.push(&[WordAddress::Command as u8, 0, opcode.to_byte(), param1]);
        packet.push(&param2.to_le_bytes());
        for piece in data {
            packet.push(piece);
        }
        let count = packet.len + CRC - 1;
        if let (Some(slot), Ok(count)) = (packet.bytes.get_mut(1), u8::try_from(count)) {
            *slot = count;
        }
        let crc = crc16(packet.as_bytes().get(1..).unwrap_or_default());
        packet.push(&crc.to_le_bytes());
        packet
    }

    fn push(&mut self, piece: &[u8]) {
        if let Some(room) = self.bytes.get_mut(self.len..self.len + piece.len()) {
            room.copy_from_slice(piece);
            self.len += piece.len();
        }
    }

    /// Opcode and parameters, and the data.
    #[cfg(feature = "explain")]
    pub(crate) fn parts(&self) -> ([u8; 4], &[u8]) {
        let body = self.bytes.get(2..self.len.saturating_sub(CRC)).unwrap_or_default();
        body.split_first_chunk().map_or(([0; 4], &[]), |(head, data)| (*head, data))
    }

    /// Whether the chip may have lost what was in TempKey once it has run this: with all commands of which no public source
    /// says that they leave it alone.
    pub(crate) fn may_clear_temp_key(&self) -> bool {
        /// GenKey bits 3 and 4: a digest into TempKey.
        const DIGESTS: u8 = 0x18;
        /// Nonce bits 6 and 7: another register.
        const OTHER_TARGET: u8 = 0xC0;
        /// Sign bit 5: the Message Digest Buffer.
        const FROM_MESSAGE_DIGEST: u8 = 1 << 5;
        let [Some(opcode), Some(mode)] = [2, 3].map(|at| self.bytes.get(at).copied()) else { return true };
        match Opcode::from_byte(opcode) {
            Some(Opcode::Aes | Opcode::Info | Opcode::Random | Opcode::Read) => false,
            Some(Opcode::Counter) => mode != 0,
            Some(Opcode::GenKey) => mode & DIGESTS != 0,
            Some(Opcode::Nonce) => mode & OTHER_TARGET == 0,
            Some(Opcode::Sign) => mode & FROM_MESSAGE_DIGEST == 0,
            _ => true,
        }
    }

    /// The bytes to write.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

impl Drop for CommandPacket {
    /// It may have held a secret.
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}

impl fmt::Debug for CommandPacket {
    /// Not the data: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = self.bytes.get(1..=HEAD).unwrap_or_default();
        f.debug_struct("CommandPacket").field("head", &head).field("len", &self.len).finish()
    }
}

/// What a chip answered, once its frame is known to be whole.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Response<'a> {
    /// A frame of four bytes: one status byte.
    Status(Status),
    /// A longer frame: the data between count and CRC.
    Data(&'a [u8]),
}

impl fmt::Debug for Response<'_> {
    /// Not the data: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => f.debug_tuple("Status").field(status).finish(),
            Self::Data(data) => write!(f, "Data({} bytes)", data.len()),
        }
    }
}

/// Why bytes are not a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameError {
    /// The count byte is below the smallest frame, or beyond what was read.
    Count(u8),
    /// The CRC does not fit.
    Crc,
}

impl<'a> Response<'a> {
    /// Takes a reply apart. `bytes` may be longer than the frame, since a read may ask for more than there
    /// is; what follows the CRC is ignored.
    ///
    /// # Errors
    /// [`FrameError`] if the bytes are no whole frame.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, FrameError> {
        let count = bytes.first().copied().unwrap_or(0);
        let frame = bytes.get(..usize::from(count)).ok_or(FrameError::Count(count))?;
        if frame.len() < STATUS_RESPONSE {
            return Err(FrameError::Count(count));
        }
        let (body, crc) = frame.split_last_chunk::<CRC>().ok_or(FrameError::Count(count))?;
        if crc16(body).to_le_bytes() != *crc {
            return Err(FrameError::Crc);
        }
        Ok(match body {
            [_, status] => Self::Status(Status::from_byte(*status)),
            _ => Self::Data(body.get(1..).unwrap_or_default()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn info_revision_as_the_data_sheet_prints_it() {
        let packet = CommandPacket::new(Opcode::Info, 0, 0, &[]);
        assert_eq!(packet.as_bytes(), [0x03, 0x07, 0x30, 0x00, 0x00, 0x00, 0x03, 0x5D]);
    }

    #[test]
    fn the_count_covers_itself_the_data_and_the_crc() {
        let packet = CommandPacket::new(Opcode::Nonce, 0x43, 0x1234, &[&[0xAA; 16], &[0xBB; 16]]);
        let bytes = packet.as_bytes();
        assert_eq!(bytes.len(), 1 + 39);
        assert_eq!(bytes[..6], [0x03, 39, 0x16, 0x43, 0x34, 0x12]);
        assert_eq!(bytes[6..22], [0xAA; 16]);
        assert_eq!(crc16(&bytes[1..38]).to_le_bytes(), bytes[38..]);
    }

    #[test]
    fn replies() {
        assert_eq!(Response::parse(&[0x04, 0x11, 0x33, 0x43]), Ok(Response::Status(Status::AfterWake)));
        // A status where data was hoped for, followed by the 0xFF that a read past the end gives.
        let long = [0x04, 0x0F, 0x23, 0x42, 0xFF, 0xFF, 0xFF];
        assert_eq!(Response::parse(&long), Ok(Response::Status(Status::ExecutionError)));
        let data = [0x07, 0x00, 0x00, 0x60, 0x02, 0x80, 0x56];
        let crc = crc16(&data[..5]).to_le_bytes();
        let data = [0x07, 0x00, 0x00, 0x60, 0x02, crc[0], crc[1]];
        assert_eq!(Response::parse(&data), Ok(Response::Data(&[0x00, 0x00, 0x60, 0x02])));
    }

    #[test]
    fn bytes_that_are_no_reply() {
        assert_eq!(Response::parse(&[]), Err(FrameError::Count(0)));
        assert_eq!(Response::parse(&[0xFF; 4]), Err(FrameError::Count(0xFF)));
        assert_eq!(Response::parse(&[0x03, 0x11, 0x33, 0x43]), Err(FrameError::Count(3)));
        assert_eq!(Response::parse(&[0x04, 0x11, 0x33, 0x42]), Err(FrameError::Crc));
        assert_eq!(Response::parse(&[0x04, 0x11, 0x33]), Err(FrameError::Count(4)));
    }
}
