//! Verify: validity marks, and answers with a MAC.

use sha2::{Digest, Sha256};

use crate::ecc::{point, signature, store, stored};
use crate::host::*;

const NONCE_VALUE: [u8; 32] = [0x5A; 32];
pub(crate) const TARGET: u8 = 9;
/// Slot 9 is a public key that slot 10 validates; slot 11 needs no validation; slot 12 is the IO key.
const RULES: &[(u8, u16, u16)] =
    &[(TARGET, 0x100A, 0x0032), (10, 0x0000, 0x0010), (11, 0x000A, 0x0010), (12, 0x0080, 0x001C)];

fn configured(io_key_enable: u8) -> Host {
    with_format(io_key_enable, 0, 0)
}

/// The same with an X509id for slot 9, and an X509format of that number.
pub(crate) fn with_format(io_key_enable: u8, id: u8, format: u8) -> Host {
    let mut host = Host::blank();
    host.configure(RULES);
    host.configure(&[(TARGET, 0x100A, 0x0032 | u16::from(id) << 14)]);
    host.set_config(92 + usize::from(id), &[format]);
    host.set_config(90, &[io_key_enable, 0xC0]);
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    store(&mut host, TARGET.into(), &stored(&point(7)));
    store(&mut host, 10, &stored(&point(8)));
    store(&mut host, 11, &stored(&point(7)));
    store(&mut host, 12, &[0x1D; 32]);
    host
}

pub(crate) fn operational() -> Host {
    let mut host = configured(0x02);
    host.lock_data();
    host
}

/// OtherData as the chip that signed composed it; only the mark for invalidation matters to this one.
fn other_data(invalidate: bool) -> [u8; 19] {
    let mut other = core::array::from_fn(|index| u8::try_from(0xA0 + index).unwrap());
    other[17] = u8::from(invalidate);
    other
}

/// TempKey becomes the digest of the public key in `slot`; answers its value.
pub(crate) fn digest_stored(host: &mut Host, slot: u8, key: u8) -> [u8; 32] {
    host.load_temp_key(&NONCE_VALUE);
    let other = [0x10, slot, 0x00];
    assert_eq!(host.status(GEN_KEY, 0x10, slot.into(), &other), SUCCESS);
    let sn = host.data(READ, 0x80, 0, &[]);
    Sha256::new()
        .chain_update(NONCE_VALUE)
        .chain_update([0x40, 0x10, slot, 0x00, sn[12], sn[0], sn[1]])
        .chain_update([0; 25])
        .chain_update(point(key))
        .finalize()
        .into()
}

/// The parent's signature over what the chip rebuilds, and OtherData.
pub(crate) fn signed(host: &mut Host, temp_key: &[u8; 32], invalidate: bool) -> Vec<u8> {
    let sn = host.data(READ, 0x80, 0, &[]);
    let other = other_data(invalidate);
    let message = Sha256::new()
        .chain_update(temp_key)
        .chain_update([0x41])
        .chain_update(&other[..10])
        .chain_update([sn[12]])
        .chain_update(&other[10..14])
        .chain_update(&sn[..2])
        .chain_update(&other[14..])
        .finalize();
    [&signature(8, &message.into())[..], &other].concat()
}

pub(crate) fn mark(host: &Host) -> u8 {
    host.bus.reveal_eeprom().slot(atecc::Slot::new(TARGET).unwrap())[0]
}

fn verify_stored(host: &mut Host) -> u8 {
    host.load_message_digest(&NONCE_VALUE);
    host.status(VERIFY, 0x20, TARGET.into(), &signature(7, &NONCE_VALUE))
}

#[test]
fn a_signature_of_the_parent_validates_and_invalidates_even_a_locked_slot() {
    for locked in [false, true] {
        let mut host = configured(0x02);
        if locked {
            host.lock_data();
            assert_eq!(host.status(LOCK, 0x02 | TARGET << 2, 0, &[]), SUCCESS);
        }
        assert_eq!(mark(&host), 0xA0);
        assert_eq!(verify_stored(&mut host), EXECUTION_ERROR);
        let temp_key = digest_stored(&mut host, TARGET, 7);
        let data = signed(&mut host, &temp_key, false);
        assert_eq!(host.status(VERIFY, 0x03, TARGET.into(), &data), SUCCESS);
        assert!(!host.temp_key_valid(), "consumed");
        assert_eq!(mark(&host), 0x50);
        assert_eq!(verify_stored(&mut host), SUCCESS);
        let temp_key = digest_stored(&mut host, TARGET, 7);
        let data = signed(&mut host, &temp_key, true);
        assert_eq!(host.status(VERIFY, 0x07, TARGET.into(), &data), SUCCESS);
        assert_eq!(mark(&host), 0xA0);
        assert_eq!(verify_stored(&mut host), EXECUTION_ERROR);
    }
}

#[test]
fn a_validated_key_is_overwritten_only_after_it_is_invalidated() {
    let mut host = operational();
    let temp_key = digest_stored(&mut host, TARGET, 7);
    let data = signed(&mut host, &temp_key, false);
    assert_eq!(host.status(VERIFY, 0x03, TARGET.into(), &data), SUCCESS);
    assert_eq!(host.status(WRITE, 0x82, u16::from(TARGET) << 3, &[0; 32]), EXECUTION_ERROR);
    assert_eq!(host.why(), "the public key in slot 9 is valid");
    let temp_key = digest_stored(&mut host, TARGET, 7);
    let data = signed(&mut host, &temp_key, true);
    assert_eq!(host.status(VERIFY, 0x07, TARGET.into(), &data), SUCCESS);
    assert_eq!(host.status(WRITE, 0x82, u16::from(TARGET) << 3, &[0; 32]), SUCCESS);
}

#[test]
fn what_the_parent_did_not_sign_changes_no_mark() {
    let mut host = operational();
    let temp_key = digest_stored(&mut host, TARGET, 7);
    let good = signed(&mut host, &temp_key, false);
    for changed in [0, 64, 82] {
        let mut data = good.clone();
        data[changed] ^= 1;
        digest_stored(&mut host, TARGET, 7);
        assert_eq!(host.status(VERIFY, 0x03, TARGET.into(), &data), MISCOMPARE, "{changed}");
    }
    digest_stored(&mut host, TARGET, 7);
    assert_eq!(host.status(VERIFY, 0x07, TARGET.into(), &good), EXECUTION_ERROR);
    assert_eq!(host.why(), "OtherData[17] bit 0 is not mode bit 2");
    assert_eq!(mark(&host), 0xA0);
}

#[test]
fn temp_key_holds_the_digest_of_that_very_key_and_the_slot_wants_validation() {
    let mut host = operational();
    let temp_key = digest_stored(&mut host, TARGET, 7);
    let data = signed(&mut host, &temp_key, false);
    assert_eq!(host.status(VERIFY, 0x03, 11, &data), EXECUTION_ERROR);
    assert_eq!(
        host.why(),
        "KeyConfig[11]=0x0010 PubInfo=0: the public key needs no validation and takes none"
    );
    assert_eq!(host.status(VERIFY, 0x03, TARGET.into(), &data), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.Valid=0");
    host.load_temp_key(&temp_key);
    assert_eq!(host.status(VERIFY, 0x03, TARGET.into(), &data), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.GenKeyData=0 KeyID=0: GenKey digest of slot 9 is needed");
    digest_stored(&mut host, 11, 7);
    assert_eq!(host.status(VERIFY, 0x03, TARGET.into(), &data), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.GenKeyData=1 KeyID=11: GenKey digest of slot 9 is needed");
    for (mode, length) in
        [(0x23, 83), (0x83, 83), (0x27, 83), (0x03, 64), (0x07, 128), (0x01, 128), (0x81, 128)]
    {
        assert_eq!(host.status(VERIFY, mode, TARGET.into(), &vec![0; length]), PARSE_ERROR, "{mode:#x}");
    }
}

fn mac(message: &[u8], nonce: &[u8], signature: &[u8], mode: u8, param2: u8) -> Vec<u8> {
    Sha256::new()
        .chain_update([0x1D; 32])
        .chain_update(message)
        .chain_update(nonce)
        .chain_update(signature)
        .chain_update([0x45, mode, param2, 0x00])
        .finalize()
        .to_vec()
}

#[test]
fn a_success_can_be_answered_with_a_mac_over_message_and_nonce() {
    let (message, nonce) = ([0x42; 32], [0x77; 32]);
    let mut host = operational();
    let good = signature(8, &message);
    let with_key = [&good[..], &point(8)].concat();
    for (mode, param2, data) in [(0x80, 10, &good), (0x82, 4, &with_key)] {
        // The message in TempKey, the nonce in the Message Digest Buffer.
        host.load_temp_key(&message);
        host.load_message_digest(&nonce);
        let answer = host.data(VERIFY, mode, param2.into(), data);
        assert_eq!(answer, mac(&message, &nonce, &good, mode, param2));
        // Both in the Message Digest Buffer.
        let mode = mode | 0x20;
        assert_eq!(host.status(NONCE, 0x63, 0, &[message, nonce].concat()), SUCCESS);
        let answer = host.data(VERIFY, mode, param2.into(), data);
        assert_eq!(answer, mac(&message, &nonce, &good, mode, param2));
        assert_eq!(host.status(NONCE, 0x63, 0, &[nonce, nonce].concat()), SUCCESS);
        assert_eq!(host.status(VERIFY, mode, param2.into(), data), MISCOMPARE);
        host.load_message_digest(&message);
        assert_eq!(host.status(VERIFY, mode, param2.into(), data), EXECUTION_ERROR, "there is no nonce");
    }
    assert_eq!(host.reason(), Some(atecc_sim::Reason::Empty));
}

#[test]
fn a_mac_needs_the_io_protection_key() {
    let mut host = configured(0x00);
    host.lock_data();
    host.load_temp_key(&[0x42; 32]);
    host.load_message_digest(&[0x77; 32]);
    assert_eq!(host.status(VERIFY, 0x80, 10, &signature(8, &[0x42; 32])), EXECUTION_ERROR);
    assert_eq!(host.why(), "ChipOptions=0xC000 bit 1=0: encrypted output needs the IO protection key");
    let mut blank = Host::blank();
    blank.load_temp_key(&[0x42; 32]);
    blank.load_message_digest(&[0x77; 32]);
    let data = [&signature(8, &[0x42; 32])[..], &point(8)].concat();
    assert_eq!(blank.status(VERIFY, 0x82, 4, &data), EXECUTION_ERROR);
    assert!(blank.why().contains("until the configuration is locked"), "{}", blank.why());
}
