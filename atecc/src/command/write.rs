use super::read::WHOLE_BLOCK;
use super::{Command, ReplyError, done};
use crate::packet::{CommandPacket, Response};
use crate::{Address, Opcode};

/// Bit 6 of the zone parameter: the data is encrypted, and a MAC follows.
const ENCRYPTED: u8 = 0x40;

/// Write (0x12) of a 32-byte block in clear.
#[derive(Clone, Copy)]
pub struct WriteBlock<'a> {
    /// Where.
    pub address: Address,
    /// What.
    pub data: &'a [u8; 32],
}

/// Write (0x12) of a 4-byte word in clear.
#[derive(Clone, Copy)]
pub struct WriteWord {
    /// Where.
    pub address: Address,
    /// What.
    pub data: [u8; 4],
}

impl core::fmt::Debug for WriteBlock<'_> {
    /// Not the data: it may be a secret.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("WriteBlock").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Command for WriteBlock<'_> {
    const OPCODE: Opcode = Opcode::Write;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        let zone = self.address.zone() as u8 | WHOLE_BLOCK;
        CommandPacket::new(Self::OPCODE, zone, self.address.param2(), &[self.data])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

impl core::fmt::Debug for WriteWord {
    /// Not the data: it may be a secret.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("WriteWord").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Command for WriteWord {
    const OPCODE: Opcode = Opcode::Write;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, self.address.zone() as u8, self.address.param2(), &[&self.data])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

/// Write (0x12) of a 32-byte block, encrypted and with a MAC, as [`host::EncryptedBlock`](crate::host::EncryptedBlock)
/// makes it. Needs GenDig of the slot's WriteKey in TempKey.
#[derive(Clone, Copy)]
pub struct WriteEncrypted<'a> {
    /// Where.
    pub address: Address,
    /// What, encrypted.
    pub data: &'a [u8; 32],
    /// Over what it is in clear.
    pub mac: &'a [u8; 32],
}

impl WriteEncrypted<'_> {
    /// The first parameter of the write to `address`, which takes part in the MAC.
    #[must_use]
    pub const fn param1(address: Address) -> u8 {
        address.zone() as u8 | WHOLE_BLOCK | ENCRYPTED
    }
}

impl core::fmt::Debug for WriteEncrypted<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("WriteEncrypted").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Command for WriteEncrypted<'_> {
    const OPCODE: Opcode = Opcode::Write;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        let param1 = Self::param1(self.address);
        CommandPacket::new(Self::OPCODE, param1, self.address.param2(), &[self.data, self.mac])
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}
