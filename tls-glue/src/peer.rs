//! Who the peer is: verifying its certificates, and saying what is wrong with them.

mod certificate;
mod check;
mod date;
mod diagnosis;
mod effort;
mod explain;
mod path;
mod policy;
mod reader;
mod record;
mod text;
mod verifier;

pub use check::Purpose;
pub use diagnosis::{Diagnosis, Position};
pub use policy::{Clock, VerifyMode, VerifyPolicy};
pub use record::{Verification, VerificationRecord};
pub use text::printable;
pub use verifier::PeerVerifier;
