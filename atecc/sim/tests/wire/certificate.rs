//! Verify(validate external): a certificate that SHA hashed, with the public key of the slot in it.

use sha2::{Digest, Sha256};

use crate::ecc::{point, signature};
use crate::host::*;
use crate::keys::GEN_DIG;
use crate::validate::{TARGET, digest_stored, mark, operational, signed, with_format};

const OFF: &str = "TempKey is not the hash of a certificate with the public key of slot 9";

/// So many blocks, the key of slot 9, so many blocks, and ten bytes, hashed by the chip into TempKey.
fn hash_certificate(host: &mut Host, before: usize, behind: usize) -> [u8; 32] {
    assert_eq!(host.status(SHA, 0x00, 0, &[]), SUCCESS);
    for _ in 0..before {
        assert_eq!(host.status(SHA, 0x01, 64, &[0xCE; 64]), SUCCESS);
    }
    assert_eq!(host.status(SHA, 0x03, TARGET.into(), &[]), SUCCESS);
    for _ in 0..behind {
        assert_eq!(host.status(SHA, 0x01, 64, &[0xCE; 64]), SUCCESS);
    }
    let digest = host.data(SHA, 0x02, 10, &[0xEC; 10]);
    let text =
        [&[0xCE].repeat(64 * before)[..], &point(7), &[0xCE].repeat(64 * behind), &[0xEC; 10]].concat();
    assert_eq!(digest, Sha256::digest(text).to_vec());
    digest.try_into().unwrap()
}

/// The status of a validation by the certificate that was hashed last, signed by the key in slot 10.
fn validate(host: &mut Host, digest: &[u8; 32]) -> u8 {
    host.status(VERIFY, 0x01, TARGET.into(), &[&signature(8, digest)[..], &point(7)].concat())
}

fn accepting() -> Host {
    let host = operational();
    host.bus.set_options(|options| options.verify_validates_external = true);
    host
}

#[test]
fn validation_by_a_certificate_is_an_option() {
    let mut host = operational();
    let digest = hash_certificate(&mut host, 1, 0);
    assert_eq!(validate(&mut host, &digest), PARSE_ERROR);
    let mut host = accepting();
    let digest = hash_certificate(&mut host, 1, 0);
    assert_eq!(validate(&mut host, &digest), SUCCESS);
    assert_eq!(mark(&host), 0x50);
}

#[test]
fn the_parent_signs_and_the_command_repeats_the_key() {
    let mut host = accepting();
    let digest = hash_certificate(&mut host, 1, 0);
    let other_key = [&signature(8, &digest)[..], &point(6)].concat();
    assert_eq!(host.status(VERIFY, 0x01, TARGET.into(), &other_key), MISCOMPARE);
    hash_certificate(&mut host, 1, 0);
    let other_parent = [&signature(7, &digest)[..], &point(7)].concat();
    assert_eq!(host.status(VERIFY, 0x01, TARGET.into(), &other_parent), MISCOMPARE);
    assert_eq!(mark(&host), 0xA0);
}

#[test]
fn only_a_hash_that_the_chip_made_with_that_key_is_a_certificate() {
    let mut host = accepting();
    let digest = hash_certificate(&mut host, 1, 0);
    // The same digest from outside.
    host.load_temp_key(&digest);
    assert_eq!(validate(&mut host, &digest), EXECUTION_ERROR);
    assert_eq!(host.why(), OFF);
    // GenKey's digest of the key.
    let digested = digest_stored(&mut host, TARGET, 7);
    assert_eq!(validate(&mut host, &digested), EXECUTION_ERROR);
    assert_eq!(host.why(), OFF);
    // A certificate with another key in it.
    assert_eq!(host.status(SHA, 0x00, 0, &[]), SUCCESS);
    assert_eq!(host.status(SHA, 0x03, 11, &[]), SUCCESS);
    let other: [u8; 32] = host.data(SHA, 0x02, 0, &[]).try_into().unwrap();
    assert_eq!(validate(&mut host, &other), EXECUTION_ERROR);
    assert_eq!(host.why(), OFF);
    // A certificate that something else was digested into.
    let digesting: [(u8, u8, u16, &[u8]); 2] =
        [(GEN_DIG, 0x04, 0, &[]), (GEN_KEY, 0x10, TARGET.into(), &[0x10, TARGET, 0])];
    for (opcode, mode, param2, data) in digesting {
        let digest = hash_certificate(&mut host, 1, 0);
        assert_eq!(host.status(opcode, mode, param2, data), SUCCESS);
        assert_eq!(validate(&mut host, &digest), EXECUTION_ERROR);
        assert_eq!(host.why(), OFF);
    }
    // And Verify(validate) wants the digest, not a certificate.
    let data = signed(&mut host, &digest, false);
    hash_certificate(&mut host, 1, 0);
    assert_eq!(host.status(VERIFY, 0x03, TARGET.into(), &data), EXECUTION_ERROR);
    assert_eq!(host.why(), "TempKey.GenKeyData=1 KeyID=9: GenKey digest of slot 9 is needed");
    assert_eq!(mark(&host), 0xA0);
}

#[test]
fn x509_format_says_where_the_key_stands_and_how_long_the_template_is() {
    // The key behind two blocks; four blocks in all. X509id 3 names the last format.
    let position = "X509format[3]=0x42 of slot 9 PublicPosition: 64 bytes were hashed before the public key";
    let length = "X509format[3]=0x42 of slot 9 TemplateLength: 320 bytes were hashed before the end";
    let cases: &[(usize, usize, Option<&str>)] =
        &[(2, 1, None), (1, 2, Some(position)), (2, 2, Some(length))];
    for (before, behind, why) in cases {
        let mut host = with_format(0x02, 3, 0x42);
        host.lock_data();
        host.bus.set_options(|options| options.verify_validates_external = true);
        let digest = hash_certificate(&mut host, *before, *behind);
        let status = validate(&mut host, &digest);
        match why {
            None => assert_eq!((status, mark(&host)), (SUCCESS, 0x50)),
            Some(why) => {
                assert_eq!((status, host.why(), mark(&host)), (EXECUTION_ERROR, (*why).to_owned(), 0xA0));
                host.bus.set_options(|options| options.policy.checks_x509_format = false);
                hash_certificate(&mut host, *before, *behind);
                assert_eq!(validate(&mut host, &digest), SUCCESS);
            }
        }
    }
}

#[test]
fn a_format_of_zero_takes_any_certificate() {
    let mut host = accepting();
    for (before, behind) in [(0, 0), (3, 0), (1, 5)] {
        let digest = hash_certificate(&mut host, before, behind);
        assert_eq!(validate(&mut host, &digest), SUCCESS);
    }
}
