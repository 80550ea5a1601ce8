//! Where random numbers come from, and how often the element is asked for them.

use alloc::sync::Arc;
use core::sync::atomic::{AtomicU8, Ordering};
use std::thread;

use hwcrypto_api::Error as HwError;
use rustls::crypto::{GetRandomFailed, SecureRandom};
use rustls::sign::SingleCertAndKey;
use tls_glue::{
    ClientIdentity, ElementFailure, HwRandom, Operation, Options, Provider, RandomSource, SeededRandom, Wait,
    provider,
};

use crate::element::Element;
use crate::parties::{Parties, VERSIONS, in_memory, ring, shake};

fn element() -> Element {
    Element::holding(&Parties::new().device.key)
}

fn seeded(element: &Element) -> Provider {
    provider(ring(), element.table, Options::default().random(RandomSource::Seeded))
}

fn draw(provider: &Provider) -> Result<[u8; 32], GetRandomFailed> {
    let mut out = [0; 32];
    provider.secure_random.fill(&mut out).map(|()| out)
}

/// A base that has no random numbers, as on a microcontroller.
#[derive(Debug)]
struct Nothing;

impl SecureRandom for Nothing {
    fn fill(&self, out: &mut [u8]) -> Result<(), GetRandomFailed> {
        // What a source leaves behind when it fails must not be used.
        static GARBAGE: AtomicU8 = AtomicU8::new(0);
        out.fill(GARBAGE.fetch_add(1, Ordering::Relaxed));
        Err(GetRandomFailed)
    }
}

fn alone(element: &Element) -> Provider {
    let mut base = ring();
    base.secure_random = &Nothing;
    provider(base, element.table, Options::default().random(RandomSource::Seeded))
}

/// Random numbers asked of the element for two handshakes under one provider, by client and server.
fn asked(source: RandomSource, version: &'static rustls::SupportedProtocolVersion) -> (u32, u32) {
    let parties = Parties::new();
    let (client_element, server_element) = (element(), element());
    let of = |element: &Element| provider(ring(), element.table, Options::default().random(source));
    let (client_crypto, server_crypto) = (of(&client_element), of(&server_element));
    for _ in 0..2 {
        let identity = ClientIdentity::new(in_memory(&parties.device));
        let mut client = parties.client(client_crypto.clone(), version, Arc::new(identity));
        let identity = SingleCertAndKey::from(in_memory(&parties.server));
        let mut server = parties.server(server_crypto.clone(), Arc::new(identity));
        shake(&mut client, &mut server).unwrap();
    }
    (client_element.counts().random, server_element.counts().random)
}

#[test]
fn a_seed_is_asked_for_once_and_a_handshake_costs_nothing() {
    for version in VERSIONS {
        assert_eq!(asked(RandomSource::Base, version), (0, 0));
        assert_eq!(asked(RandomSource::Seeded, version), (1, 1));
    }
}

#[test]
fn the_element_itself_is_asked_at_every_draw() {
    let [tls12, tls13] = VERSIONS;
    assert_eq!(asked(RandomSource::Element, tls12), (2 * 2, 2 * 2));
    // A server's own one, and three for each of rustls' two tickets.
    assert_eq!(asked(RandomSource::Element, tls13), (2 * 3, 2 * 7));
}

#[test]
fn a_seed_lasts_for_so_many_draws() {
    let element = element();
    let crypto = seeded(&element);
    assert_eq!(element.counts().random, 0, "nothing before the first draw");
    for (draws, seeds) in [(1024, 1), (1024, 2), (1, 3)] {
        for _ in 0..draws {
            draw(&crypto).unwrap();
        }
        assert_eq!(element.counts().random, seeds);
    }
}

#[test]
fn without_the_element_there_is_nothing_until_it_has_given_one_seed() {
    let element = element();
    let crypto = seeded(&element);
    element.break_random(HwError::NoResponse);
    let mark = crypto.mark();
    draw(&crypto).unwrap_err();
    let failure = ElementFailure::new(Operation::Random, None, HwError::NoResponse);
    assert_eq!(crypto.failure_since(mark), Some(failure), "the base alone is not enough");
    element.break_random(None);
    let mark = crypto.mark();
    for _ in 0..1024 {
        draw(&crypto).unwrap();
    }
    element.break_random(HwError::NoResponse);
    let before = element.counts().random;
    for _ in 0..3 {
        draw(&crypto).unwrap();
    }
    assert_eq!(element.counts().random, before + 3, "it is asked again each time");
    element.break_random(None);
    for _ in 0..1024 {
        draw(&crypto).unwrap();
    }
    assert_eq!(element.counts().random, before + 4, "and then has a good seed again");
    assert_eq!(crypto.failure_since(mark), None, "nobody was without random numbers");
}

#[test]
fn both_sources_count() {
    // Elements of the same seed: what differs comes from the base.
    let (one, other) = (element(), element());
    assert_ne!(draw(&seeded(&one)).unwrap(), draw(&seeded(&other)).unwrap());
    // A base without any: the element alone determines the numbers, and they never repeat.
    let (one, other) = (alone(&element()), alone(&element()));
    let (first, second) = (draw(&one).unwrap(), draw(&one).unwrap());
    assert_ne!(first, second);
    assert_eq!([draw(&other).unwrap(), draw(&other).unwrap()], [first, second]);
    // The same as a source of its own, for a base provider that is to have one.
    let source = SeededRandom::new(element().table, Wait::NONE);
    let mut out = [0; 32];
    source.fill(&mut out).unwrap();
    assert_eq!(out, first);
    let direct = HwRandom::new(element().table, Wait::NONE);
    direct.fill(&mut out).unwrap();
    assert_ne!(out, first, "a seed is not given away as a number");
}

#[test]
fn a_failing_element_ends_a_handshake_with_one_clear_error() {
    for source in [RandomSource::Seeded, RandomSource::Element] {
        let (parties, element) = (Parties::new(), element());
        element.break_random(HwError::Refused);
        let crypto = provider(ring(), element.table, Options::default().random(source));
        let mark = crypto.mark();
        let identity = SingleCertAndKey::from(in_memory(&parties.server));
        let mut server = parties.server(crypto.clone(), Arc::new(identity));
        let identity = ClientIdentity::new(in_memory(&parties.device));
        let mut client = parties.client(ring(), VERSIONS[1], Arc::new(identity));
        let error = shake(&mut client, &mut server).unwrap_err();
        assert_eq!(error, rustls::Error::FailedToGetRandomBytes);
        assert_eq!(
            crypto.failure_since(mark).unwrap().to_string(),
            "the crypto element could not draw random numbers: \
             the crypto element refused: its configuration or lock state forbids this",
        );
    }
}

#[test]
fn threads_share_a_generator_and_no_number() {
    let element = element();
    let crypto = alone(&element);
    let draws = thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| (0..50).map(|_| draw(&crypto).unwrap()).collect::<Vec<_>>()))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect::<std::collections::HashSet<_>>()
    });
    assert_eq!((draws.len(), element.counts().random), (200, 1));
}
