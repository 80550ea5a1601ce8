//! What an element could not do during a handshake, so that a program can tell it from what a peer did.

use alloc::string::ToString;
use core::fmt;

use hwcrypto_api::{Error, KeyRef};

/// What TLS asks of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// Proving that we hold our key.
    Sign,
    /// Making an ephemeral key, or agreeing on a secret with one.
    KeyExchange,
    /// Drawing random numbers.
    Random,
    /// Checking a peer's signature.
    Verify,
}

impl Operation {
    const ALL: [Self; 4] = [Self::Sign, Self::KeyExchange, Self::Random, Self::Verify];

    /// What the element could not do, in words.
    const fn words(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::KeyExchange => "exchange keys",
            Self::Random => "draw random numbers",
            Self::Verify => "check the peer's signature",
        }
    }
}

/// An operation that the element did not do, after every retry of its driver.
///
/// A handshake that fails this way says nothing about the peer. Where rustls' interfaces have room for an error it
/// travels in [`rustls::Error::General`], with and without a standard library, and [`of`](Self::of) finds it there;
/// random numbers and verification have no such room, and [`Provider::failure_since`](crate::Provider::failure_since)
/// tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ElementFailure {
    /// What was asked for.
    pub operation: Operation,
    /// With which key of the element, if with one.
    pub key: Option<KeyRef>,
    /// What the element says.
    pub error: Error,
}

impl ElementFailure {
    /// `operation`, with `key` if it uses one, failed with `error`.
    #[must_use]
    pub const fn new(operation: Operation, key: Option<KeyRef>, error: Error) -> Self {
        Self { operation, key, error }
    }

    /// The failure that `error` carries, if it carries one.
    #[must_use]
    pub fn of(error: &rustls::Error) -> Option<Self> {
        match error {
            rustls::Error::General(text) => Self::read(text),
            _ => None,
        }
    }

    /// Reads what [`Display`](fmt::Display) writes.
    fn read(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(BEGINNING)?;
        let named = |operation: &Operation| Some((*operation, rest.strip_prefix(operation.words())?));
        let (operation, rest) = Operation::ALL.iter().find_map(named)?;
        let (key, error) = match rest.strip_prefix(WITH) {
            Some(rest) => rest.split_once(SAYS).map(|(key, error)| (Some(key), error))?,
            None => (None, rest.strip_prefix(SAYS)?),
        };
        Some(Self { operation, key: key.and_then(read_key), error: read_error(error)? })
    }
}

// The three seams of the text, which is both what people read and what carries the failure through rustls.
const BEGINNING: &str = "the crypto element could not ";
const WITH: &str = " with ";
const SAYS: &str = ": ";

impl fmt::Display for ElementFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{BEGINNING}{}", self.operation.words())?;
        if let Some(key) = self.key {
            write!(f, "{WITH}{key}")?;
        }
        write!(f, "{SAYS}{}", self.error)
    }
}

impl core::error::Error for ElementFailure {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.error)
    }
}

impl From<ElementFailure> for rustls::Error {
    fn from(failure: ElementFailure) -> Self {
        Self::General(failure.to_string())
    }
}

/// Reads what a [`KeyRef`] writes. A reference that only C can make has no name here.
fn read_key(text: &str) -> Option<KeyRef> {
    if let Some(token) = text.strip_prefix("ephemeral key ") {
        return Some(KeyRef::ephemeral(token.parse().ok()?));
    }
    match text.strip_prefix("slot ")?.split_once(", key ") {
        Some((slot, block)) => Some(KeyRef::slot_block(slot.parse().ok()?, block.parse().ok()?)),
        None => Some(KeyRef::slot(text.strip_prefix("slot ")?.parse().ok()?)),
    }
}

/// Reads what an [`Error`] writes: the sentence of one that has a name, or the code of one that has none.
fn read_error(text: &str) -> Option<Error> {
    /// More codes than have names.
    const NAMED: core::ops::Range<i32> = -64..0;
    let number = || text.rsplit_once(' ')?.1.parse().ok().map(Error::from_code);
    NAMED.map(Error::from_code).chain(number()).find(|error| error.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survives(failure: ElementFailure) {
        assert_eq!(ElementFailure::of(&failure.into()), Some(failure), "{failure}");
    }

    #[test]
    fn every_failure_survives_the_way_through_rustls() {
        let keys = [KeyRef::slot(0), KeyRef::slot(15), KeyRef::slot_block(9, 3), KeyRef::ephemeral(u32::MAX)];
        for operation in Operation::ALL {
            for code in (-300..0).chain([i32::MIN]) {
                for key in keys.into_iter().map(Some).chain([None]) {
                    survives(ElementFailure::new(operation, key, Error::from_code(code)));
                }
            }
        }
    }

    #[test]
    fn other_errors_of_rustls_are_no_failures_of_the_element() {
        for text in
            ["", "the crypto element could not sign", "the crypto element could not sign with slot x: y"]
        {
            assert_eq!(ElementFailure::of(&rustls::Error::General(text.into())), None, "{text}");
        }
        assert_eq!(ElementFailure::of(&rustls::Error::DecryptError), None);
    }
}
