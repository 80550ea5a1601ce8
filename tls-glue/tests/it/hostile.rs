//! Certificates that a peer has tampered with: no panic, no acceptance, and words that are safe to print.

use core::time::Duration;

use proptest::prelude::*;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tls_glue::{Diagnosis, PeerVerifier, Purpose, VerifyPolicy};

use crate::cases::{CASES, Side, below};
use crate::forge::Made;
use crate::meeting::{NOW, certificates, verifier};

/// Looks at the chain from all sides; gives whether it holds, after printing what is wrong.
fn look(ours: &PeerVerifier, chain: &[CertificateDer<'_>]) -> bool {
    let name = ServerName::try_from("localhost").unwrap();
    let now = UnixTime::since_unix_epoch(Duration::from_secs(NOW));
    let outcomes = [Some(now), None].map(|now| {
        let outcome = ours.check(&chain[0], &chain[1..], Purpose::Server(&name), now);
        if let Err(diagnosis) = &outcome {
            let text = diagnosis.to_string();
            let harmful = |c: char| c.is_control() || ('\u{2028}'..='\u{202e}').contains(&c);
            assert!(!text.contains(harmful) && text.chars().count() < 1300, "{text}");
        }
        outcome
    });
    _ = ours.verify_server_cert(&chain[0], &chain[1..], &name, &[], now);
    outcomes.into_iter().all(|outcome| outcome.is_ok())
}

#[derive(Debug, Clone)]
enum Change {
    Flip(usize, u8),
    Cut(usize),
    Remove(usize, usize),
    Repeat(usize, usize),
}

impl Change {
    fn to(&self, der: &[u8]) -> Vec<u8> {
        let mut der = der.to_vec();
        let len = der.len();
        match *self {
            Self::Flip(at, bits) => der[at % len] ^= bits,
            Self::Cut(at) => der.truncate(at % len),
            Self::Remove(at, count) => drop(der.drain(at % len..(at % len + count).min(len))),
            Self::Repeat(at, count) => {
                let piece = der[at % len..(at % len + count).min(len)].to_vec();
                der.splice(at % len..at % len, piece);
            }
        }
        der
    }
}

fn change() -> impl Strategy<Value = Change> {
    let at = 0..2000_usize;
    prop_oneof![
        6 => (at.clone(), 1..=255_u8).prop_map(|(at, bits)| Change::Flip(at, bits)),
        1 => at.clone().prop_map(Change::Cut),
        1 => (at.clone(), 1..40_usize).prop_map(|(at, count)| Change::Remove(at, count)),
        1 => (at, 1..40_usize).prop_map(|(at, count)| Change::Repeat(at, count)),
    ]
}

#[test]
fn changed_certificates_are_refused_without_a_panic() {
    let mut shown: Vec<_> = CASES.iter().map(|case| (case.show)(Side::Server)).collect();
    shown.push(below(2));
    let chains: Vec<_> = shown
        .iter()
        .map(|shown| (verifier(shown, VerifyPolicy::new()), certificates(&shown.chain)))
        .collect();
    let which = 0..chains.len();
    let config = ProptestConfig::with_cases(2000);
    proptest!(config, |(which in which, place in 0..12_usize, change in change())| {
        let (ours, mut chain) = chains[which].clone();
        let place = place % chain.len();
        let changed = change.to(&chain[place]);
        let really = changed != chain[place].as_ref();
        chain[place] = changed.into();
        let holds = look(&ours, &chain);
        prop_assert!(!(really && place == 0 && holds), "a certificate that nobody signed");
    });
}

#[test]
fn random_bytes_are_no_certificate() {
    let ours = verifier(&below(1), VerifyPolicy::new());
    proptest!(|(chain in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..4))| {
        let chain: Vec<_> = chain.into_iter().map(CertificateDer::from).collect();
        prop_assert!(!look(&ours, &chain));
    });
}

#[test]
fn names_that_a_peer_chose_are_cut_and_harmless() {
    let evil = "x\nerror: fake\u{1b}[31m \u{202e}moc.live\u{2028}".repeat(100);
    let root = Made::root("root");
    let chain = certificates(&Made::root(&evil).peer(|_| ()).shown(&[], &root).chain);
    let ours = verifier(&below(0), VerifyPolicy::new());
    assert!(!look(&ours, &chain));
}

/// The names are that of the trusted root, so that each row of them would also cost signatures.
#[test]
fn a_crowd_of_authorities_that_vouch_for_each_other_is_not_looked_at() {
    let crowd = [(); 12].map(|()| Made::root("root"));
    let shown = crowd[0].peer(|_| ()).shown(&crowd.each_ref(), &Made::root("root"));
    let chain = certificates(&shown.chain);
    let ours = verifier(&shown, VerifyPolicy::new());
    assert_eq!(ours.check(&chain[0], &chain[1..], Purpose::Client, None), Err(Diagnosis::TooManyPaths));
}

#[test]
fn a_chain_that_was_sent_twice_and_with_others_holds() {
    let shown = below(2);
    let chain = certificates(&shown.chain);
    let strangers = (0..50).flat_map(|number| certificates(&Made::root(&format!("stranger {number}")).pem));
    let crowded: Vec<_> = chain.iter().chain(&chain[1..]).cloned().chain(strangers).collect();
    assert!(look(&verifier(&shown, VerifyPolicy::new()), &crowded));
}
