use super::{Command, ReplyError};
use crate::Opcode;
use crate::packet::{CommandPacket, Response};

/// SelfTest (0x77): tests the chip's engines. The response is the set of tests that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SelfTest(pub Tests);

/// A set of self-tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Tests(u8);

impl Tests {
    /// None: as a request, asks which tests have failed before.
    pub const NONE: Self = Self(0x00);
    /// Random number generator.
    pub const RNG: Self = Self(0x01);
    /// ECDSA, sign and verify.
    pub const ECDSA: Self = Self(0x04);
    /// ECDH.
    pub const ECDH: Self = Self(0x08);
    /// AES.
    pub const AES: Self = Self(0x10);
    /// SHA.
    pub const SHA: Self = Self(0x20);
    /// All of them.
    pub const ALL: Self = Self(0x3D);

    /// The tests of either set.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all of `other` is in it.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether it is empty.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl Command for SelfTest {
    const OPCODE: Opcode = Opcode::SelfTest;
    type Response = Tests;

    fn response_len(&self) -> usize {
        0
    }

    fn encode(&self) -> CommandPacket {
        CommandPacket::new(Self::OPCODE, self.0.0, 0, &[])
    }

    fn is_repeatable(&self) -> bool {
        true
    }

    /// The failures come in the place of a status, and look like one. Whatever has a bit that no test has is a status.
    fn parse(response: Response<'_>) -> Result<Tests, ReplyError> {
        match response {
            Response::Status(status) if status.to_byte() & !Tests::ALL.0 == 0 => Ok(Tests(status.to_byte())),
            Response::Status(status) => Err(ReplyError::Status(status)),
            Response::Data(data) => Err(ReplyError::Length(data.len())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Status;

    #[test]
    fn failures_are_told_from_statuses_where_the_byte_allows_it() {
        let parse = |byte| SelfTest::parse(Response::Status(Status::from_byte(byte)));
        assert_eq!(parse(0x00), Ok(Tests::NONE));
        assert_eq!(parse(0x0C), Ok(Tests::ECDSA.and(Tests::ECDH)));
        assert!(parse(0x3D).unwrap().contains(Tests::AES));
        assert_eq!(parse(0x03), Err(ReplyError::Status(Status::ParseError)));
        assert_eq!(parse(0x0F), Err(ReplyError::Status(Status::ExecutionError)));
        assert_eq!(parse(0xEE), Err(ReplyError::Status(Status::WatchdogExpiring)));
    }
}
