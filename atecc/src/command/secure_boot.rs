use super::{Command, ReplyError};
use crate::packet::{CommandPacket, Response};
use crate::{Opcode, Signature, Status};

/// Mode bits 0–2.
const FULL: u8 = 5;
const FULL_STORE: u8 = 6;
const FULL_COPY: u8 = 7;
/// Mode bit 6: until the next power cycle, further secure boots are refused.
const PROHIBIT: u8 = 0x40;
/// Mode bit 7: the digest is encrypted with the IO protection key, and the answer is a MAC.
const PROTECTED: u8 = 0x80;

/// SecureBoot (0x80): checks the digest of a boot image against a signature, or against the digest that was stored when a
/// signature was good.
#[derive(Debug, Clone, Copy)]
pub struct SecureBoot<'a> {
    mode: u8,
    digest: &'a [u8; 32],
    signature: Option<&'a Signature>,
}

/// What the chip says of a boot image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Good, or not: as the bus has it. An attacker on the bus can forge this.
    Plain(bool),
    /// The MAC that only a chip with the IO protection key can make of a good image; compare it.
    Mac([u8; 32]),
}

impl<'a> SecureBoot<'a> {
    /// Full (mode 5): checks a signature.
    #[must_use]
    pub const fn full(digest: &'a [u8; 32], signature: &'a Signature) -> Self {
        Self { mode: FULL, digest, signature: Some(signature) }
    }

    /// FullStore (mode 6): compares with the stored digest.
    #[must_use]
    pub const fn full_store(digest: &'a [u8; 32]) -> Self {
        Self { mode: FULL_STORE, digest, signature: None }
    }

    /// FullCopy (mode 7): checks a signature and stores the digest, or the signature, for FullStore.
    #[must_use]
    pub const fn full_copy(digest: &'a [u8; 32], signature: &'a Signature) -> Self {
        Self { mode: FULL_COPY, digest, signature: Some(signature) }
    }

    /// The same, and refuses further secure boots until the next power cycle.
    #[must_use]
    pub const fn prohibiting_more(self) -> Self {
        Self { mode: self.mode | PROHIBIT, ..self }
    }

    /// The same with a digest that [`host`](crate::host) has encrypted; the answer is a MAC. Needs a nonce in TempKey.
    #[must_use]
    pub const fn protected(self) -> Self {
        Self { mode: self.mode | PROTECTED, ..self }
    }

    /// The same for another digest: that of the image, encrypted.
    #[must_use]
    pub const fn with_digest<'b>(&self, digest: &'b [u8; 32]) -> SecureBoot<'b>
    where
        'a: 'b,
    {
        SecureBoot { mode: self.mode, digest, signature: self.signature }
    }

    /// The digest, as it is sent.
    #[must_use]
    pub const fn digest(&self) -> &[u8; 32] {
        self.digest
    }

    /// The signature that is sent along, if any.
    #[must_use]
    pub const fn signature(&self) -> Option<&Signature> {
        self.signature
    }

    /// Whether a success makes it the last one until the next power cycle.
    #[must_use]
    pub const fn prohibits_more(&self) -> bool {
        self.mode & PROHIBIT != 0
    }

    /// The mode byte, which takes part in the MAC.
    #[must_use]
    pub const fn mode(&self) -> u8 {
        self.mode
    }
}

impl Command for SecureBoot<'_> {
    const OPCODE: Opcode = Opcode::SecureBoot;
    type Response = Verdict;

    /// A MAC at most; without, a status, which is shorter and read all the same.
    fn response_len(&self) -> usize {
        32
    }

    fn encode(&self) -> CommandPacket {
        let signature: &[u8] = self.signature.map_or(&[], |signature| &signature.0);
        CommandPacket::new(Self::OPCODE, self.mode, 0, &[self.digest, signature])
    }

    fn uses_volatile_state(&self) -> bool {
        self.mode & PROTECTED != 0
    }

    fn parse(response: Response<'_>) -> Result<Verdict, ReplyError> {
        match response {
            Response::Status(Status::Success) => Ok(Verdict::Plain(true)),
            Response::Status(Status::Miscompare) => Ok(Verdict::Plain(false)),
            Response::Status(status) => Err(ReplyError::Status(status)),
            Response::Data(data) => {
                data.try_into().map(Verdict::Mac).map_err(|_| ReplyError::Length(data.len()))
            }
        }
    }
}
