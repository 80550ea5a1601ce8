//! Futures that nobody waits for any more, at every point where they wait: no wrong digest, no half-encrypted data, and the
//! next use works.

use atecc::aes::{CmacStream, CtrStream};
use atecc::command::{Derivation, KdfKey, KdfTarget, PrfKeyLength};
use atecc::{Error, Sha256Stream};
use sha2::{Digest, Sha256};

use crate::chip::*;
use crate::yielding::{ENOUGH, campaign, device, finished, polled};

/// Cancels at each point until the operation gets through. `attempt` gives whether it did.
fn at_each_point(mut attempt: impl FnMut(usize) -> bool) {
    let through = (0..ENOUGH).find(|polls| attempt(*polls)).unwrap();
    assert!(through > 10, "{through} points");
}

#[test]
fn a_stream_is_right_or_lost() {
    let mut device = device(&locked(OPTIONS));
    let expected = Sha256::digest([7; 300]);
    let (mut right, mut lost) = (0, 0);
    for saved in [false, true] {
        at_each_point(|polls| {
            let mut stream = Sha256Stream::new();
            finished(device.sha256_update(&mut stream, &[7; 100])).unwrap();
            if saved {
                finished(device.sha256_save(&mut stream)).unwrap();
            }
            let through = polled(device.sha256_update(&mut stream, &[7; 200]), polls).is_some();
            if !through {
                // Given again: a stream that was not lost does not know that it was given before.
                match finished(device.sha256_update(&mut stream, &[7; 200])) {
                    Ok(()) => {}
                    Err(Error::StateLost) if !saved => {
                        lost += 1;
                        return false;
                    }
                    Err(error) => panic!("after {polls} polls: {error}"),
                }
            }
            assert_eq!(finished(device.sha256_finish(stream)).unwrap()[..], expected[..], "{polls} polls");
            right += 1;
            through
        });
    }
    assert!(right > 10 && lost > 10, "{right} right, {lost} lost");
}

#[test]
fn an_hmac_is_right_or_lost() {
    let mut device = device(&locked(OPTIONS));
    let expected = finished(device.hmac_sha256(slot(HMAC_KEY), &[7; 200])).unwrap();
    at_each_point(|polls| {
        let mut stream = finished(device.hmac_sha256_start(slot(HMAC_KEY))).unwrap();
        let through = polled(device.hmac_sha256_update(&mut stream, &[7; 200]), polls).is_some();
        if !through {
            let outcome = finished(device.hmac_sha256_update(&mut stream, &[7; 200]));
            assert!(polls == 0 || matches!(outcome, Err(Error::StateLost)), "{polls} polls: {outcome:?}");
        }
        match finished(device.hmac_sha256_finish(stream)) {
            Ok(tag) => assert!(tag == expected && (through || polls == 0), "{polls} polls"),
            Err(error) => assert!(!through && matches!(error, Error::StateLost), "{polls} polls: {error}"),
        }
        through
    });
}

#[test]
fn data_is_whole_or_wiped_and_streams_are_where_they_were() {
    let mut device = device(&locked(OPTIONS));
    let (key, _) = aes_key(0);
    let mut expected = [5; 40];
    finished(device.aes_ctr(&mut CtrStream::new(key, &[1; 16]), &mut expected)).unwrap();
    let cmac = finished(device.aes_cmac(key, &[5; 40])).unwrap();
    at_each_point(|polls| {
        let (mut stream, mut data) = (CtrStream::new(key, &[1; 16]), [5; 40]);
        let through = polled(device.aes_ctr(&mut stream, &mut data), polls).is_some();
        if !through {
            assert_eq!(data, if polls == 0 { [5; 40] } else { [0; 40] }, "{polls} polls");
            data = [5; 40];
            finished(device.aes_ctr(&mut stream, &mut data)).unwrap();
        }
        assert_eq!(data, expected, "{polls} polls");
        through
    });
    at_each_point(|polls| {
        let mut stream = CmacStream::new(key);
        let through = polled(device.aes_cmac_update(&mut stream, &[5; 40]), polls).is_some();
        if !through {
            finished(device.aes_cmac_update(&mut stream, &[5; 40])).unwrap();
        }
        assert_eq!(finished(device.aes_cmac_finish(stream)).unwrap(), cmac, "{polls} polls");
        through
    });
}

#[test]
fn what_is_not_authentic_yet_is_wiped() {
    let mut device = device(&locked(OPTIONS));
    let (key, _) = aes_key(0);
    let mut sealed = [5; 20];
    let tag = finished(device.aes_gcm_encrypt(key, &[1; 12], b"", &mut sealed)).unwrap();
    at_each_point(|polls| {
        let mut data = sealed;
        let outcome = polled(device.aes_gcm_decrypt(key, &[1; 12], b"", &mut data, &tag), polls);
        let through = outcome.is_some();
        let expected = match polls {
            0 => sealed,
            _ if through => [5; 20],
            _ => [0; 20],
        };
        assert_eq!(data, expected, "{polls} polls");
        through
    });
}

#[test]
fn whatever_was_dropped_the_next_is_right() {
    let chip = locked(OPTIONS);
    let (key, _) = aes_key(0);
    let source = KdfKey::Slot(slot(AES_KEY));
    let derivation = Derivation::prf(source, PrfKeyLength::L32, b"label").unwrap();
    let mut first = open(&chip);
    let tag = first.hmac_sha256(slot(HMAC_KEY), &[7; 100]).unwrap();
    let cmac = first.aes_cmac(key, &[7; 20]).unwrap();
    let derived = *first.kdf(&derivation).unwrap().expose();
    let awaits = campaign(
        &chip,
        async |device| {
            device.hmac_sha256(slot(HMAC_KEY), &[8; 100]).await?;
            device.aes_ccm_encrypt(key, &[1; 13], b"", &mut [8; 20], &mut [0; 16]).await?;
            device.kdf_into(&derivation, KdfTarget::TempKey).await
        },
        |awaits, device, _| {
            assert_eq!(finished(device.hmac_sha256(slot(HMAC_KEY), &[7; 100])).unwrap(), tag, "{awaits}");
            assert_eq!(finished(device.aes_cmac(key, &[7; 20])).unwrap(), cmac, "{awaits}");
            assert_eq!(*finished(device.kdf(&derivation)).unwrap().expose(), derived, "{awaits}");
        },
    );
    assert!(awaits > 50, "{awaits}");
}
