use core::fmt;

use crate::crc::crc16;
use crate::packet::{CommandPacket, WordAddress};

/// A command as it is sent: what a chip decides by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Packet<'a> {
    /// The opcode byte.
    pub opcode: u8,
    /// The mode or the zone.
    pub param1: u8,
    /// The slot, the address, or something else.
    pub param2: u16,
    /// What follows the parameters.
    pub data: &'a [u8],
}

/// Why bytes are no command packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PacketError {
    /// The count byte does not say how many bytes there are (at least 7, the count included, the word address not).
    Count,
    /// The CRC is not that of the packet.
    Crc {
        /// The CRC in the packet.
        sent: u16,
        /// The CRC of its bytes.
        actual: u16,
    },
}

impl fmt::Display for PacketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count => {
                f.write_str("not a command packet: the first byte must be the number of bytes, 7 or more")
            }
            Self::Crc { sent, actual } => {
                let ([a, b], [c, d]) = (sent.to_le_bytes(), actual.to_le_bytes());
                write!(
                    f,
                    "the packet ends with the CRC {a:02X} {b:02X}; that of its bytes is {c:02X} {d:02X}"
                )
            }
        }
    }
}

impl core::error::Error for PacketError {}

impl<'a> Packet<'a> {
    /// Takes a packet apart: from its count, or from the word address 0x03 before it, to its CRC.
    ///
    /// # Errors
    /// [`PacketError`], if the chip would answer 0xFF or nothing.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, PacketError> {
        let is_whole =
            |packet: &[u8]| packet.first().is_some_and(|count| usize::from(*count) == packet.len());
        let packet = match bytes {
            [word_address, packet @ ..]
                if *word_address == WordAddress::Command as u8 && is_whole(packet) =>
            {
                packet
            }
            packet if is_whole(packet) => packet,
            _ => return Err(PacketError::Count),
        };
        let (body, crc) = packet.split_last_chunk().ok_or(PacketError::Count)?;
        let [_, opcode, param1, low, high, data @ ..] = body else { return Err(PacketError::Count) };
        let (sent, actual) = (u16::from_le_bytes(*crc), crc16(body));
        if sent != actual {
            return Err(PacketError::Crc { sent, actual });
        }
        Ok(Self { opcode: *opcode, param1: *param1, param2: u16::from_le_bytes([*low, *high]), data })
    }
}

impl<'a> From<&'a CommandPacket> for Packet<'a> {
    fn from(packet: &'a CommandPacket) -> Self {
        let (head, data) = packet.parts();
        let [opcode, param1, low, high] = head;
        Self { opcode, param1, param2: u16::from_le_bytes([low, high]), data }
    }
}

impl fmt::Debug for Packet<'_> {
    /// Not the data: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Packet({:#04x}, {:#04x}, {:#06x}, {} bytes)",
            self.opcode,
            self.param1,
            self.param2,
            self.data.len()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Opcode;

    #[test]
    fn a_packet_is_taken_apart_with_or_without_its_word_address() {
        let packet = CommandPacket::new(Opcode::Nonce, 0x43, 0x1234, &[&[0xAA; 32]]);
        let expected = Packet { opcode: 0x16, param1: 0x43, param2: 0x1234, data: &[0xAA; 32] };
        assert_eq!(Packet::from(&packet), expected);
        assert_eq!(Packet::parse(packet.as_bytes()), Ok(expected));
        assert_eq!(Packet::parse(&packet.as_bytes()[1..]), Ok(expected));
    }

    #[test]
    fn bytes_that_are_no_packet() {
        for bytes in [&[][..], &[0x03], &[0x03, 0x02, 0x00], &[0x07, 0x30, 0, 0, 0, 0x03], &[0x02, 0x30]] {
            assert_eq!(Packet::parse(bytes), Err(PacketError::Count), "{bytes:02x?}");
        }
        let wrong = Packet::parse(&[0x07, 0x30, 0, 0, 0, 0x03, 0x5E]).unwrap_err();
        assert_eq!(wrong, PacketError::Crc { sent: 0x5E03, actual: 0x5D03 });
    }
}
