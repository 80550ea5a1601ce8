//! What came of a verification, for those who continue whatever comes of it, and for those who want to know why not.

use alloc::sync::Arc;

use spin::mutex::SpinMutex;

use super::Diagnosis;

/// What is known about who the peer is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verification {
    /// Nobody looked: the peer was not asked for a certificate, or [`VerifyMode::None`](crate::VerifyMode::None) says
    /// so.
    Unchecked,
    /// The peer was asked for a certificate and showed none.
    Absent,
    /// The peer is who it says it is, by a trusted authority.
    Verified,
    /// The peer showed certificates that do not hold, or did not sign the handshake.
    Failed(Diagnosis),
}

/// Where a [`PeerVerifier`](crate::PeerVerifier) notes what it found last.
///
/// Clones show the same.
#[derive(Debug, Clone, Default)]
pub struct VerificationRecord(Arc<SpinMutex<Option<Verification>>>);

impl VerificationRecord {
    /// What was found; [`Verification::Absent`] as long as there was no certificate to look at.
    #[must_use]
    pub fn verification(&self) -> Verification {
        self.0.lock().clone().unwrap_or(Verification::Absent)
    }

    pub(super) fn note(&self, found: Verification) {
        *self.0.lock() = Some(found);
    }
}
