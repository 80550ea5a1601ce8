use sha2::{Digest, Sha256};

/// The transport key with this KeyID (0x8000 and up), if [`Options::transport_keys`](crate::Options::transport_keys)
/// is set.
///
/// Those of real parts are known to their makers only. These are for anybody: SHA-256 of the text
/// `atecc-sim transport key` and the KeyID, little-endian.
#[must_use]
pub fn transport_key(key_id: u16) -> [u8; 32] {
    Sha256::new_with_prefix(b"atecc-sim transport key").chain_update(key_id.to_le_bytes()).finalize().into()
}
