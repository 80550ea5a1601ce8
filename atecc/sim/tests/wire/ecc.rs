use p256::PublicKey;
use p256::SecretKey;
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::sec1::ToSec1Point;

use crate::host::*;

const DIGEST: [u8; 32] = [0x42; 32];
/// Slot 2 signs and agrees, slot 4 keeps what it agrees in slot 5, slot 9 is a public key, 10 an IO key.
const RULES: &[(u8, u16, u16)] = &[
    (2, 0x2085, 0x0013),
    (4, 0x208C, 0x0013),
    (5, 0x0000, 0x001C),
    (9, 0x0000, 0x0010),
    (10, 0x0000, 0x001C),
];

fn secret(number: u8) -> SecretKey {
    SecretKey::from_slice(&[number; 32]).unwrap()
}

/// X‖Y of the public half of a fixed key.
pub(crate) fn point(number: u8) -> [u8; 64] {
    *secret(number).public_key().to_sec1_point(false).as_bytes().last_chunk().unwrap()
}

fn public(bytes: &[u8]) -> PublicKey {
    PublicKey::from_sec1_bytes(&[&[4][..], bytes].concat()).unwrap()
}

pub(crate) fn verifies(key: &[u8], digest: &[u8; 32], signature: &[u8]) -> bool {
    let signature = Signature::from_slice(signature).unwrap();
    VerifyingKey::from(public(key)).verify_prehash(digest, &signature).is_ok()
}

pub(crate) fn shared(key: &[u8], number: u8) -> Vec<u8> {
    secret(number).diffie_hellman(&public(key)).raw_secret_bytes().to_vec()
}

pub(crate) fn signature(number: u8, digest: &[u8; 32]) -> Vec<u8> {
    let signature: Signature = SigningKey::from(secret(number)).sign_prehash(digest).unwrap();
    signature.to_bytes().to_vec()
}

fn host() -> (Host, Vec<u8>) {
    let mut host = Host::configured(RULES);
    let key = host.data(GEN_KEY, 0x04, 2, &[]);
    (host, key)
}

/// Four zeros, X, four zeros, Y.
pub(crate) fn stored(point: &[u8; 64]) -> Vec<u8> {
    [&[0; 4][..], &point[..32], &[0; 4], &point[32..]].concat()
}

pub(crate) fn store(host: &mut Host, slot: u16, bytes: &[u8]) {
    let mut padded = bytes.to_vec();
    padded.resize(bytes.len().next_multiple_of(32), 0);
    for (block, bytes) in (0u16..).zip(padded.chunks(32)) {
        assert_eq!(host.status(WRITE, 0x82, block << 8 | slot << 3, bytes), SUCCESS);
    }
}

#[test]
fn signatures_from_both_registers_verify_and_no_two_are_alike() {
    let (mut host, key) = host();
    host.lock_data();
    assert_eq!(host.data(GEN_KEY, 0x00, 2, &[]), key);
    host.load_temp_key(&[0x24; 32]);
    host.load_message_digest(&DIGEST);
    let first = host.data(SIGN, 0xA0, 2, &[]);
    assert!(verifies(&key, &DIGEST, &first));
    assert!(host.temp_key_valid(), "untouched");
    let second = host.data(SIGN, 0x80, 2, &[]);
    assert!(verifies(&key, &[0x24; 32], &second));
    assert!(!host.temp_key_valid(), "consumed");
    assert_eq!(host.status(SIGN, 0x80, 2, &[]), EXECUTION_ERROR);
    host.load_message_digest(&DIGEST);
    assert_ne!(host.data(SIGN, 0xA0, 2, &[]), first);
}

#[test]
fn a_slot_without_a_key_has_no_public_key_and_does_not_sign() {
    let mut host = Host::operational(RULES);
    assert_eq!(host.status(GEN_KEY, 0x00, 2, &[]), EXECUTION_ERROR);
    host.load_message_digest(&DIGEST);
    assert_eq!(host.status(SIGN, 0xA0, 2, &[]), EXECUTION_ERROR);
    assert_eq!(host.data(INFO, 0x01, 2, &[]), [0, 0, 0, 0]);
}

#[test]
fn key_valid_knows_private_and_public_keys() {
    let (mut host, _) = host();
    store(&mut host, 9, &stored(&point(7)));
    assert_eq!(host.data(INFO, 0x01, 2, &[]), [1, 0, 0, 0]);
    assert_eq!(host.data(INFO, 0x01, 9, &[]), [1, 0, 0, 0]);
    assert_eq!(host.data(INFO, 0x01, 10, &[]), [0, 0, 0, 0]);
}

#[test]
fn external_verification_on_any_part() {
    let mut host = Host::blank();
    let key = point(7);
    let good = signature(7, &DIGEST);
    let with_key = |signature: &[u8], key: &[u8]| [signature, key].concat();
    for (source, load) in
        [(0x22, Host::load_message_digest as fn(&mut Host, &[u8; 32])), (0x02, Host::load_temp_key)]
    {
        load(&mut host, &DIGEST);
        assert_eq!(host.status(VERIFY, source, 4, &with_key(&good, &key)), SUCCESS);
        load(&mut host, &[0; 32]);
        assert_eq!(host.status(VERIFY, source, 4, &with_key(&good, &key)), MISCOMPARE);
        load(&mut host, &DIGEST);
        assert_eq!(host.status(VERIFY, source, 4, &with_key(&[0; 64], &key)), MISCOMPARE, "r = s = 0");
        load(&mut host, &DIGEST);
        let mut off = key;
        off[63] ^= 1;
        assert_eq!(host.status(VERIFY, source, 4, &with_key(&good, &off)), EXECUTION_ERROR, "off the curve");
    }
    assert_eq!(host.status(VERIFY, 0x02, 4, &with_key(&good, &key)), EXECUTION_ERROR, "TempKey was consumed");
}

#[test]
fn verification_with_a_stored_key_proves_that_key_to_req_auth() {
    // Slot 2 demands that the key in slot 9 is proven before each use.
    let mut host = Host::configured(&[(2, 0x0081, 0x0993), (9, 0x0000, 0x0010)]);
    store(&mut host, 9, &stored(&point(7)));
    let key = {
        host.load_message_digest(&DIGEST);
        assert_eq!(host.status(VERIFY, 0x20, 9, &signature(7, &DIGEST)), SUCCESS);
        host.data(GEN_KEY, 0x04, 2, &[])
    };
    host.lock_data();
    host.load_message_digest(&DIGEST);
    assert_eq!(host.status(VERIFY, 0x20, 9, &signature(8, &DIGEST)), MISCOMPARE);
    assert_eq!(host.status(SIGN, 0xA0, 2, &[]), EXECUTION_ERROR);
    assert_eq!(host.status(VERIFY, 0x20, 9, &signature(7, &DIGEST)), SUCCESS);
    assert_eq!(host.data(INFO, 0x02, 0, &[])[1] & 0x7C, 9 << 3 | 4, "AuthComplete");
    let signed = host.data(SIGN, 0xA0, 2, &[]);
    assert!(verifies(&key, &DIGEST, &signed));
    assert_eq!(host.status(SIGN, 0xA0, 2, &[]), EXECUTION_ERROR, "the proof is spent");
}

#[test]
fn a_stored_key_with_req_random_wants_a_random_nonce_as_message() {
    let mut host = Host::configured(&[(9, 0x0000, 0x0050)]);
    store(&mut host, 9, &stored(&point(7)));
    host.load_message_digest(&DIGEST);
    assert_eq!(host.status(VERIFY, 0x20, 9, &signature(7, &DIGEST)), EXECUTION_ERROR);
    host.load_temp_key(&DIGEST);
    assert_eq!(host.status(VERIFY, 0x00, 9, &signature(7, &DIGEST)), EXECUTION_ERROR);
    let random = host.data(NONCE, 0x00, 0, &[1; 20]);
    let nonce = {
        use sha2::Digest;
        sha2::Sha256::digest([&random[..], &[1; 20], &[0x16, 0x00, 0x00]].concat())
    };
    assert_eq!(host.status(VERIFY, 0x00, 9, &signature(7, &nonce.into())), SUCCESS);
}

#[test]
fn ecdh_with_a_slot_gives_the_secret_out_or_keeps_it() {
    let (mut host, key) = host();
    let keeper = host.data(GEN_KEY, 0x04, 4, &[]);
    host.lock_data();
    assert_eq!(host.data(ECDH, 0x00, 2, &point(7)), shared(&key, 7));
    assert_eq!(host.data(ECDH, 0x0C, 2, &point(7)), shared(&key, 7));
    assert_eq!(host.status(ECDH, 0x08, 2, &point(7)), SUCCESS);
    assert!(host.temp_key_valid(), "the secret is in TempKey");
    assert_eq!(host.status(ECDH, 0x00, 4, &point(7)), SUCCESS);
    assert_eq!(host.data(READ, 0x82, 5 << 3, &[]), shared(&keeper, 7));
    let mut off = point(7);
    off[0] ^= 1;
    assert_eq!(host.status(ECDH, 0x0C, 2, &off), EXECUTION_ERROR, "off the curve");
}

#[test]
fn an_ephemeral_key_lives_in_temp_key_for_one_agreement() {
    let (mut host, _) = host();
    host.lock_data();
    let first = host.data(GEN_KEY, 0x04, 0xFFFF, &[]);
    host.data(RANDOM, 0, 0, &[]);
    host.load_message_digest(&DIGEST);
    host.data(SIGN, 0xA0, 2, &[]);
    assert_eq!(host.data(ECDH, 0x0D, 0, &point(7)), shared(&first, 7));
    assert_eq!(host.status(ECDH, 0x0D, 0, &point(7)), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.Valid=0");
    let second = host.data(GEN_KEY, 0x04, 0xFFFF, &[]);
    assert_ne!(first, second);
    host.sleep();
    host.wake();
    assert_eq!(host.status(ECDH, 0x0D, 0, &point(7)), EXECUTION_ERROR, "lost in the sleep");
}

#[test]
fn ecdh_from_temp_key_into_a_slot_names_the_target() {
    let (mut host, _) = host();
    host.lock_data();
    let key = host.data(GEN_KEY, 0x04, 0xFFFF, &[]);
    assert_eq!(host.status(ECDH, 0x05, 5, &point(7)), SUCCESS);
    assert_eq!(host.data(READ, 0x82, 5 << 3, &[]), shared(&key, 7));
    host.data(GEN_KEY, 0x04, 0xFFFF, &[]);
    assert_eq!(host.status(ECDH, 0x05, 4, &point(7)), EXECUTION_ERROR, "a private key");
}

#[test]
fn chip_options_protect_what_ecdh_gives_out() {
    use sha2::{Digest, Sha256};
    // ECDH protection, IO key enable; the IO key is in slot 10.
    for (options, mode, why) in [
        (0xA002u16, 0x0E, None),
        (0xA102, 0x0C, None),
        (0xA000, 0x0E, Some("ChipOptions=0xA000 bit 1=0: encrypted output needs the IO protection key")),
        (0xA202, 0x0C, Some("ChipOptions=0xA202 ECDH protection: the secret must stay inside the chip")),
    ] {
        let mut host = Host::blank();
        host.configure(RULES);
        host.set_config(90, &options.to_le_bytes());
        assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
        let key = host.data(GEN_KEY, 0x04, 2, &[]);
        store(&mut host, 10, &[0x1D; 32]);
        host.lock_data();
        let reply = host.send(ECDH, mode, 2, &point(7));
        match why {
            Some(why) => assert_eq!((reply, host.why()), (vec![EXECUTION_ERROR], why.to_owned())),
            None => {
                let pad = Sha256::digest([&[0x1D; 32][..], &reply[32..48]].concat());
                let plain: Vec<u8> = reply.iter().zip(pad).map(|(byte, pad)| byte ^ pad).collect();
                assert_eq!((reply.len(), plain), (64, shared(&key, 7)));
            }
        }
    }
}
