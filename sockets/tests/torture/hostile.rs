//! Peers that do what no peer should, on purpose: each costs no more than its own connection, and a clear error.

use core::time::Duration;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread;

use sockets::zsock::SocketOption;
use sockets::zssl::TlsError;
use sockets::{Errno, Error};

use crate::guard::gives_back;
use crate::harness::{Parties, VERSIONS, host, listener, meet, pair};
use crate::tap::Tap;

const SHORT: Duration = Duration::from_millis(50);

/// What our server gets from a client that does `behave` and is still there when the handshake has ended.
fn serve(behave: impl FnOnce(&TcpStream) + Send) -> Error {
    let context = Parties::new().open_server().handshake_deadline(SHORT).build().unwrap();
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&context));
    let peer = TcpStream::connect(address).unwrap();
    let (fd, _) = sockets.accept(listening).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| behave(&peer));
        let error = sockets.handshake(fd).unwrap_err();
        // What it failed of is what it says from then on, and nothing goes out.
        assert_eq!(sockets.send_all(fd, b"secret").unwrap_err(), error);
        sockets.close(fd).unwrap();
        sockets.close(listening).unwrap();
        error
    })
}

#[test]
fn a_client_that_says_nothing_is_given_up() {
    gives_back(|| assert_eq!(serve(|_| ()), Error::Tls(TlsError::Deadline)));
}

#[test]
fn a_client_that_drips_is_given_up() {
    gives_back(|| {
        let error = serve(|mut peer| {
            // A handshake message that promises more than the drip will deliver; the drip ends when we are gone.
            _ = peer.write_all(&[22, 3, 1, 0x3f, 0xff, 1, 0, 0x3f, 0xfb]);
            while peer.write_all(&[3]).is_ok() {
                thread::sleep(Duration::from_millis(1));
            }
        });
        assert_eq!(error, Error::Tls(TlsError::Deadline));
    });
}

#[test]
fn a_client_that_only_ends_its_direction_is_told_from_one_that_waits() {
    gives_back(|| {
        let error = serve(|peer| peer.shutdown(Shutdown::Write).unwrap());
        assert_eq!(error, Error::Tls(TlsError::ClosedDuringHandshake));
    });
}

#[test]
fn slow_clients_keep_nobody_else_waiting() {
    gives_back(|| {
        let parties = Parties::new();
        let (client, server) = (parties.client().build().unwrap(), parties.open_server().build().unwrap());
        let (clients, servers) = (host(), host());
        let (listening, address) = listener(&servers, Some(&server));
        // Half-open from the start: each has sent the beginning of a record and will never send the rest.
        let mut slow: Vec<_> = (0..5).map(|_| TcpStream::connect(address).unwrap()).collect();
        slow.iter_mut().for_each(|peer| peer.write_all(&[22, 3, 1]).unwrap());
        let half_open: Vec<_> = slow.iter().map(|_| servers.accept(listening).unwrap().0).collect();
        thread::scope(|scope| {
            let shaking: Vec<_> =
                half_open.iter().map(|fd| scope.spawn(|| servers.handshake(*fd).unwrap_err())).collect();
            let connecting =
                scope.spawn(|| clients.connect_name("127.0.0.1", address.port(), Some(&client)).unwrap());
            let (fd, _) = servers.accept(listening).unwrap();
            servers.send_all(fd, b"x").unwrap();
            let connected = connecting.join().unwrap();
            assert_eq!(clients.recv(connected, &mut [0; 1], sockets::zsock::MsgFlags::NONE).unwrap(), 1);
            half_open.iter().for_each(|fd| servers.close(*fd).unwrap());
            for shaking in shaking {
                assert_eq!(shaking.join().unwrap(), Error::Io(Errno::EBADF));
            }
        });
    });
}

#[test]
fn a_peer_that_is_gone_without_a_word_ends_a_wait_by_its_timeout() {
    gives_back(|| {
        let parties = Parties::new();
        let (client, server) = (parties.client().build().unwrap(), parties.open_server().build().unwrap());
        let (client, server) = pair(&client, &server);
        // The server is half-open: connected, and never again heard of.
        for option in [SocketOption::ReceiveTimeout(Some(SHORT)), SocketOption::SendTimeout(Some(SHORT))] {
            client.sockets.set_option(client.fd, option).unwrap();
        }
        assert_eq!(client.recv(&mut [0; 1]).unwrap_err(), Error::Io(Errno::EAGAIN));
        let full = (0..10_000).find_map(|_| client.send_all(&[0; 16_384]).err());
        assert_eq!(full, Some(Error::Io(Errno::EAGAIN)));
        client.close();
        server.close();
    });
}

#[test]
fn records_of_16_kilobytes_against_a_limit_of_8() {
    gives_back(|| {
        for version in VERSIONS {
            let parties = Parties::new();
            let client = parties.client().versions(&[version]).max_received_len(8192).build().unwrap();
            let server = parties.open_server().max_content_len(16_384).build().unwrap();
            let (client, server) = pair(&client, &server);
            server.send_all(&[1; 8192]).unwrap();
            assert_eq!(client.recv_exactly(8192).unwrap(), [1; 8192]);
            server.send_all(&[2; 16_384]).unwrap();
            assert_eq!(client.recv(&mut [0; 1]).unwrap_err(), Error::Tls(TlsError::TooLong));
            // Only rustls can encrypt an alert, and it has none of the right name for this.
            let told = server.recv(&mut [0; 1]).unwrap_err();
            assert_eq!(told, Error::Tls(TlsError::Alert("decode_error".into())), "TLS {version}");
            client.close();
            server.close();
        }
    });
}

#[test]
fn an_alert_is_no_proper_end_and_a_goodbye_is_no_error() {
    gives_back(|| {
        for version in VERSIONS {
            let parties = Parties::new();
            let client = parties.client().versions(&[version]).build().unwrap();
            let server = parties.open_server().build().unwrap();
            let (client, server) = pair(&client, &server);
            client.close();
            assert_eq!(server.recv(&mut [0; 1]).unwrap(), 0, "TLS {version}: close_notify");
            server.close();
        }
        // An alert of our own making: below TLS, in the clear, where everything must be encrypted.
        let parties = Parties::new();
        let context = parties.client().build().unwrap();
        let tap = Tap::new();
        let server = parties.open_server().build().unwrap();
        let (client, server) = meet((&tap.sockets(), &context), (&host(), &server));
        let (client, server) = (client.unwrap(), server.unwrap());
        tap.corrupt_next();
        client.sockets.shutdown(client.fd, sockets::zsock::Shutdown::Write).unwrap();
        let error = server.recv(&mut [0; 1]).unwrap_err();
        assert_eq!(error.errno(), Errno::EPROTO, "a forged goodbye: {error}");
        client.close();
        server.close();
    });
}

#[test]
fn what_follows_the_goodbye_is_not_received() {
    gives_back(|| {
        let parties = Parties::new();
        let context = parties.open_server().build().unwrap();
        let sockets = host();
        let (listening, address) = listener(&sockets, Some(&context));
        let mut peer = TcpStream::connect(address).unwrap();
        let (fd, _) = sockets.accept(listening).unwrap();
        // A goodbye before anything else, in the clear, and something behind it.
        peer.write_all(&[21, 3, 3, 0, 2, 1, 0]).unwrap();
        peer.write_all(b"and more").unwrap();
        let error = sockets.handshake(fd).unwrap_err();
        assert!(matches!(error, Error::Tls(_)), "{error:?}");
        sockets.close(fd).unwrap();
        let mut answer = Vec::new();
        _ = peer.read_to_end(&mut answer);
        assert!(answer.first().is_none_or(|kind| *kind == 21), "at most an alert: {answer:?}");
        sockets.close(listening).unwrap();
    });
}
