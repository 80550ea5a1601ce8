//! SecureBoot.

use sha2::{Digest, Sha256};

use crate::ecc::{point, signature, store, stored};
use crate::host::*;

const IMAGE: [u8; 32] = [0x42; 32];
const OTHER_IMAGE: [u8; 32] = [0x43; 32];
const NONCE_VALUE: [u8; 32] = [0x5A; 32];
const IO_KEY: [u8; 32] = [0x1D; 32];
const FULL: u8 = 0x05;
const FULL_STORE: u8 = 0x06;
const FULL_COPY: u8 = 0x07;
const PROHIBIT: u8 = 0x40;
const ENCRYPTED: u8 = 0x80;
const FULL_BOTH: u8 = 1;
const FULL_SIGNATURE: u8 = 2;
const FULL_DIGEST: u8 = 3;
const PERSIST: u8 = 1 << 3;
const RANDOM_NONCE: u8 = 1 << 4;
/// Slot 2 signs while the latch is set; slot 8 keeps digest or signature, never written otherwise, lockable;
/// slot 10 is the IO key, slot 11 the public key.
const RULES: &[(u8, u16, u16)] =
    &[(2, 0x0081, 0x1013), (8, 0x8080, 0x003C), (10, 0x0080, 0x001C), (11, 0x0000, 0x0010)];

/// A part whose SecureBootConfig has this lower byte.
fn host(config: u8) -> Host {
    let mut host = Host::blank();
    host.configure(RULES);
    host.set_config(70, &[config, 0xB8]);
    host.set_config(90, &[0x02, 0xA0]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    host.data(GEN_KEY, 0x04, 2, &[]);
    store(&mut host, 10, &IO_KEY);
    store(&mut host, 11, &stored(&point(7)));
    host.lock_data();
    host
}

fn signed(image: &[u8; 32]) -> Vec<u8> {
    [&image[..], &signature(7, image)].concat()
}

fn boot(host: &mut Host, mode: u8, data: &[u8]) -> u8 {
    host.status(SECURE_BOOT, mode, 0, data)
}

fn slot_8(host: &Host) -> Vec<u8> {
    host.bus.reveal_eeprom().slot(atecc::Slot::new(8).unwrap())[..64].to_vec()
}

#[test]
fn full_checks_a_signature_in_each_configuration_and_stores_nothing() {
    for config in [FULL_BOTH, FULL_SIGNATURE, FULL_DIGEST] {
        let mut host = host(config);
        assert_eq!(boot(&mut host, FULL, &signed(&IMAGE)), SUCCESS);
        let forged = [&OTHER_IMAGE[..], &signature(7, &IMAGE)].concat();
        assert_eq!(boot(&mut host, FULL, &forged), MISCOMPARE);
        assert_eq!(host.reason(), Some(atecc_sim::Reason::Image));
        assert_eq!(slot_8(&host), [0xFF; 64]);
    }
}

#[test]
fn full_copy_stores_the_digest_and_full_store_compares_it() {
    let mut host = host(FULL_DIGEST);
    assert_eq!(boot(&mut host, FULL_STORE, &IMAGE), MISCOMPARE, "nothing is stored yet");
    let forged = [&IMAGE[..], &signature(8, &IMAGE)].concat();
    assert_eq!(boot(&mut host, FULL_COPY, &forged), MISCOMPARE);
    assert_eq!(slot_8(&host), [0xFF; 64]);
    assert_eq!(boot(&mut host, FULL_COPY, &signed(&IMAGE)), SUCCESS);
    assert_eq!(slot_8(&host)[..32], IMAGE);
    assert_eq!(boot(&mut host, FULL_STORE, &IMAGE), SUCCESS);
    assert_eq!(boot(&mut host, FULL_STORE, &OTHER_IMAGE), MISCOMPARE);
    assert_eq!(boot(&mut host, FULL_COPY, &signed(&OTHER_IMAGE)), SUCCESS, "an update");
    assert_eq!(boot(&mut host, FULL_STORE, &OTHER_IMAGE), SUCCESS);
    assert_eq!(boot(&mut host, FULL_STORE, &IMAGE), MISCOMPARE);
}

#[test]
fn full_copy_stores_the_signature_and_full_store_verifies_it() {
    let mut host = host(FULL_SIGNATURE);
    assert_eq!(boot(&mut host, FULL_STORE, &IMAGE), MISCOMPARE, "nothing is stored yet");
    assert_eq!(boot(&mut host, FULL_COPY, &signed(&IMAGE)), SUCCESS);
    assert_eq!(slot_8(&host), signature(7, &IMAGE));
    assert_eq!(boot(&mut host, FULL_STORE, &IMAGE), SUCCESS);
    assert_eq!(boot(&mut host, FULL_STORE, &OTHER_IMAGE), MISCOMPARE);
}

/// The session key, and the digest under it.
fn encrypt(data: &[u8]) -> ([u8; 32], Vec<u8>) {
    let session: [u8; 32] = Sha256::new().chain_update(IO_KEY).chain_update(NONCE_VALUE).finalize().into();
    let mut data = data.to_vec();
    data.iter_mut().zip(session).for_each(|(byte, pad)| *byte ^= pad);
    (session, data)
}

#[test]
fn an_encrypted_digest_is_answered_with_a_mac() {
    for (config, mode, signature_in_mac) in [
        (FULL_DIGEST, FULL, true),
        (FULL_DIGEST, FULL_COPY, true),
        (FULL_DIGEST, FULL_STORE, false),
        (FULL_SIGNATURE, FULL_COPY, true),
        (FULL_SIGNATURE, FULL_STORE, true),
        (FULL_BOTH, FULL, true),
    ] {
        let mut host = host(config);
        if mode == FULL_STORE {
            assert_eq!(boot(&mut host, FULL_COPY, &signed(&IMAGE)), SUCCESS);
        }
        let mode = mode | ENCRYPTED;
        let sent = if mode & 7 == FULL_STORE { IMAGE.to_vec() } else { signed(&IMAGE) };
        let (session, data) = encrypt(&sent);
        host.load_temp_key(&NONCE_VALUE);
        let answer = host.data(SECURE_BOOT, mode, 0, &data);
        let mut mac = Sha256::new().chain_update(session).chain_update(IMAGE);
        if signature_in_mac {
            mac.update(signature(7, &IMAGE));
        }
        mac.update([0x80, mode, 0x00, 0x00]);
        assert_eq!(answer, mac.finalize().to_vec(), "{config} {mode:#04x}");
        assert!(!host.temp_key_valid(), "consumed");
        assert_eq!(boot(&mut host, mode, &data), EXECUTION_ERROR);
        assert_eq!(host.why(), "TempKey.Valid=0");
        host.load_temp_key(&NONCE_VALUE);
        assert_eq!(boot(&mut host, mode, &sent), MISCOMPARE, "not encrypted");
    }
}

#[test]
fn a_random_nonce_may_be_demanded_and_the_io_key_must_be_there() {
    let mut host = host(FULL_BOTH | RANDOM_NONCE);
    host.load_temp_key(&NONCE_VALUE);
    assert_eq!(boot(&mut host, FULL | ENCRYPTED, &encrypt(&signed(&IMAGE)).1), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.SourceFlag=1: a random nonce is needed");
    let random = host.data(NONCE, 0x00, 0, &[1; 20]);
    let nonce = Sha256::digest([&random[..], &[1; 20], &[0x16, 0x00, 0x00]].concat());
    let session = Sha256::new().chain_update(IO_KEY).chain_update(nonce).finalize();
    let mut data = signed(&IMAGE);
    data.iter_mut().zip(session).for_each(|(byte, pad)| *byte ^= pad);
    assert_eq!(host.data(SECURE_BOOT, FULL | ENCRYPTED, 0, &data).len(), 32);
    assert_eq!(boot(&mut host, FULL, &signed(&IMAGE)), SUCCESS, "without encryption no nonce is needed");
    let mut host = Host::configured(&[]);
    assert_eq!(boot(&mut host, FULL, &signed(&IMAGE)), EXECUTION_ERROR);
    assert_eq!(host.why(), "SecureBootConfig=0x0000: mode 0: no secure boot");
}

#[test]
fn a_success_sets_the_persistent_latch_if_configured() {
    for (config, latch) in [(FULL_BOTH | PERSIST, 1), (FULL_BOTH, 0)] {
        let mut host = host(config);
        let forged = [&OTHER_IMAGE[..], &signature(7, &IMAGE)].concat();
        assert_eq!(boot(&mut host, FULL, &forged), MISCOMPARE);
        assert_eq!(host.data(INFO, 0x04, 0, &[]), [0, 0, 0, 0]);
        assert_eq!(boot(&mut host, FULL, &signed(&IMAGE)), SUCCESS);
        assert_eq!(host.data(INFO, 0x04, 0, &[]), [latch, 0, 0, 0]);
        host.load_message_digest(&IMAGE);
        assert_eq!(host.send(SIGN, 0xA0, 2, &[]).len() == 64, latch == 1);
    }
}

#[test]
fn a_success_can_prohibit_secure_boot_until_the_next_power_cycle() {
    let mut host = host(FULL_BOTH);
    let forged = [&OTHER_IMAGE[..], &signature(7, &IMAGE)].concat();
    assert_eq!(boot(&mut host, FULL | PROHIBIT, &forged), MISCOMPARE);
    assert_eq!(boot(&mut host, FULL | PROHIBIT, &signed(&IMAGE)), SUCCESS, "a failure prohibits nothing");
    assert_eq!(boot(&mut host, FULL, &signed(&IMAGE)), EXECUTION_ERROR);
    assert_eq!(host.why(), "SecureBootConfig=0xB801: prohibited until the next power cycle");
    host.sleep();
    host.wake();
    assert_eq!(boot(&mut host, FULL, &signed(&IMAGE)), EXECUTION_ERROR);
    host.bus.power_cycle().unwrap();
    host.wake();
    assert_eq!(boot(&mut host, FULL, &signed(&IMAGE)), SUCCESS);
}

#[test]
fn refusals() {
    let mut both = host(FULL_BOTH);
    for (mode, data) in [(FULL_COPY, signed(&IMAGE)), (FULL_STORE, IMAGE.to_vec())] {
        assert_eq!(boot(&mut both, mode, &data), EXECUTION_ERROR);
        assert_eq!(both.why(), "SecureBootConfig=0xB801: mode 1: neither digest nor signature is stored");
    }
    let mut locked = host(FULL_DIGEST);
    assert_eq!(locked.status(LOCK, 0x02 | 8 << 2, 0, &[]), SUCCESS);
    assert_eq!(boot(&mut locked, FULL_COPY, &signed(&IMAGE)), EXECUTION_ERROR);
    assert_eq!(locked.why(), "SlotLocked=0xFEFF bit 8=0: the slot is locked");
    for (mode, length) in
        [(0x04, 32), (0x00, 32), (0x0D, 96), (0x15, 96), (FULL, 32), (FULL_STORE, 96), (FULL_COPY, 64)]
    {
        assert_eq!(boot(&mut locked, mode, &vec![0; length]), PARSE_ERROR, "{mode:#04x} {length}");
    }
    assert_eq!(locked.status(SECURE_BOOT, FULL, 1, &signed(&IMAGE)), PARSE_ERROR);
    let mut blank = Host::blank();
    assert_eq!(boot(&mut blank, FULL, &signed(&IMAGE)), EXECUTION_ERROR);
    assert!(blank.why().contains("until the configuration is locked"), "{}", blank.why());
}

#[test]
fn the_slots_must_be_what_the_configuration_calls_them() {
    // The signature in slot 3 (36 bytes, private) or 4 (too short); the public key in slot 5 (no public key).
    for (slots, why) in [
        (0xB3, "KeyConfig[3]=0x0013 Private=1: Write does not write private keys"),
        (0xB4, "slot 4 has 36 bytes, 64 are needed"),
        (0x58, "KeyConfig[5]=0x001C Private=0 KeyType=7: not a P-256 public key"),
        (0xC8, "the public key in slot 12 is not validated"),
    ] {
        let mut host = Host::blank();
        host.configure(&[
            (3, 0x0081, 0x0013),
            (4, 0x0000, 0x001C),
            (5, 0x0000, 0x001C),
            (8, 0x0000, 0x001C),
            (11, 0x0000, 0x0010),
            (12, 0x0000, 0x0012),
        ]);
        host.set_config(70, &[FULL_SIGNATURE, slots]);
        assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
        host.lock_data();
        assert_eq!(boot(&mut host, FULL_COPY, &signed(&IMAGE)), EXECUTION_ERROR);
        assert_eq!(host.why(), why);
    }
}
