//! The same operations on an ATECC508A.

use atecc::command::SecureBoot;
use atecc::{Config, Error, Misuse, Opcode, Sha256Stream};
use atecc_sim::Part;
use sha2::{Digest, Sha256};

use crate::equipped::*;

pub(crate) fn atecc508a() -> (atecc_sim::SimI2c, Device) {
    // What the older part does not have is off.
    let (chip, device) = equipped_part(Part::Atecc508A, |zone| {
        zone.as_bytes_mut()[69..72].fill(0);
        zone.as_bytes_mut()[90..92].fill(0);
    });
    // A driver that does not know the part yet.
    drop(device);
    (chip.clone(), driver(&chip))
}

#[test]
fn it_signs_and_verifies_through_temp_key() {
    let (_, mut device) = atecc508a();
    let digest: [u8; 32] = Sha256::digest(b"abc").into();
    let signature = device.sign_digest(slot(0), &digest).unwrap();
    let key = device.public_key(slot(0)).unwrap();
    assert!(verifies(&key, &digest, &signature));
    assert!(device.verify_digest(&key, &digest, &signature).unwrap());
    assert!(!device.verify_digest(&key, &[0; 32], &signature).unwrap());
    assert!(device.verify_stored(slot(11), &digest, &sign(&boot_key(), &digest)).unwrap());
}

#[test]
fn it_is_asked_what_it_is_once() {
    let (chip, mut device) = atecc508a();
    let before = chip.counts().of(Opcode::Info);
    for index in 0..5 {
        device.sign_digest(slot(0), &[index; 32]).unwrap();
    }
    assert_eq!(chip.counts().of(Opcode::Info) - before, 1);
    let (bus, delay) = device.release();
    let mut device = Device::new(bus, delay, Config::new().with_part(atecc::Part::Atecc508A));
    device.sign_digest(slot(0), &[9; 32]).unwrap();
    assert_eq!(chip.counts().of(Opcode::Info) - before, 1, "told, it is not asked");
}

#[test]
fn each_operation_finds_out_by_itself() {
    let (chip, _) = atecc508a();
    let fresh = || driver(&chip);
    let digest = [5; 32];
    let signature = sign(&boot_key(), &digest);
    assert!(fresh().verify_digest(&public(&boot_key()), &digest, &signature).unwrap());
    let ours = fresh().public_key(slot(0)).unwrap();
    assert_eq!(fresh().ecdh(slot(0), &public(&peer())).unwrap().expose(), &agreed(&ours));
}

#[test]
fn it_hashes_in_one_go_and_in_pieces() {
    let (chip, _) = atecc508a();
    for len in [0, 1, 55, 63, 64, 65, 128, 300] {
        let data = vec![0xA5; len];
        let mut device = driver(&chip);
        assert_eq!(device.sha256(&data).unwrap()[..], Sha256::digest(&data)[..], "{len} bytes");
        let mut device = driver(&chip);
        let mut stream = Sha256Stream::new();
        for piece in data.chunks(50) {
            device.sha256_update(&mut stream, piece).unwrap();
        }
        assert_eq!(
            device.sha256_finish(stream).unwrap()[..],
            Sha256::digest(&data)[..],
            "{len} bytes in pieces"
        );
    }
}

#[test]
fn secrets_are_read_and_written_derived_and_proven() {
    let (chip, mut device) = atecc508a();
    device.write_slot_encrypted(slot(5), 3, &[7; 20], &KEY, &NUM_IN).unwrap();
    let mut out = [0; 36];
    device.read_slot_encrypted(slot(5), 0, &mut out, &KEY, &NUM_IN).unwrap();
    assert_eq!(out[..], [&[0; 3][..], &[7; 20], &[0; 13]].concat());
    let outcome = device.read_slot_encrypted(slot(9), 0, &mut out, &KEY, &NUM_IN);
    assert_eq!(outcome, Err(Error::NotEncrypted));
    device.priv_write_encrypted(slot(7), &[0x5C; 32], &KEY, &NUM_IN).unwrap();
    device.prove(&KEY, &NUM_IN).unwrap();
    device.authorise(&KEY, &NUM_IN).unwrap();
    device.sign_digest(slot(1), &[1; 32]).unwrap();
    let nonce = atecc::command::DeriveNonce::Random(&NUM_IN);
    let derived = device.derive_key(slot(12), nonce, None).unwrap();
    assert_eq!(inside(&chip, 12)[..32], derived.value(&ROLLED).expose()[..]);
    device.ecdh_into_next_slot(slot(2), &public(&peer())).unwrap();
}

#[test]
fn what_it_has_not_is_misuse_or_a_status() {
    let (_, mut device) = atecc508a();
    let (signature, key) = (sign(&boot_key(), &[1; 32]), public(&boot_key()));
    device.revision().unwrap();
    let part = Error::Misuse(Misuse::Part);
    assert_eq!(device.verify_protected(&key, &[1; 32], &signature, &IO_KEY, &[0; 32]), Err(part));
    assert_eq!(device.secure_boot(&SecureBoot::full(&[1; 32], &signature)), Err(part));
    assert_eq!(device.set_latch(&KEY, &NUM_IN), Err(part));
    assert!(matches!(device.ecdh_protected(slot(0), &key, &IO_KEY), Err(error) if error == part));
    assert!(device.latch().is_err());
    assert!(device.self_test(atecc::command::Tests::ALL).is_err());
}
