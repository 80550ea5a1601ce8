//! A fault of each kind at each transaction: the right answer or a typed error, never a wrong answer, and the chip is well
//! afterwards.

use aes_gcm::Aes128Gcm;
use aes_gcm::aead::{AeadInOut, KeyInit};
use atecc::aes::CtrStream;
use atecc::command::{Derivation, KdfKey, KdfTarget, PrfKeyLength};
use atecc::{Error, Sha256Stream};
use sha2::{Digest, Sha256};

use crate::campaign::campaign;
use crate::chip::*;

/// Most of the 6 faults at each of so many transactions are survived.
const LAST: u64 = 60;

fn assert_sound((good, failed): (u32, u32)) {
    assert!(good > 300, "single faults are survived: {good} good, {failed} failed");
}

#[test]
fn a_stream_is_right_or_an_error() {
    let data = [0x3C; 300];
    let expected = Sha256::digest(data);
    let (good, _) = campaign(
        &locked(OPTIONS),
        LAST,
        |device| {
            let mut stream = Sha256Stream::new();
            for piece in data.chunks(100) {
                device.sha256_update(&mut stream, piece)?;
            }
            device.sha256_finish(stream)
        },
        |name, outcome, _| {
            if let Ok(digest) = outcome {
                assert_eq!(digest[..], expected[..], "{name}");
            }
        },
    );
    assert!(good > 200, "{good}");
}

/// A saved stream is as it was before a fault, so that the piece can be given again: no single fault ends it.
#[test]
fn a_saved_stream_outlives_any_fault() {
    let data = [0x3C; 300];
    let expected = Sha256::digest(data);
    campaign(
        &locked(OPTIONS),
        LAST,
        |device| {
            let mut stream = Sha256Stream::new();
            for piece in data.chunks(100) {
                let mut next = |stream: &Sha256Stream| {
                    let mut next = stream.clone();
                    device.sha256_update(&mut next, piece)?;
                    device.sha256_save(&mut next).map(|()| next)
                };
                stream = next(&stream).or_else(|_| next(&stream))?;
            }
            device.sha256_finish(stream.clone()).or_else(|_| device.sha256_finish(stream))
        },
        |name, outcome, _| assert_eq!(outcome.unwrap()[..], expected[..], "{name}"),
    );
}

#[test]
fn an_hmac_is_right_or_an_error() {
    let chip = locked(OPTIONS);
    let expected = open(&chip).hmac_sha256(slot(HMAC_KEY), &[7; 100]).unwrap();
    assert_sound(campaign(
        &chip,
        LAST,
        |device| device.hmac_sha256(slot(HMAC_KEY), &[7; 100]),
        |name, outcome, _| {
            if let Ok(tag) = outcome {
                assert_eq!(tag, expected, "{name}");
            }
        },
    ));
    campaign(
        &chip,
        LAST,
        |device| {
            let mut stream = device.hmac_sha256_start(slot(HMAC_KEY))?;
            device.hmac_sha256_update(&mut stream, &[7; 50])?;
            device.hmac_sha256_update(&mut stream, &[7; 50])?;
            device.hmac_sha256_finish(stream)
        },
        |name, outcome, _| {
            if let Ok(tag) = outcome {
                assert_eq!(tag, expected, "stream, {name}");
            }
        },
    );
}

#[test]
fn what_is_encrypted_is_right_or_wiped() {
    let (key, bytes) = aes_key(0);
    let cipher = Aes128Gcm::new(&bytes.into());
    let mut expected = [3; 40];
    let tag = cipher.encrypt_inout_detached(&[1; 12].into(), b"aad", expected.as_mut_slice().into()).unwrap();
    let chip = locked(OPTIONS);
    let mut data = [0; 40];
    assert_sound(campaign(
        &chip,
        LAST,
        |device| {
            data = [3; 40];
            let outcome = device.aes_gcm_encrypt(key, &[1; 12], b"aad", &mut data);
            Ok((outcome.map(|tag| tag.to_vec()), data))
        },
        |name, outcome, _| match outcome {
            Ok((Ok(made), data)) => assert_eq!((&made[..], data), (&tag[..], expected), "{name}"),
            Ok((Err(_), data)) => assert_eq!(data, [0; 40], "{name}"),
            Err(error) => panic!("{name}: {error}"),
        },
    ));
    assert_sound(campaign(
        &chip,
        LAST,
        |device| {
            data = expected;
            let outcome = device.aes_gcm_decrypt(key, &[1; 12], b"aad", &mut data, &tag);
            // A fault is no forgery.
            assert!(!matches!(outcome, Err(Error::NotAuthentic)));
            let wiped = data == [0; 40];
            outcome.map(|()| data).inspect_err(|_| assert!(wiped))
        },
        |name, outcome, _| {
            if let Ok(data) = outcome {
                assert_eq!(data, [3; 40], "{name}");
            }
        },
    ));
}

#[test]
fn each_mode_is_right_or_an_error() {
    let chip = locked(OPTIONS);
    let (key, _) = aes_key(1);
    let mut device = open(&chip);
    let (mut cbc, mut ctr, mut ccm, mut tag) = ([5; 48], [5; 48], [5; 48], [0; 16]);
    device.aes_cbc_encrypt(key, &[1; 16], &mut cbc).unwrap();
    device.aes_ctr(&mut CtrStream::new(key, &[1; 16]), &mut ctr).unwrap();
    device.aes_ccm_encrypt(key, &[1; 13], b"aad", &mut ccm, &mut tag).unwrap();
    let cmac = device.aes_cmac(key, &[5; 48]).unwrap();
    assert_sound(campaign(
        &chip,
        LAST,
        |device| {
            let mut data = [5; 48];
            device.aes_cbc_encrypt(key, &[1; 16], &mut data)?;
            assert_eq!(data, cbc);
            device.aes_cbc_decrypt(key, &[1; 16], &mut data)?;
            device.aes_ctr(&mut CtrStream::new(key, &[1; 16]), &mut data)?;
            Ok(data)
        },
        |name, outcome, _| assert!(outcome.map_or(true, |data| data == ctr), "{name}"),
    ));
    assert_sound(campaign(
        &chip,
        LAST,
        |device| {
            let (mut data, mut made) = ([5; 48], [0; 16]);
            device.aes_ccm_encrypt(key, &[1; 13], b"aad", &mut data, &mut made)?;
            Ok((data, made, device.aes_cmac(key, &[5; 48])?))
        },
        |name, outcome, _| assert!(outcome.map_or(true, |made| made == (ccm, tag, cmac)), "{name}"),
    ));
}

#[test]
fn a_derived_key_is_right_or_an_error() {
    let chip = locked(OPTIONS);
    let io_key = secret(IO_KEY)[..32].try_into().unwrap();
    let source = KdfKey::Slot(slot(AES_KEY));
    let derivation = Derivation::prf(source, PrfKeyLength::L32, b"label").unwrap();
    let expected = *open(&chip).kdf(&derivation).unwrap().expose();
    for encrypted in [false, true] {
        assert_sound(campaign(
            &chip,
            LAST,
            |device| {
                let secret = if encrypted {
                    device.kdf_protected(&derivation, &io_key)?
                } else {
                    device.kdf(&derivation)?
                };
                Ok(*secret.expose())
            },
            |name, outcome, _| assert!(outcome.map_or(true, |key| key == expected), "{name}"),
        ));
    }
    let target = slot(TARGET);
    assert_sound(campaign(
        &chip,
        LAST,
        |device| device.kdf_into(&derivation, KdfTarget::Slot(target)),
        |name, outcome, chip| {
            // Written twice is written once.
            let holds = chip.reveal_eeprom().slot(target)[..32] == expected;
            assert!(outcome.is_err() || holds, "{name}");
        },
    ));
}
