//! How long records may be.

use tls_glue::knobs;

use super::framing::ReceiveLimit;
use crate::ConfigError;

/// How much plaintext a record may hold, bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub(super) send: usize,
    pub(super) receive: usize,
}

impl Sizes {
    /// Those of this build.
    pub(super) const DEFAULT: Self = Self { send: knobs::MAX_CONTENT_LEN, receive: knobs::IN_CONTENT_LEN };
    /// rustls 0.23 counts the header too, but not what encryption adds.
    const HEADER: usize = 5;

    pub(super) fn check(self) -> Result<Self, ConfigError> {
        let range = knobs::CONTENT_LEN_MIN..=knobs::PROTOCOL_CONTENT_LEN;
        match [self.send, self.receive].into_iter().find(|len| !range.contains(len)) {
            Some(len) => Err(ConfigError::ContentLen(len)),
            None => Ok(self),
        }
    }

    /// As rustls takes it.
    pub(super) const fn max_fragment_size(self) -> Option<usize> {
        Some(self.send + Self::HEADER)
    }

    pub(super) const fn receive_limit(self) -> ReceiveLimit {
        ReceiveLimit::plaintext(self.receive)
    }
}
