//! An element that fails at what rustls has no words for is named all the same, on both sides and in both versions.

use hwcrypto_api::Error as HwError;
use rustls::crypto::ring;
use sockets::zssl::{TlsContext, TlsError};
use sockets::{Errno, Error};
use tls_glue::{ElementFailure, Operation, Options, RandomSource, provider};

use crate::element::Element;
use crate::harness::{Parties, VERSIONS, host, in_memory, listener, meet, stream};

fn failed(operation: Operation) -> Error {
    Error::Tls(TlsError::Element(ElementFailure::new(operation, None, HwError::NoResponse)))
}

#[test]
fn verification_on_the_element() {
    for options in [Options::default().verify_chains(), Options::default().verify_handshakes()] {
        for version in VERSIONS {
            let parties = Parties::new();
            let element = Element::holding(&parties.device.key);
            element.break_verifying(HwError::NoResponse);
            let crypto = || provider(ring::default_provider(), element.table, options);
            let context =
                TlsContext::client(crypto()).trust(parties.authority.pem()).server_name("localhost");
            let client = context.versions(&[version]).build().unwrap();
            let (outcome, _) = meet((&host(), &client), (&host(), &parties.open_server().build().unwrap()));
            assert_eq!(outcome.map(|end| end.fd).unwrap_err(), failed(Operation::Verify), "TLS {version}");

            let context = TlsContext::server(crypto()).identity(in_memory(&parties.server));
            let context = context.trust(parties.authority.pem()).require_client_certificate();
            let device = parties.device().versions(&[version]).build().unwrap();
            let (_, outcome) = meet((&host(), &device), (&host(), &context.build().unwrap()));
            let error = outcome.map(|end| end.fd).unwrap_err();
            assert_eq!(error, failed(Operation::Verify), "TLS {version}");
            assert_eq!((error.errno(), element.counts().p256_verify), (Errno::EIO, 2));
        }
    }
}

#[test]
fn random_numbers_of_the_element() {
    for source in [RandomSource::Seeded, RandomSource::Element] {
        let parties = Parties::new();
        let element = Element::holding(&parties.device.key);
        element.break_random(HwError::NoResponse);
        let crypto = || provider(ring::default_provider(), element.table, Options::default().random(source));
        let context = TlsContext::client(crypto()).trust(parties.authority.pem()).server_name("localhost");
        let error = connecting(&context.build().unwrap());
        assert_eq!(error, failed(Operation::Random), "the first message cannot be made");

        let context = TlsContext::server(crypto()).identity(in_memory(&parties.server)).build().unwrap();
        let (_, outcome) = meet((&host(), &parties.client().build().unwrap()), (&host(), &context));
        assert_eq!(outcome.map(|end| end.fd).unwrap_err(), failed(Operation::Random));
    }
}

/// What a client gets that connects to somebody who would listen.
fn connecting(context: &TlsContext) -> Error {
    let sockets = host();
    let (_, address) = listener(&sockets, None);
    sockets.connect(stream(&sockets, Some(context)), &address).unwrap_err()
}
