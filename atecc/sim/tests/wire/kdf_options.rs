//! KDF where the sources are silent: each option in both settings.

use atecc_sim::{Hkdf, HkdfMessageSlot};

use crate::host::*;
use crate::kdf::{host, prf, request};
use crate::keys::*;

const OPTIONS: u16 = 0x6006;
const MESSAGE: &[u8] = b"label and seed";
/// From a slot, into the reply.
const PRF: u8 = 0x12;
const HKDF: u8 = 0x52;
const IN_SLOT: u32 = 0;
const IN_COMMAND: u32 = 2;
const ZERO_KEY: u32 = 4;

#[test]
fn hkdf_is_one_hmac_or_both_steps_of_rfc_5869() {
    // From OpenSSL, with 0b…0b (32 bytes) as the key:
    // openssl mac -digest SHA256 -macopt hexkey:KEY -in <(printf label) HMAC
    // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt hexkey:KEY -kdfopt info:label HKDF
    let mut host = host(OPTIONS);
    let mut derive = |hkdf| {
        host.bus.set_options(|options| options.hkdf = hkdf);
        host.load_temp_key(&[0x0B; 32]);
        host.data(KDF, 0x50, 0, &request(IN_COMMAND, b"label"))
    };
    assert_eq!(
        derive(Hkdf::OneStep),
        hex("fb01726762f0471b6c3ba709eea68ee1cdf0344806260502cfaf8f03b0595aa5")
    );
    assert_eq!(
        derive(Hkdf::ExtractAndExpand),
        hex("b9353292f1f5b8de7612eb413046cf02268318c8b1ec020e2e50f050bd2cb646")
    );
}

#[test]
fn the_message_slot_stands_in_the_details_or_in_the_second_parameter() {
    let mut host = host(OPTIONS);
    let in_slot_9 = host.data(KDF, HKDF, 0x0009, &request(IN_SLOT | 0x0900, &[0; 32]));
    assert_eq!(
        host.data(KDF, HKDF, 0x1209, &request(IN_SLOT | 0x0900, &[0; 32])),
        in_slot_9,
        "not looked at"
    );
    host.bus.set_options(|options| options.hkdf_message_slot = HkdfMessageSlot::Param2);
    assert_eq!(host.data(KDF, HKDF, 0x0909, &request(IN_SLOT, &[0; 32])), in_slot_9);
    let details = "the details word is illegal";
    host.refuses((KDF, HKDF, 0x0909, &request(IN_SLOT | 0x0900, &[0; 32])), PARSE_ERROR, details);
    host.refuses((KDF, HKDF, 0x1209, &request(IN_SLOT, &[0; 32])), PARSE_ERROR, "param2 is illegal");
}

#[test]
fn a_key_of_zeros_needs_no_source_or_one_that_may_be_used() {
    let mut host = host(OPTIONS);
    let zero = request(IN_COMMAND | ZERO_KEY, MESSAGE);
    // Nothing is in the Alternate Key Buffer, and slot 16 does not exist.
    let expected = host.data(KDF, 0x53, 0, &zero);
    assert_eq!(host.data(KDF, HKDF, 16, &zero), expected);
    host.bus.set_options(|options| options.hkdf_zero_key_checks_source = true);
    assert_eq!(host.status(KDF, 0x53, 0, &zero), EXECUTION_ERROR);
    host.refuses((KDF, HKDF, 16, &zero), PARSE_ERROR, "param2 is illegal");
    assert_eq!(host.data(KDF, HKDF, 9, &zero), expected, "but the key is zeros all the same");
}

#[test]
fn aead_alone_is_illegal_or_means_64_bytes() {
    let mut host = host(OPTIONS);
    // To slot 10, a key of 32 bytes.
    let alone = request(0x201, MESSAGE);
    host.refuses((KDF, 0x0A, 0x0A09, &alone), PARSE_ERROR, "the details word is illegal");
    host.bus.set_options(|options| options.kdf_aead_implies_long = true);
    let expected = prf(&host.slot_contents(9)[..32], MESSAGE);
    assert_eq!(host.data(KDF, 0x0A, 0x0A09, &alone), expected[32..]);
    assert_eq!(host.slot_contents(10)[..32], expected[..32]);
}

#[test]
fn kdf_protection_2_keeps_everything_inside_or_only_what_is_clear() {
    let mut host = host(OPTIONS | 2 << 10);
    let message = request(1, MESSAGE);
    let why = "ChipOptions=0x6806 KDF protection: the result must stay inside the chip";
    for mode in [PRF, PRF | 0x04] {
        host.refuses((KDF, mode, 9, &message), EXECUTION_ERROR, why);
    }
    host.bus.set_options(|options| options.policy.kdf_inside_allows_encrypted = true);
    host.refuses((KDF, PRF, 9, &message), EXECUTION_ERROR, why);
    assert_eq!(host.data(KDF, PRF | 0x04, 9, &message).len(), 64);
}
