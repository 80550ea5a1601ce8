//! One operation of each kind.

use atecc::command::{AesKey, CounterId, Derivation, HkdfMessage, HmacKey, KdfKey, Tests};
use atecc::{Address, Error, IoKey, PublicKey, Sha256Stream, Signature, Slot};
use embedded_hal::i2c::ErrorKind;

use super::Device;

type Operation = fn(&mut Device<'_>, Slot) -> Result<(), Error<ErrorKind>>;

const PEER: PublicKey = PublicKey([7; 64]);
const SIGNATURE: Signature = Signature([2; 64]);
const DIGEST: [u8; 32] = [1; 32];
const SECRET: [u8; 32] = [3; 32];
const NUM_IN: [u8; 20] = [9; 20];

const fn key(slot: Slot) -> IoKey<'static> {
    IoKey { slot, value: &SECRET }
}

fn aes(slot: Slot) -> AesKey {
    AesKey::slot(slot, 1).expect("a piece that each slot has")
}

fn block(slot: Slot) -> Address {
    Address::data_block(slot, 0).expect("a block that each slot has")
}

/// A later one goes to the end: the corpus names them by their place.
pub(super) const OPERATIONS: [Operation; 51] = [
    |device, _| device.revision().map(drop),
    |device, _| device.read_config().map(drop),
    |device, slot| device.gen_key(slot).map(drop),
    |device, slot| device.sign_digest(slot, &DIGEST).map(drop),
    |device, _| device.verify_digest(&PEER, &DIGEST, &SIGNATURE).map(drop),
    |device, slot| device.ecdh(slot, &PEER).map(drop),
    |device, _| device.random(&mut [0; 70]),
    |device, _| device.sha256(&[5; 200]).map(drop),
    |device, slot| device.hmac_sha256(HmacKey::Slot(slot), &[5; 70]).map(drop),
    |device, _| device.counter(CounterId::Zero).map(drop),
    |device, _| device.increment_counter(CounterId::One).map(drop),
    |device, slot| device.read_slot(slot, &mut [0; 36]),
    |device, slot| device.fill_slot(slot, &[1; 36]),
    |device, slot| device.read_encrypted(block(slot), &key(slot), &NUM_IN).map(drop),
    |device, slot| device.write_encrypted(block(slot), &DIGEST, &key(slot), &NUM_IN),
    |device, _| {
        let (key, _) = device.ephemeral_key()?;
        device.ecdh_ephemeral(key, &PEER).map(drop)
    },
    |device, slot| {
        let (key, _) = device.ephemeral_key()?;
        device.ecdh_ephemeral_into_slot(key, &PEER, slot)
    },
    |device, slot| device.ecdh_protected(slot, &PEER, &SECRET).map(drop),
    |device, slot| device.ecdh_into_next_slot(slot, &PEER),
    |device, slot| device.ecdh_read_encrypted(slot, &PEER, &key(slot), &NUM_IN).map(drop),
    |device, slot| device.read_slot_at(slot, 3, &mut [0; 30]),
    |device, slot| device.write_slot(slot, 1, &[4; 33]),
    |device, slot| device.read_slot_encrypted(slot, 2, &mut [0; 33], &key(slot), &NUM_IN),
    |device, slot| device.write_slot_encrypted(slot, 1, &[4; 33], &key(slot), &NUM_IN),
    |device, slot| device.priv_write(slot, &SECRET),
    |device, slot| device.priv_write_encrypted(slot, &SECRET, &key(slot), &NUM_IN),
    |device, slot| device.authorise(&key(slot), &NUM_IN),
    |device, slot| device.prove(&key(slot), &NUM_IN),
    |device, slot| device.set_latch(&key(slot), &NUM_IN),
    |device, _| device.clear_latch(),
    |device, _| device.latch().map(drop),
    |device, slot| device.attest_key(slot, slot, &NUM_IN).map(drop),
    |device, slot| device.attest_key_config(slot, slot, &NUM_IN).map(drop),
    |device, slot| device.verify_stored(slot, &DIGEST, &SIGNATURE).map(drop),
    |device, _| device.verify_protected(&PEER, &DIGEST, &SIGNATURE, &SECRET, &DIGEST).map(drop),
    |device, slot| device.verify_stored_protected(slot, &DIGEST, &SIGNATURE, &SECRET, &DIGEST).map(drop),
    |device, slot| device.aes_encrypt(aes(slot), &[6; 16]).map(drop),
    |device, slot| device.aes_cbc_decrypt(aes(slot), &[6; 16], &mut [8; 48]),
    |device, slot| device.aes_cmac(aes(slot), &[6; 40]).map(drop),
    |device, slot| device.aes_gcm_decrypt(aes(slot), &[6; 12], b"aad", &mut [8; 20], &[0; 16]),
    |device, slot| device.aes_ccm_decrypt(aes(slot), &[6; 13], b"aad", &mut [8; 20], &[0; 8]),
    |device, slot| {
        let message = HkdfMessage::Slot { slot, len: 32 };
        let derivation =
            Derivation::hkdf(KdfKey::Slot(slot), message).expect("a message that is not too long");
        device.kdf_protected(&derivation, &SECRET).map(drop)
    },
    |device, _| {
        let mut stream = Sha256Stream::new();
        device.sha256_update(&mut stream, &[5; 100])?;
        device.sha256_save(&mut stream)?;
        device.sha256_finish(stream).map(drop)
    },
    |device, slot| device.remaining_uses(slot).map(drop),
    |device, _| device.count_limit().map(drop),
    |device, slot| device.use_up(slot),
    |device, _| device.set_user_extra(5),
    |device, slot| device.lock_slot(slot),
    |device, _| device.self_test(Tests::ALL).map(drop),
    |device, _| device.state().map(drop),
    |device, slot| device.key_valid(slot).map(drop),
];
