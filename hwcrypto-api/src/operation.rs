//! What is asked of an element, without the data: fit for a log, and for a rule that says who may ask what.

use core::fmt;

use crate::{KeyRef, StreamId};

/// What an element may be able to do; one for each trait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Capability {
    /// [`PublicKey`](crate::PublicKey).
    PublicKey,
    /// [`P256Sign`](crate::P256Sign).
    P256Sign,
    /// [`P256Verify`](crate::P256Verify).
    P256Verify,
    /// [`Ecdh`](crate::Ecdh).
    Ecdh,
    /// [`EphemeralKey`](crate::EphemeralKey).
    EphemeralKey,
    /// [`Random`](crate::Random).
    Random,
    /// [`Sha256`](crate::Sha256).
    Sha256,
    /// [`Sha256Stream`](crate::Sha256Stream).
    Sha256Stream,
    /// [`Sha256Clone`](crate::Sha256Clone).
    Sha256Clone,
    /// [`HmacSha256`](crate::HmacSha256).
    HmacSha256,
    /// [`Aes128`](crate::Aes128).
    Aes128,
    /// [`MonotonicCounter`](crate::MonotonicCounter).
    MonotonicCounter,
    /// [`Identity`](crate::Identity).
    Identity,
}

/// One call of an element, named by the method: which key, stream or counter it means and how many bytes it moves, but
/// none of the bytes, so that nothing secret can be in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// The public half of a key.
    PublicKey(KeyRef),
    /// A signature.
    P256Sign(KeyRef),
    /// The check of a signature.
    P256Verify,
    /// A key agreement.
    Ecdh(KeyRef),
    /// A new ephemeral key.
    EphemeralKey,
    /// An ephemeral key given up.
    DiscardEphemeralKey(KeyRef),
    /// So many random bytes.
    Random(usize),
    /// The digest of so many bytes.
    Sha256(usize),
    /// A new hash stream.
    Sha256Open,
    /// The start of a hash.
    Sha256Start(StreamId),
    /// So many bytes appended to a hash.
    Sha256Update(StreamId, usize),
    /// The end of a hash.
    Sha256Finish(StreamId),
    /// A stream given back.
    Sha256Close(StreamId),
    /// A copy of a running hash.
    Sha256Clone(StreamId),
    /// A message authentication code of so many bytes.
    HmacSha256(KeyRef, usize),
    /// A block to be encrypted.
    Aes128Encrypt(KeyRef),
    /// A block to be decrypted.
    Aes128Decrypt(KeyRef),
    /// The value of a counter.
    Counter(u32),
    /// A step of a counter.
    IncrementCounter(u32),
    /// The serial number.
    SerialNumber,
}

impl Operation {
    /// The capability that this belongs to.
    #[must_use]
    pub const fn capability(self) -> Capability {
        match self {
            Self::PublicKey(_) => Capability::PublicKey,
            Self::P256Sign(_) => Capability::P256Sign,
            Self::P256Verify => Capability::P256Verify,
            Self::Ecdh(_) => Capability::Ecdh,
            Self::EphemeralKey | Self::DiscardEphemeralKey(_) => Capability::EphemeralKey,
            Self::Random(_) => Capability::Random,
            Self::Sha256(_) => Capability::Sha256,
            Self::Sha256Open
            | Self::Sha256Start(_)
            | Self::Sha256Update(..)
            | Self::Sha256Finish(_)
            | Self::Sha256Close(_) => Capability::Sha256Stream,
            Self::Sha256Clone(_) => Capability::Sha256Clone,
            Self::HmacSha256(..) => Capability::HmacSha256,
            Self::Aes128Encrypt(_) | Self::Aes128Decrypt(_) => Capability::Aes128,
            Self::Counter(_) | Self::IncrementCounter(_) => Capability::MonotonicCounter,
            Self::SerialNumber => Capability::Identity,
        }
    }

    /// The key that is used, if it has a name already.
    #[must_use]
    pub const fn key(self) -> Option<KeyRef> {
        match self {
            Self::PublicKey(key)
            | Self::P256Sign(key)
            | Self::Ecdh(key)
            | Self::DiscardEphemeralKey(key)
            | Self::HmacSha256(key, _)
            | Self::Aes128Encrypt(key)
            | Self::Aes128Decrypt(key) => Some(key),
            _ => None,
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PublicKey(key) => write!(f, "public key of {key}"),
            Self::P256Sign(key) => write!(f, "signature with {key}"),
            Self::P256Verify => f.write_str("check of a signature"),
            Self::Ecdh(key) => write!(f, "key agreement with {key}"),
            Self::EphemeralKey => f.write_str("new ephemeral key"),
            Self::DiscardEphemeralKey(key) => write!(f, "discarding {key}"),
            Self::Random(len) => write!(f, "{len} random bytes"),
            Self::Sha256(len) => write!(f, "digest of {len} bytes"),
            Self::Sha256Open => f.write_str("new hash stream"),
            Self::Sha256Start(StreamId(id)) => write!(f, "start of hash {id}"),
            Self::Sha256Update(StreamId(id), len) => write!(f, "{len} bytes to hash {id}"),
            Self::Sha256Finish(StreamId(id)) => write!(f, "end of hash {id}"),
            Self::Sha256Close(StreamId(id)) => write!(f, "closing hash {id}"),
            Self::Sha256Clone(StreamId(id)) => write!(f, "copy of hash {id}"),
            Self::HmacSha256(key, len) => write!(f, "HMAC of {len} bytes with {key}"),
            Self::Aes128Encrypt(key) => write!(f, "encryption with {key}"),
            Self::Aes128Decrypt(key) => write!(f, "decryption with {key}"),
            Self::Counter(id) => write!(f, "value of counter {id}"),
            Self::IncrementCounter(id) => write!(f, "step of counter {id}"),
            Self::SerialNumber => f.write_str("serial number"),
        }
    }
}
