//! What secure sockets do with a peer's certificates, in each mode.

use alloc::sync::Arc;
use core::time::Duration;

use hwcrypto_api::Error as HwError;
use rustls::crypto::ring;
use rustls::pki_types::UnixTime;
use sockets::zssl::{
    ClientSide, ContextBuilder, Diagnosis, TlsContext, TlsError, TlsInfo, Verification, VerifyPolicy,
};
use sockets::{ConfigError, Error};
use tls_glue::{Clock, Options, Position, provider};

use crate::element::Element;
use crate::harness::{Parties, VERSIONS, crypto, host, in_memory, meet, pair};
use crate::pki::{Authority, Issued};
use crate::raw_keys::public_pem;

/// What the server knows of a client that shows this, if the server goes on.
fn seen_by_server(parties: &Parties, shows: Option<&Issued>) -> Vec<TlsInfo> {
    VERSIONS
        .iter()
        .map(|version| {
            let client = parties.client().versions(&[*version]);
            let client =
                shows.map(in_memory).into_iter().fold(client, ContextBuilder::identity).build().unwrap();
            let server = parties.open_server().trust(parties.authority.pem());
            let (_, server) = pair(&client, &server.request_client_certificate().build().unwrap());
            server.sockets.tls_info(server.fd).unwrap().unwrap()
        })
        .collect()
}

#[test]
fn a_server_may_ask_for_a_certificate_and_go_on_without_a_good_one() {
    let parties = Parties::new();
    let stranger = Authority::new("stranger").issue("device");
    let unknown = Diagnosis::UnknownIssuer { position: Position::Own, issuer: "stranger".into() };
    for (shows, expected) in [
        (None, Verification::Absent),
        (Some(&stranger), Verification::Failed(unknown)),
        (Some(&parties.device), Verification::Verified),
    ] {
        for info in seen_by_server(&parties, shows) {
            assert_eq!(info.peer_verified, expected == Verification::Verified);
            assert_eq!(info.verification, expected);
            assert_eq!(info.peer_certificates.len(), shows.into_iter().count());
        }
    }
}

#[test]
fn a_server_that_does_not_ask_knows_nothing() {
    let parties = Parties::new();
    let (client, server) = pair(&parties.device().build().unwrap(), &parties.open_server().build().unwrap());
    let (server, client) =
        (server.sockets.tls_info(server.fd).unwrap(), client.sockets.tls_info(client.fd).unwrap());
    assert_eq!(server.unwrap().verification, Verification::Unchecked);
    assert_eq!(client.unwrap().verification, Verification::Verified);
}

#[test]
fn a_client_that_insists_goes_on_with_a_bad_server() {
    let (ours, theirs) = (Parties::of("ours"), Parties::of("theirs"));
    let server = theirs.open_server().build().unwrap();
    let unknown = Diagnosis::UnknownIssuer { position: Position::Own, issuer: "theirs".into() };
    type Insist = fn(ContextBuilder<ClientSide>) -> ContextBuilder<ClientSide>;
    let modes: [(Insist, Verification); 2] = [
        (ContextBuilder::dangerously_continue_with_bad_server, Verification::Failed(unknown)),
        (ContextBuilder::dangerously_accept_any_server, Verification::Unchecked),
    ];
    for version in VERSIONS {
        for (insist, expected) in &modes {
            let client = insist(ours.client()).versions(&[version]).build().unwrap();
            let (client, _) = pair(&client, &server);
            let info = client.sockets.tls_info(client.fd).unwrap().unwrap();
            assert_eq!((info.peer_verified, &info.verification), (false, expected), "TLS {version}");
        }
    }
    // Who looks at nothing needs nobody to trust.
    let anyone = TlsContext::client(crypto()).server_name("localhost").dangerously_accept_any_server();
    pair(&anyone.build().unwrap(), &server);
}

#[test]
fn one_context_tells_its_sessions_apart() {
    let parties = Parties::new();
    let server = parties.open_server().trust(parties.authority.pem()).request_client_certificate();
    let server = server.build().unwrap();
    let stranger = Authority::new("stranger").issue("device");
    let (device, stranger) = (parties.device(), parties.client().identity(in_memory(&stranger)));
    let (device, stranger) = (device.build().unwrap(), stranger.build().unwrap());
    let sessions = [(&device, true), (&stranger, false), (&device, true)]
        .map(|(client, verified)| (pair(client, &server), verified));
    for ((client, server), verified) in sessions {
        let info = server.sockets.tls_info(server.fd).unwrap().unwrap();
        assert_eq!(info.peer_verified, verified);
        assert!(client.sockets.tls_info(client.fd).unwrap().unwrap().peer_verified);
    }
}

#[test]
fn a_policy_without_a_clock_judges_by_the_date_that_it_has() {
    let parties = Parties::new();
    let made = UnixTime::since_unix_epoch(Duration::from_secs(1_893_456_000));
    let policy = VerifyPolicy::new().clock(Clock::Unknown { not_before: made });
    for (from, to, good) in [(2001, 2002, false), (2110, 2120, true)] {
        let issued = parties.authority.issue_between("localhost", from, to);
        let server = TlsContext::server(crypto()).identity(in_memory(&issued)).build().unwrap();
        let client = parties.client().verify_policy(policy).build().unwrap();
        let (client, server) = meet((&host(), &client), (&host(), &server));
        assert_eq!((client.is_ok(), server.is_ok()), (good, good), "from {from}");
    }
}

#[test]
fn a_context_of_a_host_that_has_no_clock_needs_no_other_one() {
    #[derive(Debug)]
    struct Broken;
    impl rustls::time_provider::TimeProvider for Broken {
        fn current_time(&self) -> Option<UnixTime> {
            None
        }
    }
    let parties = Parties::new();
    let made = UnixTime::since_unix_epoch(Duration::from_secs(1_893_456_000));
    let policy = VerifyPolicy::new().clock(Clock::Unknown { not_before: made });
    let client = parties.client().time(Arc::new(Broken)).verify_policy(policy).build().unwrap();
    pair(&client, &parties.open_server().build().unwrap());
}

#[cfg(feature = "std")]
#[test]
fn sessions_go_on_only_with_peers_that_were_verified() {
    use sockets::zssl::Resumption;
    let parties = Parties::new();
    let client = parties.device().resumption(Resumption::Memory(16)).build().unwrap();
    let server = parties.server().resumption(Resumption::Memory(16)).build().unwrap();
    for resumed in [false, true] {
        let (client, server) = pair(&client, &server);
        // The ticket of TLS 1.3 comes with the first bytes.
        server.send_all(b"x").unwrap();
        client.recv_exactly(1).unwrap();
        for end in [&client, &server] {
            let info = end.sockets.tls_info(end.fd).unwrap().unwrap();
            assert_eq!((info.resumed, info.verification), (resumed, Verification::Verified));
        }
    }
    let lenient = parties.client().resumption(Resumption::Memory(16)).dangerously_continue_with_bad_server();
    assert_eq!(lenient.build().unwrap_err(), ConfigError::Resumption);
    let lenient = parties.server().resumption(Resumption::Memory(16)).request_client_certificate();
    assert_eq!(lenient.build().unwrap_err(), ConfigError::Resumption);
}

#[test]
fn peers_that_are_known_by_their_keys_must_show_them() {
    let parties = Parties::new();
    let known = || parties.open_server().trust_raw_key(public_pem(&parties.device.key));
    known().require_client_certificate().build().unwrap();
    let error = known().request_client_certificate().build().unwrap_err();
    assert_eq!(error.to_string(), "a peer that is known by its key must show it");
}

#[test]
fn an_element_that_fails_to_verify_is_no_bad_peer_in_any_mode() {
    let parties = Parties::new();
    for version in VERSIONS {
        let element = Element::holding(&parties.device.key);
        element.break_verifying(HwError::NoResponse);
        let options = Options::default().verify_chains();
        let provider = provider(ring::default_provider(), element.table, options);
        let client = TlsContext::client(provider).trust(parties.authority.pem()).server_name("localhost");
        let client = client.dangerously_continue_with_bad_server().versions(&[version]).build().unwrap();
        let (client, _) = meet((&host(), &client), (&host(), &parties.open_server().build().unwrap()));
        let error = client.map(|end| end.fd).unwrap_err();
        assert!(matches!(error, Error::Tls(TlsError::Element(_))), "TLS {version}: {error}");
    }
}
