//! What TFLXTLS has beside TNGTLS: slots that its owner fills, public keys under validation, secure boot.

use atecc_sim::{Part, Reason};
use sha2::{Digest, Sha256};

use crate::ecc::{point, signature, store, stored};
use crate::host::*;
use crate::keys::*;
use crate::trust::host;

const IO_KEY: [u8; 32] = [0x10; 32];
const SECRET: [u8; 32] = [0x77; 32];
const IMAGE: [u8; 32] = [0x42; 32];
const FULL_COPY: u8 = 0x07;
const FULL_STORE: u8 = 0x06;
const BLOCK: u8 = 0x82;
const ENCRYPTED: u8 = 0xC2;

fn flex() -> Host {
    host(Part::TflxTls)
}

/// With the IO key in slot 6.
fn with_io_key() -> Host {
    let mut host = flex();
    assert_eq!(host.status(WRITE, BLOCK, 6 << 3, &IO_KEY), SUCCESS);
    host
}

fn encrypted(host: &mut Host, session: &[u8; 32], slot: u8, plain: &[u8; 32]) -> Vec<u8> {
    let cipher: Vec<u8> = plain.iter().zip(session).map(|(byte, pad)| byte ^ pad).collect();
    let mark = host.mark();
    let mac = sha256(&[session, &[0x12, ENCRYPTED, slot << 3, 0], &mark, &[0; 25], plain]);
    [cipher, mac.to_vec()].concat()
}

#[test]
fn slot_5_takes_a_key_that_is_encrypted_under_the_io_key() {
    let mut host = with_io_key();
    host.no_read(5);
    host.random_nonce();
    assert_eq!(
        host.refusal((WRITE, BLOCK, 5 << 3, &SECRET)),
        "TempKey.GenDigData=0: GenDig of slot 6 is needed"
    );
    assert_eq!(
        host.refusal((WRITE, 0x02, 5 << 3, &[0; 4])),
        "SlotConfig[5]=0x468F WriteConfig=0100: encrypted 32-byte writes under key 6 only"
    );
    let session = host.session_key(6, &[0x11; 32]);
    let wrong = encrypted(&mut host, &session, 5, &SECRET);
    assert_eq!(host.refusal((WRITE, ENCRYPTED, 5 << 3, &wrong)), "the MAC in the command is wrong");
    let session = host.session_key(6, &IO_KEY);
    let data = encrypted(&mut host, &session, 5, &SECRET);
    assert_eq!(host.status(WRITE, ENCRYPTED, 5 << 3, &data), SUCCESS);
    assert_eq!(host.slot_contents(5)[..32], SECRET);
    // It serves MAC and AES.
    let challenge = [0xC4; 32];
    let mark = host.mark();
    let mac =
        sha256(&[&SECRET, &challenge, &[0x08, 0, 5, 0], &[0; 11], &mark[..1], &[0; 4], &mark[1..], &[0; 2]]);
    assert_eq!(host.data(MAC, 0x00, 5, &challenge), mac);
    assert_eq!(host.data(AES, 0x00, 5, &[0; 16]).len(), 16);
    host.lockable(5);
    assert_eq!(host.data(MAC, 0x00, 5, &challenge), mac);
}

#[test]
fn slots_13_and_15_take_public_keys_until_they_are_locked() {
    for slot in [13u8, 15] {
        let mut host = flex();
        store(&mut host, slot.into(), &stored(&point(8)));
        host.clear_read(slot);
        host.load_message_digest(&IMAGE);
        assert_eq!(host.status(VERIFY, 0x20, slot.into(), &signature(8, &IMAGE)), SUCCESS);
        host.load_message_digest(&IMAGE);
        assert_eq!(host.status(VERIFY, 0x20, slot.into(), &signature(7, &IMAGE)), MISCOMPARE);
        host.lockable(slot);
        host.load_message_digest(&IMAGE);
        assert_eq!(host.status(VERIFY, 0x20, slot.into(), &signature(8, &IMAGE)), SUCCESS);
    }
}

/// Validate or invalidate the key in slot 14, signed by key `parent`.
fn change_validity(host: &mut Host, invalidate: bool, parent: u8) -> u8 {
    let nonce = host.random_nonce();
    assert_eq!(host.status(GEN_KEY, 0x10, 14, &[0x10, 14, 0]), SUCCESS, "{}", host.why());
    let mark = host.mark();
    let temp_key = sha256(&[&nonce, &[0x40, 0x10, 14, 0], &mark, &[0; 25], &point(7)]);
    let mut other = [0; 19];
    other[17] = u8::from(invalidate);
    let message =
        sha256(&[&temp_key, &[0x41], &other[..10], &mark[..1], &other[10..14], &mark[1..], &other[14..]]);
    let mode = if invalidate { 0x07 } else { 0x03 };
    host.status(VERIFY, mode, 14, &[&signature(parent, &message)[..], &other].concat())
}

#[test]
fn slot_14_is_used_once_the_key_in_13_validated_it_and_changed_once_it_is_invalidated() {
    let mut host = flex();
    store(&mut host, 13, &stored(&point(8)));
    store(&mut host, 14, &stored(&point(7)));
    host.clear_read(14);
    let verify = |host: &mut Host| {
        host.load_message_digest(&IMAGE);
        host.status(VERIFY, 0x20, 14, &signature(7, &IMAGE))
    };
    assert_eq!(verify(&mut host), EXECUTION_ERROR);
    assert_eq!(host.why(), "the public key in slot 14 is not validated");
    assert_eq!(change_validity(&mut host, false, 9), MISCOMPARE, "not the parent");
    assert_eq!(change_validity(&mut host, false, 8), SUCCESS);
    assert_eq!(verify(&mut host), SUCCESS);
    let write = (WRITE, BLOCK, 14 << 3, &[0; 32][..]);
    assert_eq!(host.refusal(write), "the public key in slot 14 is valid");
    assert_eq!(change_validity(&mut host, true, 8), SUCCESS);
    assert_eq!(verify(&mut host), EXECUTION_ERROR);
    store(&mut host, 14, &stored(&point(6)));
    host.not_lockable(14);
}

fn boot(host: &mut Host, mode: u8, data: &[u8]) -> u8 {
    host.status(SECURE_BOOT, mode, 0, data)
}

#[test]
fn secure_boot_stores_the_digest_in_slot_7_under_the_key_in_slot_15() {
    let mut host = flex();
    let signed = [&IMAGE[..], &signature(7, &IMAGE)].concat();
    assert_eq!(boot(&mut host, FULL_COPY, &signed), EXECUTION_ERROR, "no key is there yet");
    assert_eq!(host.reason(), Some(Reason::NoKey));
    store(&mut host, 15, &stored(&point(7)));
    assert_eq!(host.lock_slot(15), SUCCESS);
    assert_eq!(boot(&mut host, FULL_STORE, &IMAGE), MISCOMPARE, "nothing is stored yet");
    assert_eq!(boot(&mut host, FULL_COPY, &[&IMAGE[..], &signature(8, &IMAGE)].concat()), MISCOMPARE);
    assert_eq!(boot(&mut host, FULL_COPY, &signed), SUCCESS);
    assert_eq!(host.slot_contents(7)[..32], IMAGE);
    assert_eq!(boot(&mut host, FULL_STORE, &IMAGE), SUCCESS);
    assert_eq!(boot(&mut host, FULL_STORE, &[0x43; 32]), MISCOMPARE);
    assert_eq!(host.data(INFO, 0x04, 0, &[]), [0, 0, 0, 0], "the persistent latch is not tied to it");
    host.no_read(7);
    host.no_write(7);
}

#[test]
fn an_encrypted_digest_of_secure_boot_is_answered_with_a_mac_under_the_io_key() {
    let mut host = with_io_key();
    store(&mut host, 15, &stored(&point(7)));
    assert_eq!(boot(&mut host, FULL_COPY, &[&IMAGE[..], &signature(7, &IMAGE)].concat()), SUCCESS);
    let nonce = host.random_nonce();
    let session = sha256(&[&IO_KEY, &nonce]);
    let digest: Vec<u8> = IMAGE.iter().zip(session).map(|(byte, pad)| byte ^ pad).collect();
    let mac = Sha256::new().chain_update(session).chain_update(IMAGE).chain_update([0x80, 0x86, 0, 0]);
    assert_eq!(host.data(SECURE_BOOT, 0x86, 0, &digest), mac.finalize().to_vec());
}
