//! The blocks, chains and counters of NIST SP 800-38A, and what the chip refuses.

use atecc::aes::{CtrStream, pkcs7};
use atecc::blocking::Atecc;
use atecc::command::{AesKey, CounterId, Derivation, KdfKey, KdfTarget};
use atecc::{Config, Error, Misuse, Rest, Sha256Stream, Status};
use atecc_sim::{Options, Part, SimI2c};
use proptest::prelude::*;

use crate::chip::*;

/// NIST SP 800-38A, appendix F: key and data of all AES-128 examples.
const KEY: &str = "2b7e151628aed2a6abf7158809cf4f3c";
const PLAIN: &str = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51\
                     30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

fn loaded() -> Device {
    let (_, mut device) = device();
    load(&mut device, &hex(KEY));
    device
}

#[test]
fn the_ecb_vectors_of_sp_800_38a() {
    let mut device = loaded();
    let encrypted = "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf\
                     43b1cd7f598ece23881b00e3ed0306887b0c785e27e8ad3f8223207104725dd4";
    for (plain, encrypted) in hex(PLAIN).as_chunks().0.iter().zip(hex(encrypted).as_chunks().0) {
        assert_eq!(device.aes_encrypt(temp_key(), plain).unwrap(), *encrypted);
        assert_eq!(device.aes_decrypt(temp_key(), encrypted).unwrap(), *plain);
    }
}

#[test]
fn the_cbc_vectors_of_sp_800_38a() {
    let mut device = loaded();
    let iv = array("000102030405060708090a0b0c0d0e0f");
    let encrypted = "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2\
                     73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7";
    let mut data = hex(PLAIN);
    device.aes_cbc_encrypt(temp_key(), &iv, &mut data).unwrap();
    assert_eq!(data, hex(encrypted));
    device.aes_cbc_decrypt(temp_key(), &iv, &mut data).unwrap();
    assert_eq!(data, hex(PLAIN));
}

#[test]
fn the_ctr_vectors_of_sp_800_38a() {
    let mut device = loaded();
    let mut stream = CtrStream::new(temp_key(), &array("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
    let mut data = hex(PLAIN);
    device.aes_ctr(&mut stream, &mut data).unwrap();
    let encrypted = "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff\
                     5ae4df3edbd5d35e5b4f09020db03eab1e031dda2fbe03d1792170a0f3009cee";
    assert_eq!(data, hex(encrypted));
}

#[test]
fn each_piece_of_a_slot_and_of_temp_key_is_a_key_of_its_own() {
    use aes::cipher::{BlockCipherEncrypt, KeyInit};
    let (_, mut device) = device();
    let expected = |key: &[u8]| {
        let mut block = [7; 16].into();
        aes::Aes128::new_from_slice(key).unwrap().encrypt_block(&mut block);
        <[u8; 16]>::from(block)
    };
    let loaded: [u8; 64] = core::array::from_fn(|index| u8::try_from(index).unwrap());
    load(&mut device, &loaded);
    for piece in 0..4 {
        let (key, bytes) = aes_key(piece);
        assert_eq!(device.aes_encrypt(key, &[7; 16]).unwrap(), expected(&bytes), "piece {piece} of the slot");
        let key = AesKey::temp_key(piece).unwrap();
        let bytes = &loaded[usize::from(piece) * 16..][..16];
        assert_eq!(device.aes_encrypt(key, &[7; 16]).unwrap(), expected(bytes), "piece {piece} of TempKey");
    }
}

#[test]
fn text_of_any_length_goes_through_cbc_with_padding() {
    let (_, mut device) = device();
    let (key, _) = aes_key(0);
    for len in [0, 1, 15, 16, 17, 40] {
        let mut buffer = [0x33; 48];
        let padded = pkcs7::pad(&mut buffer, len).unwrap();
        device.aes_cbc_encrypt(key, &[5; 16], padded).unwrap();
        device.aes_cbc_decrypt(key, &[5; 16], padded).unwrap();
        assert_eq!(pkcs7::unpad(padded).unwrap(), vec![0x33; len]);
    }
}

#[test]
fn what_is_no_whole_block_is_left_alone() {
    let (chip, mut device) = device();
    let before = chip.bus_bytes();
    let (key, _) = aes_key(0);
    let mut data = [9; 17];
    let refused =
        [device.aes_cbc_encrypt(key, &[0; 16], &mut data), device.aes_cbc_decrypt(key, &[0; 16], &mut data)];
    assert!(
        refused.iter().all(|outcome| matches!(outcome, Err(Error::Misuse(Misuse::Blocks)))),
        "{refused:?}"
    );
    assert_eq!((data, chip.bus_bytes()), ([9; 17], before), "nothing was done");
}

/// A key that is none, and one that the chip has lost: a status, and no data that looks like a result.
#[test]
fn a_refused_key_is_a_status_and_wipes_the_data() {
    let (chip, mut device) = device();
    let mut data = [9; 32];
    let no_aes_key = AesKey::slot(slot(HMAC_KEY), 0).unwrap();
    let refused = device.aes_cbc_encrypt(no_aes_key, &[0; 16], &mut data);
    assert_eq!(refused.plain(), Err(Error::Status(Status::ExecutionError)));
    assert_eq!(data, [0; 32]);
    load(&mut device, &[1; 16]);
    let mut stream = CtrStream::new(temp_key(), &[0; 16]);
    device.aes_ctr(&mut stream, &mut data).unwrap();
    chip.power_cycle().unwrap();
    device.aes_ctr(&mut stream, &mut data).unwrap_err();
    assert_eq!(data, [0; 32]);
}

#[test]
fn a_part_without_aes_says_so_by_its_status() {
    // AES_Enable is the factory's: it is changed where nobody else can.
    let state = locked(OPTIONS).reveal_state();
    let line = state.lines().find(|line| line.starts_with("config block 0:")).unwrap();
    let (name, bytes) = line.split_at(line.find(':').unwrap() + 1);
    let mut bytes = hex(bytes);
    bytes[13] = 0;
    let bytes: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let state = state.replace(line, &format!("{name} {}", bytes.concat()));
    // A state may lack its checksum.
    let state: String =
        state.lines().filter(|line| !line.starts_with("checksum")).map(|line| format!("{line}\n")).collect();
    let chip = SimI2c::from_state(state.as_bytes(), Options::default()).unwrap();
    let mut device = open(&chip);
    let outcome = device.aes_encrypt(aes_key(0).0, &[0; 16]);
    assert_eq!(outcome.plain(), Err(Error::Status(Status::ExecutionError)));
    assert!(chip.last_refusal().unwrap().to_string().contains("AES is off"));
    let mut data = [1; 8];
    device.aes_gcm_encrypt(aes_key(0).0, &[0; 12], b"", &mut data).unwrap_err();
    assert_eq!(data, [0; 8]);
}

#[test]
fn an_atecc508a_that_is_known_is_not_asked_for_what_it_has_not() {
    let chip = SimI2c::blank(Part::Atecc508A, Some(1)).unwrap();
    let (part, source) = (Err(Error::Misuse(Misuse::Part)), KdfKey::Slot(slot(AES_KEY)));
    for rest in [Rest::Idle, Rest::Sleep] {
        let mut device = Atecc::new(chip.clone(), chip.delay(), Config { rest, ..Config::new() });
        device.revision().unwrap();
        let (before, mut data) = (chip.bus_bytes(), [9; 16]);
        assert_eq!(device.aes_encrypt(aes_key(0).0, &data).map(|_| ()).plain(), part);
        device.aes_ctr(&mut CtrStream::new(aes_key(0).0, &[0; 16]), &mut data).unwrap_err();
        let derivation = Derivation::aes(source, 0, &[0; 16]).unwrap();
        assert_eq!(device.kdf(&derivation).map(|_| ()).plain(), part);
        assert_eq!(device.kdf_into(&derivation, KdfTarget::Slot(slot(TARGET))).plain(), part);
        assert_eq!(device.hmac_sha256(slot(HMAC_KEY), b"").map(|_| ()).plain(), part);
        let mut stream = Sha256Stream::new();
        assert_eq!(device.sha256_save(&mut stream).plain(), part);
        assert_eq!((data, chip.bus_bytes()), ([0; 16], before), "nothing was sent");
        let outcome = device.sha256_update(&mut stream, &[1; 64]).plain();
        assert_eq!(
            outcome,
            if rest == Rest::Sleep { part } else { Ok(()) },
            "its hashes do not outlive sleep"
        );
    }
}

#[test]
fn an_ephemeral_private_key_is_no_aes_key() {
    let (_, mut device) = device();
    let (_token, _) = device.ephemeral_key().unwrap();
    assert_eq!(device.aes_encrypt(temp_key(), &[0; 16]).plain(), Err(Error::Busy));
    device.aes_encrypt(aes_key(0).0, &[0; 16]).unwrap();
}

/// A block of a key of limited use counts once while the bus is good, and the key ends when its uses do.
#[test]
fn each_block_is_a_use() {
    let (_, mut device) = device();
    let key = AesKey::slot(slot(LIMITED_KEY), 0).unwrap();
    let before = device.counter(CounterId::Zero).unwrap();
    device.aes_cbc_encrypt(key, &[0; 16], &mut [0; 64]).unwrap();
    assert_eq!(device.counter(CounterId::Zero).unwrap(), before + 4);
}

/// The driver idles and wakes the chip in time, which keeps TempKey.
#[test]
fn a_long_encryption_outlives_the_watchdog() {
    let (chip, mut device) = device();
    load(&mut device, &hex(KEY));
    let start = chip.now();
    let mut data = [7; 6_000];
    device.aes_ctr(&mut CtrStream::new(temp_key(), &[1; 16]), &mut data).unwrap();
    assert!(chip.now() - start > 1_500_000_000, "the watchdog fires 1.3 s after a wake");
    device.aes_ctr(&mut CtrStream::new(temp_key(), &[1; 16]), &mut data).unwrap();
    assert_eq!(data, [7; 6_000]);
}

/// A stream has nothing in the chip that a sleep could take.
#[test]
fn a_counter_stream_survives_sleep() {
    let chip = locked(OPTIONS);
    let config = Config { rest: Rest::Sleep, ..Config::new() };
    let mut device = Atecc::new(chip.clone(), chip.delay(), config);
    let (mut whole, mut pieces) = ([0; 40], [0; 40]);
    let (key, _) = aes_key(1);
    device.aes_ctr(&mut CtrStream::new(key, &[3; 16]), &mut whole).unwrap();
    let mut stream = CtrStream::new(key, &[3; 16]);
    for piece in pieces.chunks_mut(7) {
        device.aes_ctr(&mut stream, piece).unwrap();
        chip.power_cycle().unwrap();
    }
    assert_eq!(pieces, whole);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any split of the data and any counter block, wrapping ones included, is the key stream of the `aes` crate.
    #[test]
    fn ctr_in_any_pieces_is_the_key_stream(
        pieces in prop::collection::vec(0..40_usize, 0..6),
        low in prop_oneof![any::<u8>(), Just(0xFF)],
        high in prop_oneof![Just(0x00), Just(0xFF)],
    ) {
        use aes::cipher::{BlockCipherEncrypt, KeyInit};
        let (_, mut device) = device();
        let (key, bytes) = aes_key(2);
        let mut initial = [high; 16];
        initial[15] = low;
        let cipher = aes::Aes128::new(&bytes.into());
        let mut expected = (0..).flat_map(|number| {
            let mut block = u128::from_be_bytes(initial).wrapping_add(number).to_be_bytes().into();
            cipher.encrypt_block(&mut block);
            <[u8; 16]>::from(block)
        });
        let mut stream = CtrStream::new(key, &initial);
        for piece in pieces {
            let mut data = vec![0xA5; piece];
            device.aes_ctr(&mut stream, &mut data).unwrap();
            let wanted: Vec<_> = expected.by_ref().take(piece).map(|byte| byte ^ 0xA5).collect();
            prop_assert_eq!(data, wanted);
        }
    }
}
