//! The limits of a policy: sizes of RSA keys, SHA-1, depth, and what is done without a clock.

use core::time::Duration;

use rustls::pki_types::{ServerName, UnixTime};
use tls_glue::{Clock, Diagnosis, Position, Purpose, Verification, VerifyPolicy};

use crate::cases::{Side, below, changed, kept};
use crate::forge::{Made, Shown, valid};
use crate::meeting::{NOW, Onlooker, certificates, meet, verifier};
use crate::parties::VERSIONS;

fn at(seconds: u64) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(seconds))
}

/// Checks what a server shows, at that time if there is a clock.
fn check(shown: &Shown, policy: VerifyPolicy, now: Option<u64>) -> Result<(), Diagnosis> {
    let chain = certificates(&shown.chain);
    let name = ServerName::try_from(shown.name).unwrap();
    verifier(shown, policy).check(&chain[0], &chain[1..], Purpose::Server(&name), now.map(at))
}

fn of_rsa_2048() -> Shown {
    kept(include_str!("fixtures/openssl/rsa2048.pem"), include_str!("fixtures/openssl/rsa2048.key"))
}

fn by_rsa_2048() -> Shown {
    kept(include_str!("fixtures/openssl/by-rsa2048.pem"), include_str!("fixtures/openssl/by-rsa2048.key"))
        .trusting(include_str!("fixtures/openssl/root-rsa.pem").into())
}

#[test]
fn a_larger_minimum_counts_for_the_peer_and_for_the_root() {
    let stricter = VerifyPolicy::new().rsa_min_bits(3072);
    let small = |position| Err(Diagnosis::RsaTooSmall { position, bits: 2048, minimum: 3072 });
    for (shown, position) in
        [(of_rsa_2048(), Position::Own), (by_rsa_2048(), Position::Root("root-rsa".into()))]
    {
        assert_eq!(check(&shown, VerifyPolicy::new(), Some(NOW)), Ok(()));
        assert_eq!(check(&shown, stricter, Some(NOW)), small(position));
    }
}

#[test]
fn a_larger_minimum_refuses_a_handshake_and_a_fitting_key_passes() {
    for (bits, verified) in [(2048, true), (2049, false)] {
        for version in VERSIONS {
            let shown = of_rsa_2048();
            let ours = verifier(&shown, VerifyPolicy::new().rsa_min_bits(bits));
            let meeting = meet(&shown, Side::Server, version, Onlooker::Ours(ours));
            assert_eq!(meeting.verification == Verification::Verified, verified, "{bits}");
            assert_eq!(meeting.told.as_deref(), (!verified).then_some("bad_certificate"), "{bits}");
        }
    }
}

#[test]
fn a_smaller_minimum_is_that_of_the_provider() {
    let shown =
        kept(include_str!("fixtures/openssl/rsa1024.pem"), include_str!("fixtures/openssl/rsa1024.key"));
    let small = Diagnosis::RsaTooSmall { position: Position::Own, bits: 1024, minimum: 2048 };
    assert_eq!(check(&shown, VerifyPolicy::new().rsa_min_bits(512), Some(NOW)), Err(small));
}

#[test]
fn six_intermediates_are_followed_and_a_seventh_is_not() {
    assert_eq!(check(&below(6), VerifyPolicy::new(), Some(NOW)), Ok(()));
    assert_eq!(check(&below(7), VerifyPolicy::new(), Some(NOW)), Err(Diagnosis::TooDeep));
}

#[test]
fn the_order_of_what_a_peer_sends_along_does_not_matter() {
    let shown = below(3);
    let mut chain = certificates(&shown.chain);
    chain[1..].reverse();
    let name = ServerName::try_from("localhost").unwrap();
    let ours = verifier(&shown, VerifyPolicy::new());
    assert_eq!(ours.check(&chain[0], &chain[1..], Purpose::Server(&name), Some(at(NOW))), Ok(()));
    // Without the first of them, the peer's issuer is missing, wherever the others are.
    chain.pop();
    let missing = Diagnosis::UnknownIssuer { position: Position::Own, issuer: "authority 2".into() };
    assert_eq!(ours.check(&chain[0], &chain[1..], Purpose::Server(&name), Some(at(NOW))), Err(missing));
}

#[test]
fn without_a_clock_only_what_had_expired_when_the_firmware_was_made_is_refused() {
    let lasting = |from, to| changed(|peer| valid(peer, from, to));
    let policy = VerifyPolicy::new().clock(Clock::Unknown { not_before: at(NOW) });
    assert_eq!(check(&lasting(2020, 2031), policy, None), Ok(()));
    assert_eq!(check(&lasting(2090, 2100), policy, None), Ok(()), "issued after the firmware");
    let old = check(&lasting(2001, 2002), policy, None);
    assert!(matches!(old, Err(Diagnosis::Expired { position: Position::Own, .. })), "{old:?}");
    // With a clock the same certificates are judged by it.
    assert!(matches!(check(&lasting(2090, 2100), policy, Some(NOW)), Err(Diagnosis::NotYetValid { .. })));
}

#[test]
fn without_a_clock_a_chain_that_was_never_valid_as_a_whole_is_refused() {
    let root = Made::root("root");
    let middle = root.authority("middle", |authority| valid(authority, 2040, 2050));
    let policy = VerifyPolicy::new().clock(Clock::Unknown { not_before: at(NOW) });
    for (from, holds) in [(2045, true), (2055, false)] {
        let shown = middle.peer(|peer| valid(peer, from, 2070)).shown(&[&middle], &root);
        let outcome = check(&shown, policy, None);
        assert_eq!(outcome.is_ok(), holds, "{from}: {outcome:?}");
    }
}

#[test]
fn without_a_clock_handshakes_are_judged_by_the_policy_and_not_by_the_time_that_rustls_has() {
    let policy = VerifyPolicy::new().clock(Clock::Unknown { not_before: at(NOW) });
    for version in VERSIONS {
        let shown = changed(|peer| valid(peer, 2110, 2120));
        let ours = verifier(&shown, policy);
        assert_eq!(meet(&shown, Side::Server, version, Onlooker::Ours(ours)).outcome, Ok(()));
    }
}

#[cfg(feature = "sha1")]
mod sha1 {
    use super::*;

    fn ecdsa() -> Shown {
        let key = include_str!("fixtures/openssl/sha1-ecdsa.key");
        kept(include_str!("fixtures/openssl/sha1-ecdsa.pem"), key)
    }

    fn rsa() -> Shown {
        let key = include_str!("fixtures/openssl/sha1-rsa.key");
        kept(include_str!("fixtures/openssl/sha1-rsa.pem"), key)
            .trusting(include_str!("fixtures/openssl/root-rsa.pem").into())
    }

    #[test]
    fn is_accepted_in_certificates_if_the_policy_says_so() {
        for shown in [ecdsa(), rsa()] {
            let refused = Err(Diagnosis::Sha1 { position: Position::Own });
            assert_eq!(check(&shown, VerifyPolicy::new(), Some(NOW)), refused);
            let policy = VerifyPolicy::new().allow_sha1_in_certificates(true);
            assert_eq!(check(&shown, policy, Some(NOW)), Ok(()));
            for version in VERSIONS {
                let ours = verifier(&shown, policy);
                let meeting = meet(&shown, Side::Server, version, Onlooker::Ours(ours));
                assert_eq!(meeting.verification, Verification::Verified);
            }
        }
    }

    #[test]
    fn is_offered_for_no_handshake() {
        use rustls::client::danger::ServerCertVerifier;
        let policy = VerifyPolicy::new().allow_sha1_in_certificates(true);
        let schemes = ServerCertVerifier::supported_verify_schemes(&verifier(&ecdsa(), policy));
        for scheme in [rustls::SignatureScheme::RSA_PKCS1_SHA1, rustls::SignatureScheme::ECDSA_SHA1_Legacy] {
            assert!(!schemes.contains(&scheme));
        }
    }

    #[test]
    fn a_changed_certificate_is_refused_all_the_same() {
        for shown in [ecdsa(), rsa()] {
            let mut der = certificates(&shown.chain)[0].to_vec();
            // The last byte of the signature.
            *der.last_mut().unwrap() ^= 1;
            let name = ServerName::try_from("localhost").unwrap();
            let ours = verifier(&shown, VerifyPolicy::new().allow_sha1_in_certificates(true));
            let outcome = ours.check(&der.into(), &[], Purpose::Server(&name), Some(at(NOW)));
            assert!(matches!(outcome, Err(Diagnosis::WrongIssuerKey { .. })), "{outcome:?}");
        }
    }
}
