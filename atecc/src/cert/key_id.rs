//! How certificates name keys.

use sha1::{Digest, Sha1};

use crate::PublicKey;

/// What begins an uncompressed point of a curve (SEC 1).
pub(super) const UNCOMPRESSED: u8 = 0x04;

/// A key identifier.
pub type KeyId = [u8; 20];

/// The identifier of a key in its own certificate and, as the authority's, in those that it signed: SHA-1 of the
/// key as it stands in its certificate, 04‖X‖Y (RFC 5280, 4.2.1.2, method 1). SHA-1 protects nothing here.
#[must_use]
pub fn key_id(key: &PublicKey) -> KeyId {
    let mut hash = Sha1::new();
    hash.update([UNCOMPRESSED]);
    hash.update(key.0);
    hash.finalize().into()
}
