//! What secure sockets do with a peer's certificates, in each mode.

use alloc::sync::Arc;
use core::time::Duration;

use rustls::pki_types::UnixTime;
use sockets::zssl::{ClientSide, ContextBuilder, Diagnosis, TlsContext, TlsInfo, Verification, VerifyPolicy};
use tls_glue::{Clock, Place};

use crate::harness::{Parties, VERSIONS, crypto, host, in_memory, meet, pair};
use crate::pki::{Authority, Issued};

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
    let unknown = Diagnosis::UnknownIssuer { place: Place::Own, issuer: "stranger".into() };
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
    let unknown = Diagnosis::UnknownIssuer { place: Place::Own, issuer: "theirs".into() };
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
