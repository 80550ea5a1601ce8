use core::fmt;

use crate::ffi::code;

/// Why a crypto element did not do what it was asked.
///
/// Deliberately coarse: across this boundary a caller learns what to *do*, never which byte was wrong.
/// Drivers keep their own, detailed error types for their own callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Error {
    /// The element, or this table of it, does not offer the operation.
    Unsupported,
    /// Somebody else is using the element; try again later.
    Busy,
    /// A length or an encoding is wrong: a digest that is not 32 bytes, a point that is not on the curve.
    InvalidInput,
    /// There is no such key, or it is of another kind than the operation needs.
    InvalidKey,
    /// The element is healthy and says no: its configuration or its lock state forbids the operation.
    Refused,
    /// The element does not answer, or answers garbage, after every retry.
    NoResponse,
    /// The element lost the volatile state that the operation builds on (it slept meanwhile); start over.
    StateLost,
    /// The element or its driver failed in a way of its own.
    Internal,
    /// A code that a newer table uses and this version does not know; always negative.
    Other(i32),
}

impl Error {
    /// The code of this error in the C interface; always negative.
    #[must_use]
    pub const fn code(self) -> i32 {
        match self {
            Self::Unsupported => code::HWCRYPTO_UNSUPPORTED,
            Self::Busy => code::HWCRYPTO_BUSY,
            Self::InvalidInput => code::HWCRYPTO_INVALID_INPUT,
            Self::InvalidKey => code::HWCRYPTO_INVALID_KEY,
            Self::Refused => code::HWCRYPTO_REFUSED,
            Self::NoResponse => code::HWCRYPTO_NO_RESPONSE,
            Self::StateLost => code::HWCRYPTO_STATE_LOST,
            Self::Internal => code::HWCRYPTO_INTERNAL,
            Self::Other(code) => code,
        }
    }

    /// The error behind a code of the C interface. Codes from 0 up mean success there, so a driver that
    /// hands one in as an error is itself at fault: [`Error::Internal`].
    #[must_use]
    pub const fn from_code(code: i32) -> Self {
        match code {
            code::HWCRYPTO_UNSUPPORTED => Self::Unsupported,
            code::HWCRYPTO_BUSY => Self::Busy,
            code::HWCRYPTO_INVALID_INPUT => Self::InvalidInput,
            code::HWCRYPTO_INVALID_KEY => Self::InvalidKey,
            code::HWCRYPTO_REFUSED => Self::Refused,
            code::HWCRYPTO_NO_RESPONSE => Self::NoResponse,
            code::HWCRYPTO_STATE_LOST => Self::StateLost,
            0.. | code::HWCRYPTO_INTERNAL => Self::Internal,
            _ => Self::Other(code),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unsupported => "the crypto element does not offer this operation",
            Self::Busy => "the crypto element is busy with another user; try again",
            Self::InvalidInput => "the input has the wrong length or encoding",
            Self::InvalidKey => "the crypto element has no such key, or it is of another kind",
            Self::Refused => "the crypto element refused: its configuration or lock state forbids this",
            Self::NoResponse => "the crypto element does not answer; check its power, bus and address",
            Self::StateLost => "the crypto element lost the state of this operation; start it again",
            Self::Internal => "the crypto element failed",
            Self::Other(code) => return write!(f, "the crypto element failed with code {code}"),
        })
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_negative_code_survives_the_round_trip() {
        for code in -300..0 {
            assert_eq!(Error::from_code(code).code(), code);
        }
        assert_eq!(Error::from_code(i32::MIN).code(), i32::MIN);
    }

    #[test]
    fn a_success_code_is_never_taken_for_an_error_of_the_caller() {
        assert_eq!(Error::from_code(0), Error::Internal);
        assert_eq!(Error::from_code(i32::MAX), Error::Internal);
    }
}
