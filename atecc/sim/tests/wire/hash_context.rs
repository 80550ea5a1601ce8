//! SHA contexts that are given out and come back.

use crate::host::*;
use crate::keys::*;

const START: u8 = 0x00;
const UPDATE: u8 = 0x01;
const END: u8 = 0xC2;
const READ_CONTEXT: u8 = 0x06;
const WRITE_CONTEXT: u8 = 0x07;

fn write(host: &mut Host, context: &[u8]) -> u8 {
    host.status(SHA, WRITE_CONTEXT, u16::try_from(context.len()).unwrap(), context)
}

/// Eight words, each turned round.
fn little_endian(words: &str) -> Vec<u8> {
    hex(words).chunks(4).flat_map(|word| word.iter().rev().copied().collect::<Vec<u8>>()).collect()
}

#[test]
fn a_context_is_length_state_and_what_is_pending() {
    let mut host = Host::blank();
    assert_eq!(host.status(SHA, START, 0, &[]), SUCCESS);
    let initial = little_endian("6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19");
    assert_eq!(host.data(SHA, READ_CONTEXT, 0, &[]), [&[0; 4][..], &initial].concat());
    assert_eq!(host.status(SHA, UPDATE, 3, b"abc"), SUCCESS);
    let context = host.data(SHA, READ_CONTEXT, 0, &[]);
    assert_eq!(context, [&[3, 0, 0, 0][..], &initial, b"abc"].concat());
    // FIPS 180-2, appendix B.2: the state after the first block, which is padded here by hand.
    assert_eq!(host.status(SHA, START, 0, &[]), SUCCESS);
    let mut block = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq\x80".to_vec();
    block.resize(64, 0);
    assert_eq!(host.status(SHA, UPDATE, 64, &block), SUCCESS);
    let state = little_endian("85e655d6417a17953363376a624cde5c76e09589cac5f811cc4b32c1f20e533a");
    assert_eq!(host.data(SHA, READ_CONTEXT, 0, &[]), [&[64, 0, 0, 0][..], &state].concat());
}

#[test]
fn a_hash_goes_on_from_its_context_even_after_a_sleep() {
    let mut host = Host::blank();
    let message: [u8; 200] = pattern(0x33);
    for cut in 0..message.len() {
        assert_eq!(host.status(SHA, START, 0, &[]), SUCCESS);
        for part in message[..cut].chunks(64) {
            assert_eq!(host.status(SHA, UPDATE, u16::try_from(part.len()).unwrap(), part), SUCCESS);
        }
        let context = host.data(SHA, READ_CONTEXT, 0, &[]);
        assert_eq!(context.len(), 36 + cut % 64);
        host.sleep();
        host.wake();
        assert_eq!(host.status(SHA, UPDATE, 1, b"x"), EXECUTION_ERROR, "lost in the sleep");
        assert_eq!(write(&mut host, &context), SUCCESS);
        let (parts, rest) = message[cut..].as_chunks::<64>();
        for part in parts {
            assert_eq!(host.status(SHA, UPDATE, 64, part), SUCCESS);
        }
        let digest = host.data(SHA, END, u16::try_from(rest.len()).unwrap(), rest);
        assert_eq!(digest, sha256(&[&message]), "cut at {cut}");
    }
}

#[test]
fn two_hashes_take_turns() {
    let mut host = Host::blank();
    assert_eq!(host.status(SHA, START, 0, &[]), SUCCESS);
    assert_eq!(host.status(SHA, UPDATE, 3, b"one"), SUCCESS);
    let one = host.data(SHA, READ_CONTEXT, 0, &[]);
    assert_eq!(host.status(SHA, UPDATE, 1, b"!"), SUCCESS, "reading does not end it");
    assert_eq!(host.data(SHA, END, 0, &[]), sha256(&[b"one!"]));
    assert_eq!(write(&mut host, &one), SUCCESS);
    assert_eq!(host.data(SHA, END, 0, &[]), sha256(&[b"one"]));
}

#[test]
fn refusals() {
    let mut host = Host::blank();
    let empty = "the register that holds the input is empty";
    host.refuses((SHA, READ_CONTEXT, 0, &[]), EXECUTION_ERROR, empty);
    host.load_temp_key(&[1; 32]);
    assert_eq!(host.status(SHA, 0x04, 0xFFFF, &[]), SUCCESS);
    let why = "the context of an HMAC cannot be saved";
    host.refuses((SHA, READ_CONTEXT, 0, &[]), EXECUTION_ERROR, why);
    host.refuses((SHA, READ_CONTEXT, 1, &[]), PARSE_ERROR, "param2 is illegal");
    let context = [0; 99];
    host.refuses((SHA, READ_CONTEXT, 0, &[0]), PARSE_ERROR, "1 bytes of data are not what this mode takes");
    host.refuses((SHA, WRITE_CONTEXT, 35, &context[..36]), PARSE_ERROR, "param2 is illegal");
    for length in [0, 35, 37, 99, 100] {
        let data = vec![0; length];
        let param2 = u16::try_from(length).unwrap();
        host.refuses((SHA, WRITE_CONTEXT, param2, &data), PARSE_ERROR, "this is not a saved hash context");
    }
    let message = [b'x'; 3];
    assert_eq!(host.data(SHA, END, 3, &message).len(), 32, "the HMAC went on");
}
