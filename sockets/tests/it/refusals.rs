//! Every refusal says which one it is, on both sides, and nothing is sent past one.

use hwcrypto_api::{Error as HwError, KeyRef};
use sockets::zssl::{Identity, TlsContext, TlsError};
use sockets::{ConfigError, Error};
use tls_glue::{Diagnosis, ElementFailure, Operation, Position};

use crate::element::{Element, SLOT};
use crate::harness::{End, Parties, VERSIONS, crypto, host, in_memory, meet, stream};
use crate::pki::Authority;
use crate::tap::Tap;

/// What each side got, the client after its first receive: TLS 1.3 refuses a client's certificate only then.
fn outcome(client: &TlsContext, server: &TlsContext) -> (Option<TlsError>, Option<TlsError>) {
    let (client, server) = meet((&host(), client), (&host(), server));
    let client = client.and_then(|client| client.recv(&mut [0; 1]).map(|_| ()));
    (tls_error(client), tls_error(server.map(|server| server.close())))
}

fn tls_error(outcome: Result<(), Error>) -> Option<TlsError> {
    match outcome {
        Ok(()) => None,
        Err(Error::Tls(error)) => Some(error),
        Err(error) => panic!("not a TLS error: {error}"),
    }
}

fn refused(alert: &str) -> Option<TlsError> {
    Some(TlsError::CertificateRefused(alert.into()))
}

fn unknown(issuer: &str) -> TlsError {
    TlsError::Certificate(Diagnosis::UnknownIssuer { position: Position::Own, issuer: issuer.into() })
}

#[test]
fn a_server_of_another_authority() {
    let ours = Parties::of("authority");
    let forged = Diagnosis::WrongIssuerKey { position: Position::Own, issuer: "authority".into() };
    for (name, expected, alert) in [
        ("another", unknown("another"), "unknown_ca"),
        // The name is right, the key is not: somebody made the authority anew.
        ("authority", TlsError::Certificate(forged), "bad_certificate"),
    ] {
        for version in VERSIONS {
            let client = ours.device().versions(&[version]).build().unwrap();
            let theirs = Parties::of(name).open_server().build().unwrap();
            let (client, server) = outcome(&client, &theirs);
            assert_eq!(client, Some(expected.clone()), "{name}, TLS {version}");
            let server = server.unwrap().to_string();
            assert!(server.ends_with(alert), "{name}, TLS {version}: {server}");
        }
    }
}

#[test]
fn a_server_whose_certificate_has_expired_or_is_not_valid_yet() {
    let parties = Parties::new();
    for (from, to, expected) in
        [(2001, 2002, "has expired on 2002-01-01"), (2110, 2120, "is not valid yet, but from 2110-01-01 on")]
    {
        let issued = parties.authority.issue_between("localhost", from, to);
        let server = TlsContext::server(crypto()).identity(in_memory(&issued)).build().unwrap();
        let (client, _) = outcome(&parties.device().build().unwrap(), &server);
        let expected = format!("the peer's certificate {expected}; check it, and the clock of this host");
        assert_eq!(client.unwrap().to_string(), expected);
    }
}

#[test]
fn a_server_of_another_name() {
    let parties = Parties::new();
    for name in ["example.org", "127.0.0.1"] {
        let client =
            TlsContext::client(crypto()).trust(parties.authority.pem()).server_name(name).build().unwrap();
        let (client, server) = outcome(&client, &parties.open_server().build().unwrap());
        let error = client.unwrap();
        let presented = vec!["localhost".into()];
        assert_eq!(error, TlsError::Certificate(Diagnosis::WrongName { expected: name.into(), presented }),);
        assert!(error.to_string().contains("localhost"), "{error}");
        assert_eq!(server, refused("bad_certificate"));
    }
}

#[test]
fn an_address_can_be_the_name() {
    let parties = Parties::new();
    let issued = parties.authority.issue("127.0.0.1");
    let server = TlsContext::server(crypto()).identity(in_memory(&issued)).build().unwrap();
    let client =
        TlsContext::client(crypto()).trust(parties.authority.pem()).server_name("127.0.0.1").build().unwrap();
    let (client, server) = meet((&host(), &client), (&host(), &server));
    client.unwrap();
    server.unwrap();
}

#[test]
fn a_client_without_a_certificate() {
    let parties = Parties::new();
    for version in VERSIONS {
        let client = parties.client().versions(&[version]).build().unwrap();
        let (client, server) = outcome(&client, &parties.server().build().unwrap());
        assert_eq!(server, Some(TlsError::NoPeerCertificate), "TLS {version}");
        assert_eq!(client, refused("certificate_required"), "TLS {version}");
        let text = client.unwrap().to_string();
        assert_eq!(text, "the peer refused our certificate: alert certificate_required");
    }
}

#[test]
fn a_refused_client_that_only_sends_learns_why() {
    let parties = Parties::new();
    let client = parties.client().build().unwrap();
    let (client, server) = meet((&host(), &client), (&host(), &parties.server().build().unwrap()));
    assert!(server.is_err());
    let client = client.unwrap();
    let error = (0..1000).find_map(|_| client.send_all(&[0; 1024]).err()).unwrap();
    assert_eq!(error, Error::Tls(TlsError::CertificateRefused("certificate_required".into())));
}

#[test]
fn a_client_of_another_authority_or_with_an_expired_certificate() {
    let parties = Parties::new();
    let stranger = Authority::new("stranger").issue("device");
    let expired = parties.authority.issue_between("device", 2001, 2002);
    for (issued, ours, theirs) in [
        (stranger, "comes from `stranger`", "unknown_ca"),
        (expired, "has expired on 2002-01-01", "certificate_expired"),
    ] {
        let client = parties.client().identity(in_memory(&issued)).build().unwrap();
        let (client, server) = outcome(&client, &parties.server().build().unwrap());
        let server = server.unwrap().to_string();
        assert!(server.contains(ours), "{server}");
        assert_eq!(client, refused(theirs));
    }
}

#[test]
fn no_version_in_common() {
    let parties = Parties::new();
    let [old, new] = VERSIONS;
    for (client, server) in [(old, new), (new, old)] {
        let client = parties.device().versions(&[client]).build().unwrap();
        let server = parties.server().versions(&[server]).build().unwrap();
        let (client, server) = outcome(&client, &server);
        assert_eq!(client, Some(TlsError::Alert("protocol_version".into())));
        assert_eq!(server, Some(TlsError::Incompatible("no TLS version".into())));
    }
}

#[test]
fn a_certificate_of_another_slot_fails_before_anything_is_sent() {
    let parties = Parties::new();
    let element = Element::holding(&parties.server.key);
    let tap = Tap::new();
    let identity = Identity::element(&parties.device.chain, element.table, KeyRef::slot(SLOT));
    let sockets = tap.sockets();
    let error = parties
        .client()
        .identity(identity)
        .build()
        .map(|context| stream(&sockets, Some(&context)))
        .unwrap_err();
    let mismatch = tls_glue::Error::KeyMismatch(KeyRef::slot(SLOT));
    assert_eq!(error, ConfigError::Element(mismatch));
    assert_eq!((tap.opened(), tap.sent().len()), (0, 0));
    assert_eq!(element.counts().p256_sign, 0);
}

#[test]
fn an_element_that_fails_to_sign_is_named() {
    let parties = Parties::new();
    for version in VERSIONS {
        let element = Element::holding(&parties.device.key);
        let identity = Identity::element(&parties.device.chain, element.table, KeyRef::slot(SLOT));
        element.break_signing(HwError::NoResponse);
        let client = parties.client().identity(identity).versions(&[version]).build().unwrap();
        let (client, server) = meet((&host(), &client), (&host(), &parties.server().build().unwrap()));
        let error = client.map(|client: End| client.fd).unwrap_err();
        let failure = ElementFailure::new(Operation::Sign, Some(KeyRef::slot(SLOT)), HwError::NoResponse);
        assert_eq!(error, Error::Tls(TlsError::Element(failure)));
        assert_eq!(
            error.to_string(),
            "the crypto element could not sign with slot 2: \
             the crypto element does not answer; check its power, bus and address",
        );
        assert!(server.is_err());
    }
}

#[test]
fn a_failed_session_stays_failed() {
    let (ours, theirs) = (Parties::of("ours"), Parties::of("theirs"));
    let server = theirs.open_server().build().unwrap();
    let (sockets, context) = (host(), ours.device().build().unwrap());
    let (listening, address) = crate::harness::listener(&sockets, Some(&server));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (fd, _) = sockets.accept(listening).unwrap();
            sockets.handshake(fd).unwrap_err();
        });
        let fd = stream(&sockets, Some(&context));
        let failure = Error::Tls(unknown("theirs"));
        assert_eq!(sockets.connect(fd, &address).unwrap_err(), failure);
        assert_eq!(sockets.send_all(fd, b"x").unwrap_err(), failure);
        assert_eq!(sockets.handshake(fd).unwrap_err(), failure);
    });
}
