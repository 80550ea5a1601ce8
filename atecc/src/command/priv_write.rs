use super::{Command, ReplyError, done};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, Slot};

/// Mode bit 6: the key is encrypted and authorised by a MAC.
const ENCRYPTED: u8 = 0x40;
/// A private key with the four zero bytes before it.
pub const PRIVATE_KEY_LEN: usize = 36;

/// PrivWrite (0x46): writes a private key of P-256 into a slot, in place of the one that was there.
#[derive(Clone, Copy)]
pub struct PrivWrite<'a> {
    slot: Slot,
    mode: u8,
    key: &'a [u8; PRIVATE_KEY_LEN],
    mac: &'a [u8; 32],
}

/// What stands in the place of the MAC when there is none.
static NO_MAC: [u8; 32] = [0; 32];

impl<'a> PrivWrite<'a> {
    /// In clear, which only works before the data zone is locked. `key` is four zero bytes, then the scalar, big-endian.
    #[must_use]
    pub const fn clear(slot: Slot, key: &'a [u8; PRIVATE_KEY_LEN]) -> Self {
        Self { slot, mode: 0, key, mac: &NO_MAC }
    }

    /// Encrypted, as [`host::EncryptedPrivateKey`](crate::host::EncryptedPrivateKey) makes it.
    #[must_use]
    pub const fn encrypted(slot: Slot, key: &'a [u8; PRIVATE_KEY_LEN], mac: &'a [u8; 32]) -> Self {
        Self { slot, mode: ENCRYPTED, key, mac }
    }
}

impl core::fmt::Debug for PrivWrite<'_> {
    /// Not the key.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "PrivWrite(mode {:#04x}, slot {})", self.mode, self.slot)
    }
}

impl Command for PrivWrite<'_> {
    const OPCODE: Opcode = Opcode::PrivWrite;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, self.mode, self.slot.number().into(), &[self.key, self.mac])
    }

    fn uses_volatile_state(&self) -> bool {
        self.mode == ENCRYPTED
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}
