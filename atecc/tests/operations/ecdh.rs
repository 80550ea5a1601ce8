//! Key agreement: where the secret goes, and that it is the other side's.

use atecc::command::{HmacKey, HmacStart, ShaEnd};
use atecc::{Config, Error, Misuse, PublicKey, Rest};
use hmac::{Hmac, KeyInit, Mac};

use crate::equipped::*;

#[test]
fn a_protected_secret_is_the_clear_one_and_needs_the_io_key() {
    let (_, mut device) = equipped();
    let ours = device.public_key(slot(0)).unwrap();
    let secret = device.ecdh_protected(slot(0), &public(&peer()), &IO_KEY).unwrap();
    assert_eq!(secret.expose(), &agreed(&ours));
    assert_ne!(device.ecdh_protected(slot(0), &public(&peer()), &[1; 32]).unwrap().expose(), &agreed(&ours));
    assert_eq!(device.ecdh(slot(0), &public(&peer())).unwrap().expose(), &agreed(&ours));
    assert!(refused(device.ecdh_protected(slot(9), &public(&peer()), &IO_KEY)));
    assert!(device.ecdh_protected(slot(0), &PublicKey([1; 64]), &IO_KEY).is_err());
}

#[test]
fn a_secret_for_the_next_slot_stays_there_and_is_read_encrypted() {
    let (chip, mut device) = equipped();
    let ours = device.public_key(slot(2)).unwrap();
    device.ecdh_into_next_slot(slot(2), &public(&peer())).unwrap();
    assert_eq!(inside(&chip, 3)[..32], agreed(&ours));
    assert!(refused(device.ecdh(slot(2), &public(&peer()))), "it may not come out");
    let secret = device.ecdh_read_encrypted(slot(2), &public(&peer()), &KEY, &NUM_IN).unwrap();
    assert_eq!(secret.expose(), &agreed(&ours));
    assert!(matches!(
        device.ecdh_into_next_slot(slot(1), &public(&peer())),
        Err(Error::Misuse(Misuse::Range))
    ));
    device.lock_slot(slot(3)).unwrap();
    assert!(refused(device.ecdh_into_next_slot(slot(2), &public(&peer()))));
}

/// The chip's own HMAC with the key in TempKey shows what is there.
#[test]
fn a_secret_in_temp_key_is_the_next_commands() {
    let (_, mut device) = equipped();
    let ours = device.public_key(slot(0)).unwrap();
    let mut session = device.session();
    session.ecdh_into_temp_key(slot(0), &public(&peer())).unwrap();
    session.execute(&HmacStart(HmacKey::TempKey)).unwrap();
    let mac = session.execute(&ShaEnd::new(b"abc").unwrap()).unwrap();
    session.end();
    let expected = Hmac::<sha2::Sha256>::new_from_slice(&agreed(&ours)).unwrap().chain_update(b"abc");
    assert_eq!(mac[..], expected.finalize().into_bytes()[..]);
}

#[test]
fn a_sleeper_keeps_no_secret_in_temp_key() {
    let (_, mut device) = equipped();
    device.set_config(Config { rest: Rest::Sleep, ..Config::new() });
    let outcome = device.ecdh_into_temp_key(slot(0), &public(&peer()));
    assert_eq!(outcome, Err(Error::Misuse(Misuse::Rest)));
    let (key, _) = device.ephemeral_key().unwrap();
    let outcome = device.ecdh_ephemeral_into_temp_key(key, &public(&peer()));
    assert_eq!(outcome, Err(Error::Misuse(Misuse::Rest)));
    // The key is gone, and does not stand in the way.
    let (key, _) = device.ephemeral_key().unwrap();
    device.ecdh_ephemeral(key, &public(&peer())).unwrap();
    device.session().ecdh_into_temp_key(slot(0), &public(&peer())).unwrap();
}

#[test]
fn an_ephemeral_secret_goes_where_it_is_sent() {
    let (chip, mut device) = equipped();
    let (key, ours) = device.ephemeral_key().unwrap();
    let secret = device.ecdh_ephemeral_protected(key, &public(&peer()), &IO_KEY).unwrap();
    assert_eq!(secret.expose(), &agreed(&ours));
    let (key, ours) = device.ephemeral_key().unwrap();
    device.ecdh_ephemeral_into_slot(key, &public(&peer()), slot(9)).unwrap();
    assert_eq!(inside(&chip, 9)[..32], agreed(&ours));
    let (key, ours) = device.ephemeral_key().unwrap();
    device.ecdh_ephemeral_into_temp_key(key, &public(&peer())).unwrap();
    device.execute(&HmacStart(HmacKey::TempKey)).unwrap();
    let mac = device.execute(&ShaEnd::new(b"").unwrap()).unwrap();
    let expected = Hmac::<sha2::Sha256>::new_from_slice(&agreed(&ours)).unwrap();
    assert_eq!(mac[..], expected.finalize().into_bytes()[..]);
}

#[test]
fn while_an_ephemeral_key_lives_nothing_takes_its_place() {
    let (_, mut device) = equipped();
    let (key, ours) = device.ephemeral_key().unwrap();
    let peer_key = public(&peer());
    assert!(matches!(device.ecdh(slot(0), &peer_key), Err(Error::Busy)));
    assert!(matches!(device.ecdh_protected(slot(0), &peer_key, &IO_KEY), Err(Error::Busy)));
    assert!(matches!(device.ecdh_into_next_slot(slot(2), &peer_key), Err(Error::Busy)));
    assert!(matches!(device.authorise(&KEY, &NUM_IN), Err(Error::Busy)));
    assert!(matches!(device.prove(&KEY, &NUM_IN), Err(Error::Busy)));
    assert!(matches!(device.attest_key(slot(0), slot(0), &NUM_IN), Err(Error::Busy)));
    assert!(matches!(device.read_slot_encrypted(slot(5), 0, &mut [0; 4], &KEY, &NUM_IN), Err(Error::Busy)));
    assert_eq!(device.ecdh_ephemeral(key, &peer_key).unwrap().expose(), &agreed(&ours));
}
