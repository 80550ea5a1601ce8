//! Every message layout of the data sheet, byte by byte: `vectors/layouts.txt` spells the messages out, and their digests
//! come from Python's hashlib. `atecc/tests/layouts.rs` has the driver's host side against the same file.

use atecc_sim::Part;
use sha2::{Digest, Sha256};

use crate::ecc::verifies;
use crate::host::*;
use crate::keys::*;
use crate::part::Setup;

const FILE: &str = include_str!("vectors/layouts.txt");

/// Name, what it is made of, value.
fn rows() -> impl Iterator<Item = [&'static str; 3]> {
    FILE.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split("; ").collect::<Vec<&str>>().try_into().unwrap())
}

fn vector(name: &str) -> Vec<u8> {
    let [.., value] = rows().find(|[row, ..]| *row == name).unwrap();
    hex(value)
}

fn vector_32(name: &str) -> [u8; 32] {
    vector(name).try_into().unwrap()
}

fn key() -> [u8; 32] {
    pattern(0x40)
}

fn temp_key() -> [u8; 32] {
    pattern(0xA0)
}

fn challenge() -> [u8; 32] {
    pattern(0xC0)
}

fn io_key() -> [u8; 32] {
    pattern(0x60)
}

fn clear() -> [u8; 32] {
    pattern(0x80)
}

fn message() -> [u8; 32] {
    pattern(0x30)
}

/// The base point of P-256: the public half of the private key 1.
fn base_point() -> Vec<u8> {
    hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296\
         4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")
}

/// With the serial number of the file; slot 0 is the private key 1, 11 and 12 its public half, 4 the key, 6 the IO key.
fn part(setup: Setup) -> Setup {
    let one = [&[0; 35][..], &[1]].concat();
    let point = base_point();
    let stored = [&[0; 4][..], &point[..32], &[0; 4], &point[32..]].concat();
    setup
        .config(0, &hex("01234567"))
        .config(8, &hex("89ABCDEFEE"))
        .config(90, &[0x02, 0x60])
        .slot(0, 0x2087, 0x0033)
        .slot(4, 0x8080, 0x003C)
        .slot(6, 0x8080, 0x003C)
        .slot(11, 0x0000, 0x0030)
        .slot(12, 0x000B, 0x0032)
        .holds(0, &one)
        .holds(4, &key())
        .holds(6, &io_key())
        .holds(11, &stored)
        .holds(12, &stored)
}

fn host() -> Host {
    let mut host = part(Setup::operational()).host();
    host.load_temp_key(&temp_key());
    host
}

#[test]
fn the_digests_are_those_of_the_messages_that_are_spelled_out() {
    let mut digests = 0;
    for [name, fields, value] in rows().filter(|[_, fields, _]| fields.contains('|')) {
        if !name.starts_with("hmac") {
            assert_eq!(Sha256::digest(hex(fields)).to_vec(), hex(value), "{name}");
            digests += 1;
        }
    }
    assert!(digests > 25, "{digests}");
}

#[test]
fn nonce() {
    // A part whose configuration is open has no random numbers but a pattern.
    let mut host = part(Setup::blank()).host();
    host.data(NONCE, 0x00, 0, &pattern::<20>(0));
    host.assert_temp_key(&vector_32("nonce_random"));
    host.load_temp_key(&temp_key());
    assert_eq!(host.data(NONCE, 0x00, 0x8000, &pattern::<20>(0)), vector("nonce_temp_key"));
}

#[test]
fn mac_and_check_mac() {
    for (mode, data, name) in
        [(0x00, &challenge()[..], "mac_00"), (0x45, &[], "mac_45"), (0x06, &challenge(), "mac_06")]
    {
        assert_eq!(host().data(MAC, mode, 4, data), vector(name));
    }
    let data = [&challenge()[..], &vector("check_mac"), &pattern::<13>(0x11)].concat();
    assert_eq!(host().status(CHECK_MAC, 0x00, 4, &data), SUCCESS);
}

#[test]
fn hmac_of_the_atecc508a() {
    for (mode, name) in [(0x04, "hmac_04"), (0x44, "hmac_44")] {
        let mut host = part(Setup::operational()).made_as(Part::Atecc508A).host();
        host.load_temp_key(&temp_key());
        assert_eq!(host.data(crate::recipes::HMAC_508A, mode, 4, &[]), vector(name));
    }
}

#[test]
fn gen_dig_of_every_zone() {
    let setup = part(Setup::operational())
        .config(32, &pattern::<28>(0x20))
        // Counter 1 stands at 7.
        .config(60, &hex("01FFFFFF00000000"))
        .slot(3, 0x8090, 0x003C)
        .holds(3, &clear());
    let (other, shared) = (pattern::<4>(0x11), pattern::<32>(0xE0));
    let cases: [(u8, u16, &[u8], &str); 8] = [
        (0, 1, &[], "gen_dig_config"),
        (1, 0, &[], "gen_dig_otp"),
        (2, 4, &[], "gen_dig_slot"),
        (2, 3, &other, "gen_dig_no_mac"),
        (3, 0, &shared, "gen_dig_shared"),
        (3, 0x8000, &shared, "gen_dig_shared_first"),
        (4, 1, &[], "gen_dig_counter"),
        (5, 4, &[], "gen_dig_key_config"),
    ];
    for (zone, param2, data, name) in cases {
        let mut host = setup.host();
        host.load_temp_key(&temp_key());
        assert_eq!(host.status(GEN_DIG, zone, param2, data), SUCCESS, "{name}");
        host.assert_temp_key(&vector_32(name));
    }
}

#[test]
fn derive_key_and_its_mac() {
    for (slot_config, data, name) in [
        (0x2080, vec![], "derive_key"),
        (0x3480, vec![], "derive_key_create"),
        (0xB480, vector("derive_key_mac"), "derive_key_create"),
    ] {
        let mut host = part(Setup::operational()).slot(5, slot_config, 0x003C).holds(5, &clear()).host();
        host.load_temp_key(&temp_key());
        assert_eq!(host.status(DERIVE_KEY, 0x04, 5, &data), SUCCESS, "{}", host.why());
        assert_eq!(host.slot_contents(5)[..32], vector(name));
    }
}

#[test]
fn digests_of_public_keys_and_what_sign_internal_and_verify_make_of_them() {
    let mut host = host();
    assert_eq!(host.data(GEN_KEY, 0x08, 0, &[]), base_point());
    host.assert_temp_key(&vector_32("gen_key_public"));
    for (mode, name) in [(0x00, "sign_internal_00"), (0x41, "sign_internal_41")] {
        host.load_temp_key(&temp_key());
        host.data(GEN_KEY, 0x08, 0, &[]);
        let signature = host.data(SIGN, mode, 0, &[]);
        assert!(verifies(&base_point(), &vector_32(name), &signature), "{name}");
    }
    host.load_temp_key(&temp_key());
    assert_eq!(host.status(GEN_KEY, 0x10, 12, &hex("100C00")), SUCCESS);
    let mut other = pattern::<19>(0xB0);
    other[17] = 0;
    let data = [vector("validate_signature"), other.to_vec()].concat();
    assert_eq!(host.status(VERIFY, 0x03, 12, &data), SUCCESS);
}

#[test]
fn encrypted_writes_and_their_macs() {
    let mut host = part(Setup::configured()).slot(7, 0x2081, 0x0033).host();
    host.load_temp_key(&temp_key());
    let data = [vector("write_cipher"), vector("write_mac")].concat();
    assert_eq!(host.status(WRITE, 0xC2, 5 << 3, &data), SUCCESS);
    assert_eq!(host.slot_contents(5)[..32], clear());
    host.load_temp_key(&temp_key());
    let data = [vector("priv_write_cipher"), vector("priv_write_mac")].concat();
    assert_eq!(host.status(PRIV_WRITE, 0x40, 7, &data), SUCCESS);
    assert_eq!(host.data(GEN_KEY, 0x00, 7, &[]), base_point());
}

#[test]
fn the_mac_of_verify() {
    let mut host = host();
    assert_eq!(host.status(NONCE, 0x63, 0, &[message(), challenge()].concat()), SUCCESS);
    let data = [vector("signature"), base_point()].concat();
    assert_eq!(host.data(VERIFY, 0xA2, 4, &data), vector("verify_mac"));
}

#[test]
fn secure_boot_with_an_encrypted_digest() {
    // FullDig: the digest in slot 14, the public key in slot 11.
    let setup = part(Setup::operational()).config(70, &[0x03, 0xBE]).holds(14, &message());
    let signed = [vector("boot_digest"), vector("signature")].concat();
    for (mode, data, name) in [(0x86, vector("boot_digest"), "boot_mac_86"), (0x85, signed, "boot_mac_85")] {
        let mut host = setup.host();
        host.load_temp_key(&temp_key());
        assert_eq!(host.data(SECURE_BOOT, mode, 0, &data), vector(name), "{name}");
    }
}

#[test]
fn the_crcs_of_lock() {
    let [_, config, _] = rows().find(|[name, ..]| *name == "config_crc").unwrap();
    let blank = Setup::blank().config(0, &hex(config));
    let configured = Setup::configured().slot(0, 0x2087, 0x0033).holds(0, &[0; 36]);
    for (setup, mode, name) in [(blank, 0x00, "config_crc"), (configured, 0x01, "data_crc")] {
        let crc = u16::from_le_bytes(vector(name).try_into().unwrap());
        let mut host = setup.host();
        assert_eq!(host.status(LOCK, mode, crc ^ 1, &[]), EXECUTION_ERROR);
        assert_eq!(host.why(), format!("the zone's CRC is {crc:#06X}, the command says {:#06X}", crc ^ 1));
        assert_eq!(host.status(LOCK, mode, crc, &[]), SUCCESS);
    }
}

#[test]
fn the_io_protection_of_ecdh() {
    // The pads of the file belong to a nonce that the chip does not draw: the layout is taken from its message.
    let mut host = host();
    let sealed = host.data(ECDH, 0x0E, 0, &base_point());
    let (sealed, nonce) = sealed.split_at(32);
    let [_, fields, _] = rows().find(|[name, ..]| *name == "io_pad_1").unwrap();
    let (io_key, _) = fields.split_once('|').unwrap();
    let pad = sha256(&[&hex(io_key), &nonce[..16]]);
    // One times the base point.
    let clear: Vec<u8> = sealed.iter().zip(pad).map(|(byte, pad)| byte ^ pad).collect();
    assert_eq!(clear, base_point()[..32]);
}
