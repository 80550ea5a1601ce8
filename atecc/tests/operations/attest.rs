//! Attestations by internal signatures, believed by whoever knows the signer's public key.

use atecc::PublicKey;
use atecc::command::CounterId;
use atecc::config::SlotConfig;
use atecc::host::Claim;
use sha2::{Digest, Sha256};

use crate::equipped::*;

#[test]
fn a_key_is_attested_byte_for_byte() {
    let (_, mut device) = equipped();
    let zone = device.read_config().unwrap();
    let signer = device.public_key(slot(0)).unwrap();
    let (key, attestation) = device.attest_key(slot(0), slot(2), &NUM_IN).unwrap();
    assert_eq!(key, device.public_key(slot(2)).unwrap());
    // By hand: nonce, GenKey's digest of the public key, the 55 bytes of the data sheet.
    let sn = zone.serial_number().0;
    let nonce = Sha256::digest([&attestation.rand_out[..], &NUM_IN, &[0x16, 0x00, 0x00]].concat());
    let head = [0x40, 0x08, 2, 0, sn[8], sn[0], sn[1]];
    let temp_key = Sha256::digest([&nonce[..], &head, &[0; 25], &key.0].concat());
    let mut message = temp_key.to_vec();
    message.extend([0x41, 0x40, 0, 0, 0x8C, 0x20, 0x13, 0x00, 0x42, 0, 0]);
    message.extend([sn[8], sn[4], sn[5], sn[6], sn[7], sn[0], sn[1], sn[2], sn[3], 1, 0, 0]);
    assert_eq!(message.len(), 55);
    let digest: [u8; 32] = Sha256::digest(&message).into();
    assert!(verifies(&signer, &digest, &attestation.signature));
    let claim = Claim::PrivateKey(slot(2), &key);
    assert_eq!(attestation.digest(&claim, &NUM_IN, &zone), Some(digest));
}

#[test]
fn what_was_not_attested_is_not_believed() {
    let (_, mut device) = equipped();
    let zone = device.read_config().unwrap();
    let signer = device.public_key(slot(0)).unwrap();
    let believed = |claim: &Claim<'_>, attestation: &atecc::host::Attestation, challenge: &[u8; 20], zone| {
        attestation.verify(claim, challenge, zone, |digest, signature| verifies(&signer, digest, signature))
    };
    let (key, attestation) = device.attest_key(slot(0), slot(1), &NUM_IN).unwrap();
    let claim = Claim::PrivateKey(slot(1), &key);
    assert!(believed(&claim, &attestation, &NUM_IN, &zone));
    assert!(!believed(&claim, &attestation, &[1; 20], &zone), "another challenge");
    assert!(!believed(&Claim::PrivateKey(slot(2), &key), &attestation, &NUM_IN, &zone));
    let other = public(&peer());
    assert!(!believed(&Claim::PrivateKey(slot(1), &other), &attestation, &NUM_IN, &zone));
    let mut forged = attestation;
    forged.signature.0[63] ^= 1;
    assert!(!believed(&claim, &forged, &NUM_IN, &zone));
    let mut other_chip = zone.clone();
    other_chip.as_bytes_mut()[3] ^= 1;
    assert!(!believed(&claim, &attestation, &NUM_IN, &other_chip));
    let mut other_rules = zone.clone();
    other_rules.set_slot_config(slot(1), SlotConfig(0x0081));
    assert!(!believed(&claim, &attestation, &NUM_IN, &other_rules));
}

#[test]
fn configuration_rules_and_counters_are_attested() {
    let (_, mut device) = equipped();
    device.increment_counter(CounterId::One).unwrap();
    let zone = device.read_config().unwrap();
    let signer: PublicKey = device.public_key(slot(0)).unwrap();
    let check = |digest: &[u8; 32], signature: &atecc::Signature| verifies(&signer, digest, signature);
    for block in 0..4 {
        let attestation = device.attest_config(slot(0), block, &NUM_IN).unwrap();
        assert!(attestation.verify(&Claim::ConfigBlock(block), &NUM_IN, &zone, check), "block {block}");
        let mut other = zone.clone();
        other.as_bytes_mut()[usize::from(block) * 32 + 31] ^= 1;
        assert!(!attestation.verify(&Claim::ConfigBlock(block), &NUM_IN, &other, check), "block {block}");
        assert!(!attestation.verify(&Claim::ConfigBlock(4), &NUM_IN, &zone, check));
    }
    let attestation = device.attest_key_config(slot(0), slot(13), &NUM_IN).unwrap();
    assert!(attestation.verify(&Claim::KeyConfig(slot(13)), &NUM_IN, &zone, check));
    assert!(!attestation.verify(&Claim::KeyConfig(slot(12)), &NUM_IN, &zone, check));
    let attestation = device.attest_counter(slot(0), CounterId::One, &NUM_IN).unwrap();
    assert!(attestation.verify(&Claim::Counter(CounterId::One, 1), &NUM_IN, &zone, check));
    assert!(!attestation.verify(&Claim::Counter(CounterId::One, 2), &NUM_IN, &zone, check));
    assert!(!attestation.verify(&Claim::Counter(CounterId::Zero, 1), &NUM_IN, &zone, check));
}

#[test]
fn keys_that_may_not_attest_or_are_none_are_refused() {
    let (_, mut device) = equipped();
    assert!(refused(device.attest_key(slot(2), slot(0), &NUM_IN)), "signs nothing internal");
    assert!(refused(device.attest_key(slot(0), slot(9), &NUM_IN)), "no key");
    assert!(refused(device.attest_key_config(slot(9), slot(0), &NUM_IN)));
}
