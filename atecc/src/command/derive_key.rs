use super::{Command, ReplyError, TempKeySource, done};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, Slot};

/// The nonce that a derived key is made from, besides its parent.
#[derive(Clone, Copy)]
pub enum DeriveNonce<'a> {
    /// The chip and the host choose it together; these are the host's twenty random bytes.
    Random(&'a [u8; 20]),
    /// The host chooses it.
    Fixed(&'a [u8; 32]),
}

impl DeriveNonce<'_> {
    /// What the command says of it.
    #[must_use]
    pub const fn source(self) -> TempKeySource {
        match self {
            Self::Random(_) => TempKeySource::Random,
            Self::Fixed(_) => TempKeySource::Fixed,
        }
    }
}

impl core::fmt::Debug for DeriveNonce<'_> {
    /// Not the value: it may be a secret.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "DeriveNonce({:?})", self.source())
    }
}

/// DeriveKey (0x1C): the slot becomes the digest of a parent key and the nonce in TempKey. Which key is the parent, and
/// whether a MAC must authorise it, is in the WriteConfig of the slot.
#[derive(Clone, Copy)]
pub struct DeriveKey<'a> {
    target: Slot,
    source: TempKeySource,
    mac: Option<&'a [u8; 32]>,
}

impl<'a> DeriveKey<'a> {
    /// Derives the key in `target`.
    #[must_use]
    pub const fn new(target: Slot, source: TempKeySource) -> Self {
        Self { target, source, mac: None }
    }

    /// The same, authorised by a MAC under the slot's WriteKey.
    #[must_use]
    pub const fn with_mac(self, mac: &'a [u8; 32]) -> Self {
        Self { mac: Some(mac), ..self }
    }

    /// The mode byte, which takes part in the digest.
    #[must_use]
    pub const fn mode(&self) -> u8 {
        self.source.mode_bit()
    }
}

impl core::fmt::Debug for DeriveKey<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "DeriveKey(slot {}, {:?})", self.target, self.source)
    }
}

impl Command for DeriveKey<'_> {
    const OPCODE: Opcode = Opcode::DeriveKey;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        let mac: &[u8] = self.mac.map_or(&[], |mac| mac);
        CommandPacket::new(Self::OPCODE, self.mode(), self.target.number().into(), &[mac])
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}
