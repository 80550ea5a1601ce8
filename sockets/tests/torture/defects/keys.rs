//! A key belongs to its context: no other socket, and no switch, takes it away or puts another in its place.

use alloc::sync::Arc;
use std::thread;

use hwcrypto_api::{KeyRef, installed};
use sockets::gzsock::Gzsock;
use sockets::zssl::{Identity, TlsContext};

use crate::element::{Element, SLOT};
use crate::guard::gives_back;
use crate::harness::{End, Parties, host, in_memory, listener, stream};
use crate::pki::Issued;

/// Connects `fd` to a server that requires a certificate; gives the one that it saw.
fn shown(parties: &Parties, sockets: &Arc<Gzsock>, fd: sockets::zsock::Fd) -> Vec<u8> {
    let servers = host();
    let (listening, address) = listener(&servers, Some(&parties.server().build().unwrap()));
    let seen = thread::scope(|scope| {
        let serving = scope.spawn(|| {
            let (fd, _) = servers.accept(listening).unwrap();
            servers.handshake(fd).unwrap();
            servers.send_all(fd, b"x").unwrap();
            let info = servers.tls_info(fd).unwrap().unwrap();
            servers.close(fd).unwrap();
            info.peer_certificates[0].clone()
        });
        sockets.connect(fd, &address).unwrap();
        let end = End { sockets: Arc::clone(sockets), fd };
        assert_eq!(end.recv_exactly(1).unwrap(), b"x");
        end.close();
        serving.join().unwrap()
    });
    servers.close(listening).unwrap();
    seen
}

fn leaf(issued: &Issued) -> Vec<u8> {
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    CertificateDer::from_pem_slice(issued.chain.as_bytes()).unwrap().to_vec()
}

/// A device with its key in an element, and a context of another one with its key in memory.
fn two_devices(parties: &Parties) -> (Element, TlsContext, TlsContext, Issued) {
    let element = Element::holding(&parties.device.key);
    let identity = Identity::element(&parties.device.chain, element.table, KeyRef::slot(SLOT));
    let in_element = parties.client().identity(identity).build().unwrap();
    let other = parties.authority.issue("another device");
    let in_software = parties.client().identity(in_memory(&other)).build().unwrap();
    (element, in_element, in_software, other)
}

#[test]
fn a_socket_that_is_made_in_between_neither_takes_the_elements_key_nor_disables_it() {
    gives_back(|| {
        let parties = Parties::new();
        let (element, in_element, in_software, other) = two_devices(&parties);
        let sockets = host();
        let first = stream(&sockets, Some(&in_element));
        let second = stream(&sockets, Some(&in_software));
        assert_eq!(shown(&parties, &sockets, second), leaf(&other));
        assert_eq!(element.counts().p256_sign, 0, "the key in memory signs for itself");
        assert_eq!(shown(&parties, &sockets, first), leaf(&parties.device));
        assert_eq!(element.counts().p256_sign, 1);
    });
}

#[test]
fn a_socket_that_goes_takes_no_other_sockets_key_along() {
    gives_back(|| {
        let parties = Parties::new();
        let (element, in_element, in_software, _) = two_devices(&parties);
        let sockets = host();
        // The first of all, as the original cleared the first one's key with any other.
        let first = stream(&sockets, Some(&in_element));
        for context in [&in_software, &in_element] {
            let other = stream(&sockets, Some(context));
            sockets.close(other).unwrap();
        }
        assert_eq!(shown(&parties, &sockets, first), leaf(&parties.device));
        assert_eq!(element.counts().p256_sign, 1);
    });
}

#[test]
fn the_switch_of_the_installed_element_changes_no_context_that_is_made() {
    gives_back(|| {
        let parties = Parties::new();
        let element = Element::holding(&parties.device.key);
        installed::init(Some(element.table));
        assert!(installed::enable());
        let identity = Identity::slot(&parties.device.chain, SLOT);
        let context = parties.client().identity(identity).build().unwrap();
        let sockets = host();
        let fd = stream(&sockets, Some(&context));
        installed::disable();
        installed::init(None);
        assert_eq!(shown(&parties, &sockets, fd), leaf(&parties.device));
        assert_eq!(element.counts().p256_sign, 1);
    });
}
