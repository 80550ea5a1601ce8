use super::{Command, ReplyError, done};
use crate::Opcode;
use crate::Slot;
use crate::command::CounterId;
use crate::packet::{CommandPacket, Response};

/// What GenDig digests into TempKey.
#[derive(Clone, Copy)]
enum Value<'a> {
    Config(u8),
    Otp(u8),
    Slot(Slot, [u8; 4]),
    SharedNonce(&'a [u8; 32], bool),
    Counter(CounterId),
    KeyConfig(Slot),
}

/// GenDig (0x15): TempKey becomes the digest of a stored value and itself. Needs a nonce in TempKey before.
#[derive(Clone, Copy)]
pub struct GenDig<'a>(Value<'a>);

impl<'a> GenDig<'a> {
    /// A block of the configuration zone (0–3); `None` from 4 up.
    #[must_use]
    pub const fn config_block(block: u8) -> Option<Self> {
        if block < 4 { Some(Self(Value::Config(block))) } else { None }
    }

    /// A block of the OTP zone (0–1); `None` from 2 up.
    #[must_use]
    pub const fn otp_block(block: u8) -> Option<Self> {
        if block < 2 { Some(Self(Value::Otp(block))) } else { None }
    }

    /// The key in a slot, as encrypted reads and writes need it.
    ///
    /// A slot whose SlotConfig says NoMac digests four bytes from outside in place of the command's own; they are sent
    /// as the command's own here, so that the digest is the same either way.
    #[must_use]
    pub const fn slot(slot: Slot) -> Self {
        let other = [Opcode::GenDig.to_byte(), 0x02, slot.number(), 0x00];
        Self(Value::Slot(slot, other))
    }

    /// A nonce that both sides know, before TempKey in the digest or, with `after`, behind it.
    #[must_use]
    pub const fn shared_nonce(nonce: &'a [u8; 32], after: bool) -> Self {
        Self(Value::SharedNonce(nonce, after))
    }

    /// The value of a counter.
    #[must_use]
    pub const fn counter(id: CounterId) -> Self {
        Self(Value::Counter(id))
    }

    /// SlotConfig, KeyConfig and the lock of a slot.
    #[must_use]
    pub const fn key_config(slot: Slot) -> Self {
        Self(Value::KeyConfig(slot))
    }
}

impl core::fmt::Debug for GenDig<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.0 {
            Value::Config(block) => write!(f, "GenDig(config block {block})"),
            Value::Otp(block) => write!(f, "GenDig(OTP block {block})"),
            Value::Slot(slot, _) => write!(f, "GenDig(slot {slot})"),
            Value::SharedNonce(..) => f.write_str("GenDig(shared nonce)"),
            Value::Counter(id) => write!(f, "GenDig(counter {id:?})"),
            Value::KeyConfig(slot) => write!(f, "GenDig(key configuration of slot {slot})"),
        }
    }
}

impl Command for GenDig<'_> {
    const OPCODE: Opcode = Opcode::GenDig;
    type Response = ();

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        let packet = |zone, id: u16, data: &[u8]| CommandPacket::new(Self::OPCODE, zone, id, &[data]);
        match &self.0 {
            Value::Config(block) => packet(0, (*block).into(), &[]),
            Value::Otp(block) => packet(1, (*block).into(), &[]),
            Value::Slot(slot, other) => packet(2, slot.number().into(), other),
            Value::SharedNonce(nonce, after) => packet(3, u16::from(*after) << 15, *nonce),
            Value::Counter(id) => packet(4, (*id as u8).into(), &[]),
            Value::KeyConfig(slot) => packet(5, slot.number().into(), &[]),
        }
    }

    fn uses_volatile_state(&self) -> bool {
        true
    }

    fn parse(response: Response<'_>) -> Result<(), ReplyError> {
        done(response)
    }
}
