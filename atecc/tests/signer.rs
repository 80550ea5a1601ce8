//! A key in a slot as a signer of RustCrypto's traits: whoever verifies is RustCrypto.

#[path = "common/life.rs"]
mod life;
#[path = "common/locked.rs"]
mod locked;

use atecc::blocking::Atecc;
use atecc::signer::SlotSigner;
use atecc::{Config, Error, Signature, Status};
use atecc_sim::{Part, SimDelay, SimI2c};
use life::slot;
use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use sha2::{Digest, Sha256};

fn device() -> (Atecc<SimI2c, SimDelay>, VerifyingKey) {
    let chip = SimI2c::blank(Part::Atecc608B, Some(5)).unwrap();
    let mut device = Atecc::new(chip.clone(), chip.delay(), Config::new());
    locked::lock(&mut device);
    let key = device.public_key(slot(0)).unwrap();
    let key = VerifyingKey::from_sec1_bytes(&[&[4][..], &key.0].concat()).unwrap();
    (device, key)
}

#[test]
fn a_prehash_is_not_hashed_again() {
    let (mut device, key) = device();
    let signer = SlotSigner::new(&mut device, slot(0));
    let digest = Sha256::digest(b"message");
    let signature: p256::ecdsa::Signature = signer.sign_prehash(&digest).unwrap();
    key.verify_prehash(&digest, &signature).unwrap();
    // As anyone verifies who has the message: it was hashed once.
    key.verify(b"message", &signature).unwrap();
    assert!(key.verify_prehash(&Sha256::digest(digest), &signature).is_err());
}

#[test]
fn a_digest_of_any_value_is_signed_as_it_is() {
    let (mut device, key) = device();
    let signer = SlotSigner::new(&mut device, slot(0));
    for digest in [[0; 32], [0xFF; 32], [0x80; 32]] {
        let signature: Signature = signer.sign_prehash(&digest).unwrap();
        let signature = p256::ecdsa::Signature::from_slice(&signature.0).unwrap();
        key.verify_prehash(&digest, &signature).unwrap();
    }
}

#[test]
fn other_lengths_and_keys_are_refused_and_the_reason_is_kept() {
    let (mut device, _) = device();
    let signer = SlotSigner::new(&mut device, slot(0));
    for len in [0, 16, 31, 33, 48, 64] {
        assert!(PrehashSigner::<Signature>::sign_prehash(&signer, &vec![1; len]).is_err(), "{len} bytes");
        assert!(signer.failure().is_none(), "the chip was not asked");
    }
    let signer = SlotSigner::new(&mut device, slot(1));
    assert!(PrehashSigner::<Signature>::sign_prehash(&signer, &[1; 32]).is_err());
    assert!(matches!(signer.failure(), Some(Error::Status(Status::ExecutionError))));
    assert!(signer.failure().is_none());
}
