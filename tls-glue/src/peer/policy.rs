//! What is asked of a peer's certificates.

use rustls_pki_types::UnixTime;

use crate::knobs;

#[cfg(not(feature = "sha1"))]
const _: () = assert!(
    !knobs::ALLOW_SHA1_IN_CERTIFICATES,
    "ZERYNTH_SSL_ALLOW_SHA1_IN_CERTIFICATES needs the feature sha1"
);

/// What happens to a peer whose certificates do not hold.
///
/// Whatever the mode, a peer that shows a certificate must sign the handshake with the certificate's key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VerifyMode {
    /// The handshake fails.
    #[default]
    Required,
    /// The handshake goes on, also for a client without a certificate. What was found is in the
    /// [`VerificationRecord`](crate::VerificationRecord), and is for the application to act upon.
    Optional,
    /// Nobody looks. Whoever is in between can read and change everything.
    None,
}

/// By which time certificates are judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Clock {
    /// By the time that rustls' time provider tells.
    #[default]
    Trusted,
    /// The host does not know the time, but it is not before this one: the date of the firmware, say.
    ///
    /// Certificates that had expired by then are refused. Later than that, a chain is judged by the day on which its
    /// youngest certificate began: one that was never valid as a whole is refused, one that has expired since is not.
    Unknown {
        /// Surely passed.
        not_before: UnixTime,
    },
}

/// The limits within which a peer's certificates are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyPolicy {
    /// See [`rsa_min_bits`](Self::rsa_min_bits).
    pub rsa_min_bits: u16,
    /// See [`allow_sha1_in_certificates`](Self::allow_sha1_in_certificates).
    #[cfg(feature = "sha1")]
    pub sha1_in_certificates: bool,
    /// See [`clock`](Self::clock).
    pub clock: Clock,
}

impl VerifyPolicy {
    /// The smallest RSA key (bits) that can be asked for: below this, rustls' providers verify no signature at all.
    pub const RSA_FLOOR: u16 = 2048;

    /// RSA keys and SHA-1 as the build says ([`knobs`](crate::knobs): at least 2048 bits, none), validity by the clock.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            rsa_min_bits: knobs::PROFILE_RSA_MIN_BITS,
            #[cfg(feature = "sha1")]
            sha1_in_certificates: knobs::ALLOW_SHA1_IN_CERTIFICATES,
            clock: Clock::Trusted,
        }
    }

    /// Accepts RSA keys from this size on (bits), in the peer's certificate, in those that lead to a trusted authority,
    /// and of that authority. Less than [`RSA_FLOOR`](Self::RSA_FLOOR) is the same as that.
    #[must_use]
    pub const fn rsa_min_bits(mut self, bits: u16) -> Self {
        self.rsa_min_bits = bits;
        self
    }

    /// Accepts SHA-1 in signatures of certificates, never in signatures of handshakes. Off unless set: somebody with
    /// enough money can make two certificates with the same SHA-1.
    #[cfg(feature = "sha1")]
    #[must_use]
    pub const fn allow_sha1_in_certificates(mut self, allow: bool) -> Self {
        self.sha1_in_certificates = allow;
        self
    }

    /// Judges the validity of certificates by this clock.
    #[must_use]
    pub const fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The smallest acceptable RSA key (bits).
    pub(super) const fn rsa_minimum(&self) -> usize {
        (if self.rsa_min_bits > Self::RSA_FLOOR { self.rsa_min_bits } else { Self::RSA_FLOOR }) as usize
    }
}

impl Default for VerifyPolicy {
    fn default() -> Self {
        Self::new()
    }
}
