//! What does not hold together is found when a context is built or a socket is made, in words that help.

use hwcrypto_api::{KeyRef, installed};
use sockets::zsock::{Domain, MsgFlags, Protocol, Shutdown, SockType};
use sockets::zssl::{Identity, TlsContext};
use sockets::{ConfigError, Errno, Error};
use tls_glue::Wait;

use crate::element::{Element, SLOT};
use crate::harness::{Parties, crypto, host, listener, pair, stream};

#[test]
fn a_client_needs_a_name_and_somebody_to_trust() {
    let parties = Parties::new();
    let nameless = TlsContext::client(crypto()).trust(parties.authority.pem()).build();
    assert_eq!(nameless.unwrap_err(), ConfigError::NoServerName);
    let trusting_nobody = TlsContext::client(crypto()).server_name("localhost").build();
    assert_eq!(trusting_nobody.unwrap_err(), ConfigError::NoTrustRoots);
    let odd = TlsContext::client(crypto()).trust(parties.authority.pem()).server_name("no such name").build();
    assert_eq!(odd.unwrap_err(), ConfigError::ServerName("no such name".into()));
}

#[test]
fn a_server_needs_an_identity_and_whoever_requires_certificates_needs_roots() {
    let parties = Parties::new();
    assert_eq!(TlsContext::server(crypto()).build().unwrap_err(), ConfigError::NoIdentity);
    let rootless = parties.open_server().require_client_certificate().build();
    assert_eq!(rootless.unwrap_err(), ConfigError::NoTrustRoots);
}

#[test]
fn text_without_certificate_or_key_is_told_from_broken_text() {
    let parties = Parties::new();
    let build = |chain: &str, key: &str| parties.client().identity(Identity::pem(chain, key)).build();
    let (chain, key) = (parties.device.chain.as_str(), parties.device.key.as_str());
    assert_eq!(build("", key).unwrap_err(), ConfigError::NoCertificate("certificate chain"));
    assert_eq!(build(key, key).unwrap_err(), ConfigError::NoCertificate("certificate chain"));
    assert_eq!(build(chain, chain).unwrap_err(), ConfigError::NoPrivateKey);
    let half = &chain[..chain.len() / 2];
    assert!(matches!(build(half, key), Err(ConfigError::Pem { purpose: "certificate chain", .. })));
    let no_root = TlsContext::client(crypto()).server_name("localhost").trust("nothing here").build();
    let error = no_root.unwrap_err();
    assert_eq!(error.to_string(), "there is no certificate in the trust roots; give PEM or DER");
    build(chain, key).unwrap();
}

#[test]
fn a_certificate_of_another_key_in_memory_is_refused() {
    let parties = Parties::new();
    let identity = Identity::pem(&parties.device.chain, &parties.server.key);
    assert_eq!(parties.client().identity(identity).build().unwrap_err(), ConfigError::KeyMismatch);
}

#[test]
fn der_is_as_good_as_pem() {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
    let parties = Parties::new();
    let certificate = CertificateDer::from_pem_slice(parties.device.chain.as_bytes()).unwrap();
    let key = PrivateKeyDer::from_pem_slice(parties.device.key.as_bytes()).unwrap();
    let root = CertificateDer::from_pem_slice(parties.authority.pem().as_bytes()).unwrap();
    let client = TlsContext::client(crypto())
        .trust(&root)
        .server_name("localhost")
        .identity(Identity::der([&certificate], key.secret_der()))
        .build()
        .unwrap();
    let (_, server) = pair(&client, &parties.server().build().unwrap());
    let info = server.sockets.tls_info(server.fd).unwrap().unwrap();
    assert_eq!(info.peer_certificates, [certificate.to_vec()]);
}

#[test]
fn a_slot_is_one_of_the_installed_element() {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    let build = || parties.client().identity(Identity::slot(&parties.device.chain, SLOT)).build();
    // No other test of this program touches the installed element.
    assert_eq!(build().unwrap_err(), ConfigError::NoElement);
    installed::init(Some(element.table));
    assert_eq!(build().unwrap_err(), ConfigError::NoElement, "it is stored but not in use");
    assert!(installed::enable());
    let client = build().unwrap();
    installed::init(None);
    // The context keeps the element on which it was made.
    pair(&client, &parties.server().build().unwrap());
    assert_eq!(element.counts().p256_sign, 1);
}

#[test]
fn a_context_is_for_one_side_and_for_streams() {
    let parties = Parties::new();
    let (client, server) = (parties.client().build().unwrap(), parties.server().build().unwrap());
    let sockets = host();
    let role = Error::Config(ConfigError::Role);
    let fd = stream(&sockets, Some(&client));
    assert_eq!(sockets.listen(fd, 1).unwrap_err(), role);
    assert_eq!(sockets.accept(fd).unwrap_err(), role);
    let fd = stream(&sockets, Some(&server));
    assert_eq!(sockets.connect(fd, &"127.0.0.1:1".parse().unwrap()).unwrap_err(), role);
    for (sock_type, protocol) in [(SockType::Datagram, Protocol::Default), (SockType::Stream, Protocol::Udp)]
    {
        let error = sockets.socket(Domain::Inet, sock_type, protocol, Some(&client)).unwrap_err();
        assert_eq!(error, Error::Io(Errno::EPROTOTYPE));
    }
}

#[test]
fn nothing_goes_past_tls() {
    let parties = Parties::new();
    let (client, server) = (parties.device().build().unwrap(), parties.server().build().unwrap());
    let sockets = host();
    let unconnected = stream(&sockets, Some(&client));
    let (listening, _) = listener(&sockets, Some(&server));
    for fd in [unconnected, listening] {
        let not_connected = Error::Io(Errno::ENOTCONN);
        assert_eq!(sockets.send(fd, b"x", MsgFlags::NONE).unwrap_err(), not_connected);
        assert_eq!(sockets.recv(fd, &mut [0; 1], MsgFlags::NONE).unwrap_err(), not_connected);
        assert_eq!(sockets.shutdown(fd, Shutdown::Write).unwrap_err(), not_connected);
        assert_eq!(sockets.handshake(fd).unwrap_err(), not_connected);
    }
    let (client, server) = pair(&client, &server);
    let unsupported = Error::Io(Errno::EOPNOTSUPP);
    for end in [client, server] {
        let (sockets, fd) = (end.sockets, end.fd);
        let to = sockets.getpeername(fd).unwrap();
        assert_eq!(sockets.sendto(fd, b"x", MsgFlags::NONE, &to).unwrap_err(), unsupported);
        assert_eq!(sockets.recvfrom(fd, &mut [0; 1], MsgFlags::NONE).unwrap_err(), unsupported);
        assert_eq!(sockets.send(fd, b"x", MsgFlags::PEEK).unwrap_err(), unsupported);
        assert!(sockets.is_secure(fd).unwrap());
    }
}

#[test]
fn a_busy_element_is_said_to_be_busy_unless_it_is_waited_for() {
    let parties = Parties::new();
    let element = Element::holding(&parties.device.key);
    let key = KeyRef::slot(SLOT);
    let identity = Identity::element(&parties.device.chain, element.table, key).wait(Wait::NONE);
    let build = || parties.client().identity(identity.clone()).build();
    let busy = tls_glue::Error::Element { key, error: hwcrypto_api::Error::Busy };
    assert_eq!(element.busy_while(build).unwrap_err(), ConfigError::Element(busy));
    build().unwrap();
}
