//! Public vectors of NIST, the RFCs and Project Wycheproof, through the commands. Each file names its source.

use sha2::{Digest, Sha256};

use crate::host::*;
use crate::keys::*;
use crate::part::Setup;

/// The columns of each line of a file: hexadecimal, `-` for nothing, or a word.
fn rows<const N: usize>(file: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    file.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let columns: Vec<&str> = line.split(' ').collect();
        columns.try_into().unwrap_or_else(|columns| panic!("{columns:?}"))
    })
}

fn row_bytes<const N: usize>(columns: [&str; N]) -> [Vec<u8>; N] {
    columns.map(|column| if column == "-" { vec![] } else { hex(column) })
}

fn u16_of(length: usize) -> u16 {
    length.try_into().unwrap()
}

/// A hash or HMAC that has been started goes on with `message`, `step` bytes at a time, and ends.
fn digest(host: &mut Host, message: &[u8], step: usize) -> Vec<u8> {
    let mut rest = message;
    while rest.len() >= 64 {
        let (now, later) = rest.split_at(step);
        assert_eq!(host.status(SHA, 0x01, u16_of(step), now), SUCCESS);
        rest = later;
    }
    host.data(SHA, 0xC2, u16_of(rest.len()), rest)
}

#[test]
fn sha_256_of_nist_in_blocks_and_in_other_pieces() {
    let mut host = Setup::blank().host();
    for [message, expected] in rows(include_str!("vectors/sha256.txt")).map(row_bytes) {
        for step in [64, 41, 1] {
            assert_eq!(host.status(SHA, 0x00, 0, &[]), SUCCESS);
            assert_eq!(digest(&mut host, &message, step), expected, "{} bytes by {step}", message.len());
        }
    }
}

#[test]
fn hmac_of_the_rfc_and_of_wycheproof() {
    let mut host = Setup::operational().host();
    for [key, message, tag, result] in rows(include_str!("vectors/hmac_sha256.txt")) {
        let [mut key, message, tag] = row_bytes([key, message, tag]);
        key.resize(64, 0);
        assert_eq!(host.status(NONCE, 0x23, 0, &key), SUCCESS);
        assert_eq!(host.status(SHA, 0x04, 0xFFFF, &[]), SUCCESS);
        assert_eq!(digest(&mut host, &message, 64) == tag, result == "valid", "{message:02x?}");
    }
}

fn load_aes_key(host: &mut Host, key: &[u8]) {
    assert_eq!(host.status(NONCE, 0x23, 0, &key.repeat(4)), SUCCESS);
}

#[test]
fn aes_of_nist_both_ways() {
    let mut host = Setup::blank().host();
    for [key, plain, cipher] in rows(include_str!("vectors/aes128_ecb.txt")).map(row_bytes) {
        load_aes_key(&mut host, &key);
        for (plain, cipher) in plain.chunks(16).zip(cipher.chunks(16)) {
            assert_eq!(host.data(AES, 0x00, 0xFFFF, plain), cipher);
            assert_eq!(host.data(AES, 0xC1, 0xFFFF, cipher), plain);
        }
    }
}

/// AES-GCM (NIST SP 800-38D) out of AES and GFM. The key is in TempKey.
struct Gcm<'a> {
    host: &'a mut Host,
    /// The hash key: the zero block, encrypted.
    hash_key: Vec<u8>,
}

impl<'a> Gcm<'a> {
    fn new(host: &'a mut Host, key: &[u8]) -> Self {
        load_aes_key(host, key);
        let hash_key = host.data(AES, 0x00, 0xFFFF, &[0; 16]);
        Self { host, hash_key }
    }

    fn ghash(&mut self, parts: [&[u8]; 2]) -> Vec<u8> {
        let mut state = vec![0; 16];
        let lengths = parts.map(|part| (8 * part.len() as u64).to_be_bytes()).concat();
        for block in parts.iter().flat_map(|part| part.chunks(16)).chain([&lengths[..]]) {
            state.iter_mut().zip(block).for_each(|(byte, new)| *byte ^= new);
            state = self.host.data(AES, 0x03, 0, &[&self.hash_key[..], &state].concat());
        }
        state
    }

    fn first_counter(&mut self, iv: &[u8]) -> Vec<u8> {
        if iv.len() == 12 { [iv, &[0, 0, 0, 1]].concat() } else { self.ghash([&[], iv]) }
    }

    /// Cipher text and tag.
    fn encrypt(&mut self, iv: &[u8], associated: &[u8], plain: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let first = self.first_counter(iv);
        let mut counter: [u8; 16] = first.clone().try_into().unwrap();
        let mut cipher = Vec::new();
        for block in plain.chunks(16) {
            let (_, low) = counter.split_last_chunk_mut::<4>().unwrap();
            *low = u32::from_be_bytes(*low).wrapping_add(1).to_be_bytes();
            let pad = self.host.data(AES, 0x00, 0xFFFF, &counter);
            cipher.extend(block.iter().zip(pad).map(|(byte, pad)| byte ^ pad));
        }
        let mut tag = self.ghash([associated, &cipher]);
        let pad = self.host.data(AES, 0x00, 0xFFFF, &first);
        tag.iter_mut().zip(pad).for_each(|(byte, pad)| *byte ^= pad);
        (cipher, tag)
    }
}

#[test]
fn gcm_of_nist_and_wycheproof_out_of_aes_and_field_multiplication() {
    let mut host = Setup::blank().host();
    for [key, iv, associated, plain, cipher, tag, result] in rows(include_str!("vectors/aes128_gcm.txt")) {
        let [key, iv, associated, plain, cipher, tag] = row_bytes([key, iv, associated, plain, cipher, tag]);
        let mut gcm = Gcm::new(&mut host, &key);
        let (ours, our_tag) = gcm.encrypt(&iv, &associated, &plain);
        assert_eq!((ours == cipher && our_tag == tag), result == "valid", "IV {iv:02x?}");
    }
}

#[test]
fn hkdf_of_the_rfc_and_of_wycheproof_in_its_steps() {
    let mut host = Setup::operational().host();
    for [input, salt, info, output] in rows(include_str!("vectors/hkdf_sha256.txt")).map(row_bytes) {
        // HMAC fills its key up with zeros: so does this.
        let mut salt = salt;
        salt.resize(32, 0);
        let mut made = Vec::new();
        let mut block = Vec::new();
        for number in 1..=u8::try_from(output.len().div_ceil(32)).unwrap() {
            // Each step uses TempKey up: extract again, into TempKey, then expand.
            host.load_temp_key(salt.first_chunk().unwrap());
            assert_eq!(host.status(KDF, 0x40, 0, &crate::kdf::request(2, &input)), SUCCESS);
            let message = [&block[..], &info, &[number]].concat();
            block = host.data(KDF, 0x50, 0, &crate::kdf::request(2, &message));
            made.extend_from_slice(&block);
        }
        assert_eq!(made[..output.len()], output);
    }
}

#[test]
fn ecdh_of_nist_and_wycheproof_points_off_the_curve_included() {
    let mut host = Setup::operational().host();
    for [key, point, secret, result] in rows(include_str!("vectors/ecdh_p256.txt")) {
        let [key, point, secret] = row_bytes([key, point, secret]);
        host.load_temp_key(key.first_chunk().unwrap());
        let reply = host.send(ECDH, 0x0D, 0, &point);
        if result == "valid" {
            assert_eq!(reply, secret, "{point:02x?}");
        } else {
            assert_eq!(reply, [EXECUTION_ERROR], "{point:02x?}");
            assert_eq!(host.reason(), Some(atecc_sim::Reason::NoKey));
        }
    }
}

#[test]
fn ecdsa_of_wycheproof_forged_signatures_included() {
    let mut host = Setup::blank().host();
    for [key, message, signature, result] in rows(include_str!("vectors/ecdsa_p256_sha256.txt")) {
        let [key, message, signature] = row_bytes([key, message, signature]);
        host.load_message_digest(&Sha256::digest(&message).into());
        let status = host.status(VERIFY, 0x22, 4, &[signature.clone(), key].concat());
        let expected = if result == "valid" { SUCCESS } else { MISCOMPARE };
        assert_eq!(status, expected, "{signature:02x?}");
    }
}
