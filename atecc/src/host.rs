//! The host's side of the chip's digests: what TempKey holds, what a MAC must be, how data is encrypted for the chip. Pure
//! arithmetic over SHA-256, byte for byte as the chip does it; comparisons take constant time, secrets are wiped.

mod attestation;
mod derived_key;
mod encrypted;
mod frame;
mod internal;
mod mac;
mod private_key;
mod protect;
mod temp_key;
mod validation;

pub use attestation::{Attestation, Claim};
pub use derived_key::DerivedKey;
pub use encrypted::{EncryptedBlock, EncryptedPrivateKey, decrypt_block};
pub use internal::{InternalMessage, SignedSlot};
pub use mac::{CheckMacOther, check_mac_response, derive_key, derive_key_mac, mac};
pub use private_key::is_private_key;
pub use protect::{BootMac, decrypt_output, verify_mac};
pub use temp_key::TempKey;
pub use validation::Validation;

use subtle::ConstantTimeEq;

/// Whether two values are equal, in a time that does not tell where they differ.
#[must_use]
pub fn equal<const N: usize>(a: &[u8; N], b: &[u8; N]) -> bool {
    a[..].ct_eq(&b[..]).into()
}
