//! Nothing leaves a secure socket in the clear, and whoever is asked for knows it.

use alloc::sync::Arc;

use sockets::driver::host::HostSockets;
use sockets::zsock::{Domain, MsgFlags, Protocol, SockType};
use sockets::zssl::TlsContext;
use sockets::{Errno, Error};

use crate::guard::gives_back;
use crate::harness::{End, Parties, crypto, host, listener, meet, pair, stream};
use crate::pki::Authority;
use crate::tap::{Tap, record_types};

fn contains(wire: &[u8], text: &[u8]) -> bool {
    wire.windows(text.len()).any(|window| window == text)
}

#[test]
fn a_secure_socket_without_a_connection_sends_nothing() {
    gives_back(|| {
        let tap = Tap::new();
        let sockets = tap.sockets();
        let context = Parties::new().client().build().unwrap();
        let plain = host();
        let (listening, address) = listener(&plain, None);
        let fd = stream(&sockets, Some(&context));
        assert_eq!(sockets.send(fd, b"secret", MsgFlags::NONE), Err(Error::Io(Errno::ENOTCONN)));
        let past = sockets.sendto(fd, b"secret", MsgFlags::NONE, &address);
        assert_eq!(past, Err(Error::Io(Errno::EOPNOTSUPP)));
        let datagrams = sockets.socket(Domain::Inet, SockType::Datagram, Protocol::Default, Some(&context));
        assert_eq!(datagrams, Err(Error::Io(Errno::EPROTOTYPE)), "no TLS over UDP that is none");
        assert!(tap.sent().is_empty());
        sockets.close(fd).unwrap();
        plain.close(listening).unwrap();
    });
}

#[test]
fn sockets_are_handed_over_only_when_none_is_open_or_all_are_closed() {
    gives_back(|| {
        let parties = Parties::new();
        let tap = Tap::new();
        let client = parties.client().build().unwrap();
        let server = parties.open_server().build().unwrap();
        let (client, server) = meet((&tap.sockets(), &client), (&host(), &server));
        let (client, server) = (client.unwrap(), server.unwrap());
        let refused = client.sockets.hand_over(Arc::new(HostSockets::new()), false);
        assert_eq!(refused.err(), Some(Errno::EBUSY));
        assert!(client.sockets.is_secure(client.fd).unwrap(), "it is what it was");
        client.send_all(b"secret").unwrap();
        assert_eq!(server.recv_exactly(6).unwrap(), b"secret");

        let next = client.sockets.hand_over(Arc::new(HostSockets::new()), true).unwrap();
        for sockets in [&*client.sockets, &next] {
            assert_eq!(sockets.send(client.fd, b"secret", MsgFlags::NONE), Err(Error::Io(Errno::EBADF)));
        }
        assert_eq!(server.recv(&mut [0; 1]), Ok(0), "the peer was told");
        assert!(!contains(&tap.sent(), b"secret"));
        record_types(&tap.sent());
        server.close();
    });
}

#[test]
fn the_name_is_sent_and_checked_whatever_else_is_set() {
    gives_back(|| {
        let parties = Parties::new();
        let server = parties.open_server().build().unwrap();
        // Without any authority: the server has to know whom it is asked for all the same.
        let careless = TlsContext::client(crypto()).server_name("localhost").dangerously_accept_any_server();
        let tap = Tap::new();
        let (client, served) = meet((&tap.sockets(), &careless.build().unwrap()), (&host(), &server));
        assert!(contains(&tap.sent(), b"localhost"));
        client.unwrap().close();
        served.unwrap().close();
        // With one: what a lookup was asked for is no proof, the context's name is.
        let other = TlsContext::client(crypto()).trust(parties.authority.pem()).server_name("other.example");
        let other = other.build().unwrap();
        let (client, served) = meet((&host(), &other), (&host(), &server));
        let error = client.map(|_| ()).unwrap_err();
        assert!(error.to_string().contains("other.example"), "{error}");
        served.map(|_| ()).unwrap_err();
    });
}

#[test]
fn a_bundle_of_authorities_beyond_65535_bytes_is_read_whole() {
    gives_back(|| {
        let parties = Parties::new();
        let other = Authority::new("another").pem();
        let mut bundle = other.repeat(66_000 / other.len() + 1);
        assert!(bundle.len() > 65_535);
        bundle += &parties.authority.pem();
        let context = TlsContext::client(crypto()).trust(bundle).server_name("localhost").build().unwrap();
        let (client, server) = pair(&context, &parties.open_server().build().unwrap());
        client.close();
        server.close();
    });
}

#[test]
fn what_a_secure_listener_accepts_is_secure_before_its_first_byte() {
    gives_back(|| {
        let context = Parties::new().open_server().build().unwrap();
        let sockets = host();
        for (context, secure) in [(Some(&context), true), (None, false)] {
            let (listening, address) = listener(&sockets, context);
            let client = stream(&sockets, None);
            sockets.connect(client, &address).unwrap();
            let (accepted, _) = sockets.accept(listening).unwrap();
            assert_eq!(sockets.is_secure(accepted), Ok(secure));
            assert_eq!(sockets.is_secure(listening), Ok(secure));
            for fd in [client, accepted, listening] {
                sockets.close(fd).unwrap();
            }
        }
    });
}

#[test]
fn a_peer_tells_what_it_is() {
    gives_back(|| {
        let parties = Parties::new();
        let client = parties.device().build().unwrap();
        let (client, server) = pair(&client, &parties.server().build().unwrap());
        for End { sockets, fd } in [&client, &server] {
            let info = sockets.tls_info(*fd).unwrap().unwrap();
            assert!(info.peer_verified && !info.peer_certificates.is_empty(), "{info:?}");
        }
        client.close();
        server.close();
    });
}
