//! What came of a verification, for those who continue whatever comes of it, and for those who want to know why not.

use alloc::{boxed::Box, sync::Arc};

use once_cell::race::OnceBox;

use super::Diagnosis;

/// What is known about who the peer is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verification {
    /// Nobody looked: the peer was not asked for a certificate, or [`VerifyMode::None`](crate::VerifyMode::None) says so.
    Unchecked,
    /// The peer was asked for a certificate and showed none.
    Absent,
    /// The peer is who it says it is, by a trusted authority.
    Verified,
    /// The peer showed certificates that do not hold, or did not sign the handshake.
    Failed(Diagnosis),
}

/// Where a [`PeerVerifier`](crate::PeerVerifier) notes what it found in one handshake.
///
/// Clones show the same.
#[derive(Debug, Clone, Default)]
pub struct VerificationRecord(Arc<Findings>);

#[derive(Debug, Default)]
struct Findings {
    certificates: OnceBox<Verification>,
    signature: OnceBox<Diagnosis>,
}

impl VerificationRecord {
    /// What was found; [`Verification::Absent`] as long as there was no certificate to look at.
    #[must_use]
    pub fn verification(&self) -> Verification {
        match (self.0.signature.get(), self.0.certificates.get()) {
            (Some(wrong), _) => Verification::Failed(wrong.clone()),
            (None, found) => found.cloned().unwrap_or(Verification::Absent),
        }
    }

    pub(super) fn certificates(&self, found: Verification) {
        _ = self.0.certificates.set(Box::new(found));
    }

    pub(super) fn signature(&self, wrong: Diagnosis) {
        _ = self.0.signature.set(Box::new(wrong));
    }
}
