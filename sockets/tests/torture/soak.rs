//! Connections by the thousand leave nothing behind.

use core::time::Duration;
use std::net::TcpListener;
use std::thread;

use sockets::zsock::{MsgFlags, SocketOption};

use crate::guard::{alone, heap, sockets};
use crate::harness::{End, Parties, host, listener, stream};

/// Runs `round` often, after once to make what is kept, and finds nothing left of any.
fn leaves_nothing(rounds: usize, mut round: impl FnMut()) {
    round();
    let before = (sockets(), heap());
    (0..rounds).for_each(|_| round());
    assert_eq!(sockets(), before.0, "sockets that stay open");
    let grown = heap() - before.1;
    // Less than a byte per connection is none.
    assert!(grown < isize::try_from(rounds).unwrap(), "{grown} bytes are left of {rounds} connections");
}

/// Connects, says something, is answered, and closes, so often.
fn plain(rounds: usize) {
    let _alone = alone();
    let (clients, servers) = (host(), host());
    let (listening, address) = listener(&servers, None);
    leaves_nothing(rounds, || {
        let client = End { sockets: clients.clone(), fd: stream(&clients, None) };
        clients.connect(client.fd, &address).unwrap();
        let server = End { sockets: servers.clone(), fd: servers.accept(listening).unwrap().0 };
        client.send_all(b"question").unwrap();
        assert_eq!(server.recv_exactly(8).unwrap(), b"question");
        server.send_all(b"answer").unwrap();
        server.close();
        assert_eq!(client.recv_exactly(6).unwrap(), b"answer");
        assert_eq!(client.recv(&mut [0; 1]).unwrap(), 0);
        client.close();
    });
}

fn secure(rounds: usize) {
    let _alone = alone();
    let parties = Parties::new();
    let (client, server) = (parties.client().build().unwrap(), parties.open_server().build().unwrap());
    let (clients, servers) = (host(), host());
    let (listening, address) = listener(&servers, Some(&server));
    thread::scope(|scope| {
        // One thread for all of them: a thread of its own for each would be counted too.
        let serving = scope.spawn(|| {
            for _ in 0..=rounds {
                let end = End { sockets: servers.clone(), fd: servers.accept(listening).unwrap().0 };
                assert_eq!(end.recv_exactly(8).unwrap(), b"question");
                end.send_all(b"answer").unwrap();
                assert_eq!(end.recv(&mut [0; 1]).unwrap(), 0);
                end.close();
            }
        });
        leaves_nothing(rounds, || {
            let end = End { sockets: clients.clone(), fd: stream(&clients, Some(&client)) };
            clients.connect(end.fd, &address).unwrap();
            end.send_all(b"question").unwrap();
            assert_eq!(end.recv_exactly(6).unwrap(), b"answer");
            end.sockets.shutdown(end.fd, sockets::zsock::Shutdown::Write).unwrap();
            // The server's goodbye comes when it has closed.
            assert_eq!(end.recv(&mut [0; 1]).unwrap(), 0);
            end.close();
        });
        serving.join().unwrap();
    });
}

/// As many sessions open at the same time, each of which then carries data both ways.
fn at_once(connections: usize) {
    let _alone = alone();
    let parties = Parties::new();
    let (client, server) = (parties.client().build().unwrap(), parties.open_server().build().unwrap());
    let (clients, servers) = (host(), host());
    let (listening, address) = listener(&servers, Some(&server));
    thread::scope(|scope| {
        let serving = scope.spawn(|| {
            let open: Vec<_> = (0..connections)
                .map(|_| {
                    let (fd, _) = servers.accept(listening).unwrap();
                    servers.handshake(fd).unwrap();
                    fd
                })
                .collect();
            for fd in &open {
                let mut byte = [0];
                assert_eq!(servers.recv(*fd, &mut byte, MsgFlags::NONE).unwrap(), 1);
                servers.send_all(*fd, &byte).unwrap();
            }
            open.into_iter().for_each(|fd| servers.close(fd).unwrap());
        });
        let open: Vec<_> = (0..connections)
            .map(|_| clients.connect_name("127.0.0.1", address.port(), Some(&client)).unwrap())
            .collect();
        for (number, fd) in (0_u8..=255).cycle().zip(&open) {
            clients.send_all(*fd, &[number]).unwrap();
        }
        for (number, fd) in (0_u8..=255).cycle().zip(&open) {
            let mut byte = [0];
            assert_eq!(clients.recv(*fd, &mut byte, MsgFlags::NONE).unwrap(), 1);
            assert_eq!(byte, [number], "each has its own");
        }
        serving.join().unwrap();
        for fd in open {
            assert_eq!(clients.recv(fd, &mut [0; 1], MsgFlags::NONE).unwrap(), 0);
            clients.close(fd).unwrap();
        }
    });
    assert_eq!(servers.close(listening), Ok(()));
}

/// After which nobody is expected any more.
const PATIENCE: Duration = Duration::from_secs(60);

/// As many handshakes at the same time, each with a thread of its own on either side.
fn handshakes_at_once(connections: usize) {
    let _alone = alone();
    let parties = Parties::new();
    let (client, server) = (parties.client().build().unwrap(), parties.open_server().build().unwrap());
    let (clients, servers) = (host(), host());
    let (listening, address) = listener(&servers, Some(&server));
    // Room for all: whom a full queue turns away comes back later and later, until its handshake has no time left.
    servers.listen(listening, u32::try_from(connections).unwrap()).unwrap();
    // A client that failed is one that never comes: better to say so than to wait for it.
    servers.set_option(listening, SocketOption::ReceiveTimeout(Some(PATIENCE))).unwrap();
    thread::scope(|scope| {
        for _ in 0..connections {
            scope.spawn(|| {
                let fd = clients.connect_name("127.0.0.1", address.port(), Some(&client)).unwrap();
                let mut byte = [0];
                assert_eq!(clients.recv(fd, &mut byte, MsgFlags::NONE).unwrap(), 1);
                clients.close(fd).unwrap();
            });
        }
        for _ in 0..connections {
            let (fd, _) = servers.accept(listening).unwrap();
            let servers = &servers;
            scope.spawn(move || {
                servers.send_all(fd, b"x").unwrap();
                _ = servers.recv(fd, &mut [0; 1], MsgFlags::NONE);
                servers.close(fd).unwrap();
            });
        }
    });
    assert_eq!(servers.close(listening), Ok(()));
}

#[test]
fn a_thousand_plain_connections_leave_nothing() {
    plain(1000);
}

#[test]
fn secure_connections_leave_nothing() {
    secure(50);
}

#[test]
fn sessions_that_are_open_at_once_do_not_mix() {
    at_once(50);
}

#[test]
fn handshakes_go_on_at_once() {
    handshakes_at_once(30);
}

#[test]
#[ignore = "takes long: cargo test -p hwcrypto-sockets --test torture -- --ignored soak"]
fn soak_ten_thousand_plain_connections() {
    plain(10_000);
}

#[test]
#[ignore = "takes long: cargo test -p hwcrypto-sockets --test torture -- --ignored soak"]
fn soak_five_hundred_secure_connections() {
    secure(500);
}

#[test]
#[ignore = "takes long: cargo test -p hwcrypto-sockets --test torture -- --ignored soak"]
fn soak_five_hundred_sessions_at_once() {
    at_once(500);
}

#[test]
#[ignore = "takes long: cargo test -p hwcrypto-sockets --test torture -- --ignored soak"]
fn soak_five_hundred_handshakes_at_once() {
    handshakes_at_once(500);
}

#[test]
fn a_listener_that_refuses_leaves_nothing() {
    let _alone = alone();
    let gone = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = gone.local_addr().unwrap();
    drop(gone);
    let context = Parties::new().client().build().unwrap();
    let clients = host();
    leaves_nothing(1000, || {
        clients.connect_name("127.0.0.1", address.port(), Some(&context)).unwrap_err();
        let fd = stream(&clients, Some(&context));
        clients.connect(fd, &address).unwrap_err();
        clients.close(fd).unwrap();
    });
}
