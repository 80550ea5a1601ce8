use super::{Command, DigestSource, ReplyError, array, done};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, Slot};

/// Bytes of a SHA-256 block.
const BLOCK: usize = 64;
/// The same as a parameter.
const BLOCK_LEN: u16 = 64;

/// SHA (0x47), mode 0: starts a hash in the chip's only engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShaStart;

/// SHA (0x47), mode 1: appends one block of 64 bytes.
#[derive(Debug, Clone, Copy)]
pub struct ShaUpdate<'a>(pub &'a [u8; BLOCK]);

/// SHA (0x47), mode 3: appends the public key in a slot, X‖Y, which is a whole block. It need not cross the bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShaPublicKey(pub Slot);

/// SHA (0x47), mode 2: appends the rest, fewer bytes than a block, and gives the digest.
#[derive(Debug, Clone, Copy)]
pub struct ShaEnd<'a> {
    rest: &'a [u8],
    len: u8,
    target: u8,
}

/// Mode bits 6–7 of the end: where the digest goes besides the reply.
const INTO_TEMP_KEY: u8 = 0x00;
const INTO_MESSAGE_DIGEST_BUFFER: u8 = 0x40;
const OUTPUT_ONLY: u8 = 0xC0;

impl<'a> ShaEnd<'a> {
    /// Ends with `rest`; `None` if that is a block or more.
    #[must_use]
    pub const fn new(rest: &'a [u8]) -> Option<Self> {
        if rest.len() < BLOCK {
            #[expect(clippy::cast_possible_truncation, reason = "below 64")]
            Some(Self { rest, len: rest.len() as u8, target: OUTPUT_ONLY })
        } else {
            None
        }
    }

    /// The same, and the digest also goes to where Sign and Verify find it.
    #[must_use]
    pub const fn into(self, target: DigestSource) -> Self {
        let target = match target {
            DigestSource::TempKey => INTO_TEMP_KEY,
            DigestSource::MessageDigestBuffer => INTO_MESSAGE_DIGEST_BUFFER,
        };
        Self { target, ..self }
    }
}

impl Command for ShaStart {
    const OPCODE: Opcode = Opcode::Sha;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x00, 0, &[])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

impl Command for ShaUpdate<'_> {
    const OPCODE: Opcode = Opcode::Sha;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x01, BLOCK_LEN, &[self.0])
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

impl Command for ShaPublicKey {
    const OPCODE: Opcode = Opcode::Sha;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x03, self.0.number().into(), &[])
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

impl Command for ShaEnd<'_> {
    const OPCODE: Opcode = Opcode::Sha;
    type Response = [u8; 32];

    fn response_len(&self) -> usize {
        32
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x02 | self.target, self.len.into(), &[self.rest])
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<[u8; 32], ReplyError> {
        array(response)
    }
}

/// SHA (0x47), mode 4: starts an HMAC with a key in a slot, or in TempKey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HmacStart(pub HmacKey);

/// Where the key of an HMAC is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HmacKey {
    /// In a slot.
    Slot(Slot),
    /// In TempKey.
    TempKey,
}

impl From<Slot> for HmacKey {
    fn from(slot: Slot) -> Self {
        Self::Slot(slot)
    }
}

impl Command for HmacStart {
    const OPCODE: Opcode = Opcode::Sha;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        let key = match self.0 {
            HmacKey::Slot(slot) => slot.number().into(),
            HmacKey::TempKey => 0xFFFF,
        };
        CommandPacket::new(Self::OPCODE, 0x04, key, &[])
    }

    fn uses_volatile_state(&self) -> bool {
        self.0 == HmacKey::TempKey
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}

/// The state of a hash, to be taken out of the chip and put in again: 36 to 99 bytes. An HMAC has none.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ShaContext {
    bytes: [u8; MAX_CONTEXT],
    len: u8,
}

/// Length and state words, and up to 63 bytes that fill no block yet.
const MIN_CONTEXT: usize = 36;
const MAX_CONTEXT: usize = MIN_CONTEXT + BLOCK - 1;

impl ShaContext {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len.into()).unwrap_or_default()
    }
}

impl core::fmt::Debug for ShaContext {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "ShaContext({} bytes)", self.len)
    }
}

/// SHA (0x47), mode 6: takes the state of the hash out of the chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadShaContext;

impl Command for ReadShaContext {
    const OPCODE: Opcode = Opcode::Sha;
    type Response = ShaContext;

    fn response_len(&self) -> usize {
        MAX_CONTEXT
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x06, 0, &[])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<ShaContext, ReplyError> {
        match response {
            Response::Status(status) => Err(ReplyError::Status(status)),
            Response::Data(data) => {
                let mut context = ShaContext { bytes: [0; MAX_CONTEXT], len: 0 };
                let (len, room) = (u8::try_from(data.len()), context.bytes.get_mut(..data.len()));
                match (len, room) {
                    (Ok(len), Some(room)) if data.len() >= MIN_CONTEXT => {
                        room.copy_from_slice(data);
                        context.len = len;
                        Ok(context)
                    }
                    _ => Err(ReplyError::Length(data.len())),
                }
            }
        }
    }
}

/// SHA (0x47), mode 7: puts the state of a hash into the chip, which goes on from there.
#[derive(Debug, Clone, Copy)]
pub struct WriteShaContext<'a>(pub &'a ShaContext);

impl Command for WriteShaContext<'_> {
    const OPCODE: Opcode = Opcode::Sha;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, 0x07, self.0.len.into(), &[self.0.as_bytes()])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}
