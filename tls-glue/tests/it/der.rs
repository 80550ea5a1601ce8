//! Every signature is valid DER that an independent parser reads back, whatever zeros it begins with.

use p256::ecdsa::Signature;
use proptest::prelude::*;
use tls_glue::DerSignature;

fn raw(r: [u8; 32], s: [u8; 32]) -> [u8; 64] {
    let mut raw = [0; 64];
    raw[..32].copy_from_slice(&r);
    raw[32..].copy_from_slice(&s);
    raw
}

fn scalar(beginning: &[u8], rest: u8) -> [u8; 32] {
    let mut scalar = [rest; 32];
    scalar[..beginning.len()].copy_from_slice(beginning);
    scalar
}

fn small(value: u8) -> [u8; 32] {
    let mut scalar = [0; 32];
    scalar[31] = value;
    scalar
}

#[test]
fn the_edges_are_encoded_as_the_standard_says() {
    let encode = |r, s| DerSignature::from_raw(&raw(r, s)).as_bytes().to_vec();
    // One digit each; 0x7f is the last one without a padding byte, 0x80 the first one with it.
    assert_eq!(encode(small(1), small(0x7f)), [0x30, 6, 2, 1, 1, 2, 1, 0x7f]);
    assert_eq!(encode(small(0x80), small(1)), [0x30, 7, 2, 2, 0, 0x80, 2, 1, 1]);
    // Zero keeps its one digit.
    assert_eq!(encode(small(0), small(0)), [0x30, 6, 2, 1, 0, 2, 1, 0]);
    // A zero byte before a set top bit is needed, before a clear one it is not.
    let kept = encode(scalar(&[0, 0x80], 5), small(1));
    assert_eq!(kept[..6], [0x30, 37, 2, 32, 0, 0x80]);
    let stripped = encode(scalar(&[0, 0x7f], 5), small(1));
    assert_eq!(stripped[..5], [0x30, 36, 2, 31, 0x7f]);
    // The longest: both have the top bit set.
    let longest = encode([0xff; 32], [0xff; 32]);
    assert_eq!(longest.len(), DerSignature::MAX_LEN);
    assert_eq!(longest[..5], [0x30, 70, 2, 33, 0]);
    assert_eq!(longest[37..40], [2, 33, 0]);
}

/// Scalars below the order of the curve (its first byte is 0xff, its fifth 0x00), with zeros at the front more often than
/// chance would have it.
fn scalars() -> impl Strategy<Value = [u8; 32]> {
    (any::<[u8; 32]>(), 0_usize..31).prop_map(|(mut scalar, zeros)| {
        scalar[..zeros].fill(0);
        scalar[0] &= 0xbf;
        scalar[31] |= 1;
        scalar
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_independent_parser_reads_back_what_was_encoded(r in scalars(), s in scalars()) {
        let encoded = DerSignature::from_raw(&raw(r, s));
        let parsed = Signature::from_der(encoded.as_bytes()).unwrap();
        prop_assert_eq!(&parsed.to_bytes()[..], &raw(r, s)[..]);
        let canonical = parsed.to_der();
        prop_assert_eq!(canonical.as_bytes(), encoded.as_bytes());
    }
}
