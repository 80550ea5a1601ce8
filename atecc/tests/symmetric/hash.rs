//! SHA-256 in pieces, on an engine that others use and a chip that sleeps.

use atecc::blocking::Atecc;
use atecc::command::{DigestSource, ShaEnd, ShaPublicKey, ShaStart, ShaUpdate, Verify};
use atecc::{Config, Error, Opcode, PublicKey, Rest, Sha256Stream, Signature};
use atecc_sim::SimI2c;
use embedded_hal::delay::DelayNs;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use proptest::prelude::*;
use sha2::{Digest, Sha256};

use crate::chip::*;

/// What else goes on between two pieces.
#[derive(Debug, Clone, Copy)]
enum Between {
    Nothing,
    Sign,
    Aes,
    Random,
    SaveAndHash,
    SaveAndSleep,
}

impl Between {
    fn happen(self, device: &mut Device, chip: &SimI2c, stream: &mut Sha256Stream) {
        match self {
            Self::Nothing => {}
            // Refused, since the slot holds no private key: the engine does not mind.
            Self::Sign => drop(device.sign_digest(slot(HMAC_KEY), &[1; 32]).unwrap_err()),
            Self::Aes => drop(device.aes_cmac(aes_key(0).0, b"abc").unwrap()),
            Self::Random => device.random(&mut [0; 32]).unwrap(),
            Self::SaveAndHash => {
                device.sha256_save(stream).unwrap();
                device.sha256(b"other").unwrap();
            }
            Self::SaveAndSleep => {
                device.sha256_save(stream).unwrap();
                chip.power_cycle().unwrap();
            }
        }
    }
}

fn between() -> impl Strategy<Value = Between> {
    use Between::*;
    prop::sample::select(vec![Nothing, Sign, Aes, Random, SaveAndHash, SaveAndSleep])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Any chunking, with anything in between, is the hash of the whole.
    #[test]
    fn a_stream_in_any_pieces_is_the_hash_of_the_whole(
        pieces in prop::collection::vec((0..150_usize, between()), 0..7),
    ) {
        let (chip, mut device) = device();
        let (mut stream, mut expected) = (Sha256Stream::new(), Sha256::new());
        for (index, (len, between)) in (0_u8..).zip(pieces) {
            let data = vec![index; len];
            expected.update(&data);
            device.sha256_update(&mut stream, &data).unwrap();
            between.happen(&mut device, &chip, &mut stream);
        }
        let digest = device.sha256_finish(stream).unwrap();
        prop_assert_eq!(&digest[..], &expected.finalize()[..]);
    }

    /// Two streams take turns as long as they save themselves, or one says that it is lost; no digest is ever wrong.
    #[test]
    fn two_streams_never_mix(turns in prop::collection::vec((any::<bool>(), 0..100_usize, any::<bool>()), 0..12)) {
        let (_, mut device) = device();
        let mut streams = [Sha256Stream::new(), Sha256Stream::new()];
        let mut expected = [Sha256::new(), Sha256::new()];
        let mut lost = [false; 2];
        for (second, len, save) in turns {
            let (which, data) = (usize::from(second), vec![u8::from(second); len]);
            let outcome = device.sha256_update(&mut streams[which], &data);
            match outcome {
                Ok(()) => {
                    prop_assert!(!lost[which], "a lost stream does not come back");
                    expected[which].update(&data);
                    if save {
                        device.sha256_save(&mut streams[which]).unwrap();
                    }
                }
                Err(error) => {
                    prop_assert!(matches!(error, Error::StateLost), "{}", error);
                    lost[which] = true;
                }
            }
        }
        for ((stream, expected), lost) in streams.into_iter().zip(expected).zip(lost) {
            match device.sha256_finish(stream) {
                Ok(digest) => prop_assert_eq!((&digest[..], lost), (&expected.finalize()[..], false)),
                Err(error) => prop_assert!(matches!(error, Error::StateLost), "{}", error),
            }
        }
    }
}

#[test]
fn a_stream_sends_nothing_until_a_block_is_full() {
    let (chip, mut device) = device();
    let before = chip.bus_bytes();
    let mut stream = Sha256Stream::new();
    device.sha256_update(&mut stream, &[1; 63]).unwrap();
    assert_eq!(chip.bus_bytes(), before);
    device.sha256_update(&mut stream, &[1]).unwrap();
    assert!(chip.bus_bytes() > before);
}

/// One stream, and somebody who uses its engine in the way that the name says.
fn interrupted(interrupt: impl FnOnce(&SimI2c, &mut Device)) {
    let (chip, mut device) = device();
    let mut stream = Sha256Stream::new();
    device.sha256_update(&mut stream, &[1; 70]).unwrap();
    let copy = stream.clone();
    interrupt(&chip, &mut device);
    assert_eq!(device.sha256_update(&mut stream, &[2; 64]).plain(), Err(Error::StateLost));
    assert_eq!(device.sha256_save(&mut stream).plain(), Err(Error::StateLost));
    assert_eq!(device.sha256_finish(stream).plain(), Err(Error::StateLost));
    assert_eq!(device.sha256_finish(copy).plain(), Err(Error::StateLost));
    assert_eq!(device.sha256(b"abc").unwrap()[..], Sha256::digest(b"abc")[..]);
}

#[test]
fn a_stream_whose_engine_another_hash_took_is_lost() {
    interrupted(|_, device| {
        device.sha256(b"other").unwrap();
    });
}

#[test]
fn a_stream_whose_engine_an_hmac_took_is_lost() {
    interrupted(|_, device| {
        device.hmac_sha256(slot(HMAC_KEY), b"other").unwrap();
    });
}

#[test]
fn a_stream_whose_engine_single_commands_took_is_lost() {
    interrupted(|_, device| {
        device.execute(&ShaStart).unwrap();
        device.execute(&ShaUpdate(&[3; 64])).unwrap();
    });
}

#[test]
fn a_stream_whose_chip_lost_power_is_lost() {
    interrupted(|chip, _| chip.power_cycle().unwrap());
}

#[test]
fn a_stream_whose_chip_was_recovered_is_lost() {
    interrupted(|_, device| device.recover().unwrap());
}

#[test]
fn a_stream_whose_session_outlived_the_watchdog_is_lost() {
    let (chip, mut device) = device();
    let mut stream = Sha256Stream::new();
    let mut session = device.session();
    session.sha256_update(&mut stream, &[1; 64]).unwrap();
    chip.delay().delay_ms(2_000);
    assert_eq!(session.sha256_update(&mut stream, &[1; 64]).plain(), Err(Error::StateLost));
    session.end();
}

/// A copy of a stream that is saved is a stream of its own; of one that is not, only one goes on.
#[test]
fn copies_do_not_mix() {
    let (_, mut device) = device();
    let mut stream = Sha256Stream::new();
    device.sha256_update(&mut stream, &[1; 64]).unwrap();
    let mut copy = stream.clone();
    device.sha256_update(&mut copy, &[2; 64]).unwrap();
    assert_eq!(device.sha256_update(&mut stream, &[3; 64]).plain(), Err(Error::StateLost));
    device.sha256_save(&mut copy).unwrap();
    assert!(copy.is_saved());
    let expected = Sha256::digest([[1; 64], [2; 64]].concat());
    assert_eq!(device.sha256_finish(copy.clone()).unwrap()[..], expected[..]);
    assert_eq!(device.sha256_finish(copy).unwrap()[..], expected[..]);
}

#[test]
fn a_chip_that_rests_asleep_hashes_in_pieces_all_the_same() {
    let chip = locked(OPTIONS);
    let mut device = Atecc::new(chip.clone(), chip.delay(), Config { rest: Rest::Sleep, ..Config::new() });
    let data: Vec<u8> = (0..=255).cycle().take(500).collect();
    let mut stream = Sha256Stream::new();
    for piece in data.chunks(90) {
        device.sha256_update(&mut stream, piece).unwrap();
        assert!(stream.is_saved());
    }
    assert_eq!(device.sha256_finish(stream).unwrap()[..], Sha256::digest(&data)[..]);
    // In a session it stays in the engine until the chip sleeps.
    let mut stream = Sha256Stream::new();
    let mut session = device.session();
    session.sha256_update(&mut stream, &data).unwrap();
    assert!(!stream.is_saved());
    session.end();
    assert_eq!(device.sha256_finish(stream).plain(), Err(Error::StateLost));
}

#[test]
fn a_piece_costs_a_command_per_block_and_a_save_two() {
    let (chip, mut device) = device();
    let commands = |chip: &SimI2c| chip.counts().of(Opcode::Sha);
    let mut stream = Sha256Stream::new();
    let before = commands(&chip);
    device.sha256_update(&mut stream, &[1; 128]).unwrap();
    assert_eq!(commands(&chip) - before, 3, "start and two blocks");
    device.sha256_save(&mut stream).unwrap();
    device.sha256_update(&mut stream, &[1; 64]).unwrap();
    assert_eq!(commands(&chip) - before, 6, "read and write of the context, and a block");
    device.sha256_finish(stream).unwrap();
    assert_eq!(commands(&chip) - before, 7);
}

/// A message with a stored key in it, whose digest goes straight to where it is verified.
#[test]
fn a_stored_key_and_a_digest_need_not_cross_the_bus() {
    let (_, mut device) = device();
    let message = [&[5; 64][..], &public_key(), b"end"].concat();
    device.execute(&ShaStart).unwrap();
    device.execute(&ShaUpdate(&[5; 64])).unwrap();
    device.execute(&ShaPublicKey(slot(PUBLIC_KEY))).unwrap();
    let end = ShaEnd::new(b"end").unwrap().into(DigestSource::MessageDigestBuffer);
    let digest = device.execute(&end).unwrap();
    assert_eq!(digest[..], Sha256::digest(&message)[..]);
    let signer = p256::ecdsa::SigningKey::from(private_key());
    let signature: p256::ecdsa::Signature = signer.sign_prehash(&digest).unwrap();
    let (key, signature) = (PublicKey(public_key()), Signature(signature.to_bytes().into()));
    let verify = Verify::external(&key, DigestSource::MessageDigestBuffer, &signature);
    assert!(device.execute(&verify).unwrap());
}
