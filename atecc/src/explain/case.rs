use super::assumed::Assumed;
use super::causes::Causes;
use super::{Cause, Packet, Register};
use crate::Slot;
use crate::policy::Rules;

/// Whether something refuses a command.
pub(super) type Outcome = Result<(), Cause>;

/// A command that is put to the rules in certain circumstances.
pub(super) struct Case<'a> {
    pub(super) packet: Packet<'a>,
    pub(super) assumed: Assumed<'a>,
    /// What may refuse it besides.
    pub(super) noted: Causes,
}

impl<'a> Case<'a> {
    pub(super) fn new(packet: Packet<'a>, assumed: Assumed<'a>) -> Self {
        Self { packet, assumed, noted: Causes::default() }
    }

    pub(super) const fn rules(&self) -> &Rules<'a> {
        &self.assumed.rules
    }

    /// The number that ends Counter 0, if there is one.
    pub(super) const fn match_value(&self) -> Option<u32> {
        self.assumed.match_value
    }

    /// Notes what nobody outside the chip can know.
    pub(super) fn possible(&mut self, cause: Cause) {
        self.noted.add(cause);
    }

    pub(super) const fn param1(&self) -> u8 {
        self.packet.param1
    }

    /// The illegal first parameter.
    pub(super) const fn bad_param1(&self) -> Cause {
        Cause::Param1(self.packet.param1)
    }

    /// The illegal second parameter.
    pub(super) const fn bad_param2(&self) -> Cause {
        Cause::Param2(self.packet.param2)
    }

    /// The wrong length.
    pub(super) const fn bad_length(&self) -> Cause {
        Cause::Length { sent: self.packet.data.len() }
    }

    /// Whether the first parameter has no other bits than these.
    pub(super) const fn mode_bits(&self, legal: u8) -> Outcome {
        if self.packet.param1 & !legal == 0 { Ok(()) } else { Err(self.bad_param1()) }
    }

    pub(super) const fn param2_is(&self, value: u16) -> Outcome {
        if self.packet.param2 == value { Ok(()) } else { Err(self.bad_param2()) }
    }

    /// The slot that the second parameter names.
    pub(super) fn slot(&self) -> Result<Slot, Cause> {
        u8::try_from(self.packet.param2).ok().and_then(Slot::new).ok_or_else(|| self.bad_param2())
    }

    pub(super) const fn data_is(&self, length: usize) -> Outcome {
        if self.packet.data.len() == length { Ok(()) } else { Err(self.bad_length()) }
    }

    pub(super) const fn no_data(&self) -> Outcome {
        self.data_is(0)
    }

    /// Whether a register holds `needed` bytes, as far as that is known.
    pub(super) fn register(&mut self, register: Register, needed: usize, known: Option<usize>) -> Outcome {
        match known {
            Some(length) if length >= needed => {}
            Some(_) => return Err(Cause::Empty(register)),
            None => self.possible(Cause::Empty(register)),
        }
        Ok(())
    }

    /// Whether the Message Digest Buffer holds its lower 32 bytes.
    pub(super) fn message_digest(&mut self) -> Outcome {
        self.register(Register::MessageDigest, 32, self.assumed.known.message_digest)
    }
}
