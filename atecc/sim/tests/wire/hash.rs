use sha2::{Digest, Sha256};

use crate::host::*;

/// NIST, FIPS 180-2 appendix B.1.
const ABC: [u8; 32] = [
    0xBA, 0x78, 0x16, 0xBF, 0x8F, 0x01, 0xCF, 0xEA, 0x41, 0x41, 0x40, 0xDE, 0x5D, 0xAE, 0x22, 0x23, 0xB0,
    0x03, 0x61, 0xA3, 0x96, 0x17, 0x7A, 0x9C, 0xB4, 0x10, 0xFF, 0x61, 0xF2, 0x00, 0x15, 0xAD,
];
/// The digest of nothing.
const EMPTY: [u8; 32] = [
    0xE3, 0xB0, 0xC4, 0x42, 0x98, 0xFC, 0x1C, 0x14, 0x9A, 0xFB, 0xF4, 0xC8, 0x99, 0x6F, 0xB9, 0x24, 0x27,
    0xAE, 0x41, 0xE4, 0x64, 0x9B, 0x93, 0x4C, 0xA4, 0x95, 0x99, 0x1B, 0x78, 0x52, 0xB8, 0x55,
];

fn digest(host: &mut Host, message: &[u8], end: u8) -> Vec<u8> {
    assert_eq!(host.status(SHA, 0x00, 0, &[]), SUCCESS);
    let blocks = message.chunks_exact(64);
    let rest = blocks.remainder();
    for block in blocks {
        assert_eq!(host.status(SHA, 0x01, 64, block), SUCCESS);
    }
    host.data(SHA, end, u16::try_from(rest.len()).unwrap(), rest)
}

#[test]
fn vectors_of_the_standard() {
    let mut host = Host::blank();
    assert_eq!(digest(&mut host, b"abc", 0xC2), ABC);
    assert_eq!(digest(&mut host, b"", 0xC2), EMPTY);
    let message = vec![b'a'; 10_000];
    assert_eq!(digest(&mut host, &message, 0xC2), Sha256::digest(&message).to_vec());
}

#[test]
fn other_lengths_than_a_block_may_be_appended() {
    let mut host = Host::blank();
    assert_eq!(host.status(SHA, 0x00, 0, &[]), SUCCESS);
    assert_eq!(host.status(SHA, 0x01, 1, b"a"), SUCCESS);
    assert_eq!(host.status(SHA, 0x01, 1, b"b"), SUCCESS);
    assert_eq!(host.data(SHA, 0xC2, 1, b"c"), ABC);
    assert_eq!(host.status(SHA, 0xC2, 0, b""), EXECUTION_ERROR, "the hash has ended");
}

#[test]
fn the_hash_survives_other_commands_and_refused_ones() {
    let mut host = Host::blank();
    assert_eq!(host.status(SHA, 0x00, 0, &[]), SUCCESS);
    host.data(RANDOM, 0, 0, &[]);
    assert_eq!(host.status(SHA, 0x01, 9, b"abc"), PARSE_ERROR);
    assert_eq!(host.data(SHA, 0xC2, 3, b"abc"), ABC);
}

#[test]
fn the_end_says_where_the_digest_goes() {
    let mut host = Host::blank();
    for (end, temp_key) in [(0xC2, false), (0x42, false), (0x02, true)] {
        assert_eq!(digest(&mut host, b"abc", end), ABC);
        assert_eq!(host.temp_key_valid(), temp_key, "{end:#04x}");
    }
}

#[test]
fn a_stored_public_key_is_hashed_without_its_padding() {
    let mut host = Host::configured(&[(9, 0x0000, 0x0010)]);
    let mut stored = [0; 96];
    stored[4..36].fill(0x11);
    stored[40..72].fill(0x22);
    for (block, bytes) in (0u16..).zip(stored.chunks(32)) {
        assert_eq!(host.status(WRITE, 0x82, block << 8 | 9 << 3, bytes), SUCCESS);
    }
    assert_eq!(host.status(SHA, 0x00, 0, &[]), SUCCESS);
    assert_eq!(host.status(SHA, 0x03, 9, &[]), SUCCESS);
    let expected = Sha256::digest([[0x11; 32], [0x22; 32]].concat());
    assert_eq!(host.data(SHA, 0xC2, 0, &[]), expected.to_vec());
}
