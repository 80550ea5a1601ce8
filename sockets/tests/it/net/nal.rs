//! Programs that are written for embedded-nal: they know neither what carries their connections nor whether it is
//! secure.

use std::io::{Read, Write};
use std::net;
use std::thread;

use embedded_nal::{TcpClientStack, TcpError, TcpErrorKind, TcpFullStack, nb};
use sockets::net::{NalError, NalStack, NalTcpSocket, SecureListener};
use sockets::zssl::TlsError;
use sockets::{Errno, Error};

use super::{anywhere, client_config, rustls_client};
use crate::harness::{Parties, host};

/// Sends a line to a server and gives all that it says.
fn ask<S: TcpClientStack>(
    stack: &mut S,
    socket: &mut S::TcpSocket,
    server: net::SocketAddr,
) -> Result<Vec<u8>, S::Error> {
    nb::block!(stack.connect(socket, server))?;
    let mut rest = &b"question\n"[..];
    while !rest.is_empty() {
        rest = &rest[nb::block!(stack.send(socket, rest))?..];
    }
    let (mut said, mut buffer) = (Vec::new(), [0; 4]);
    loop {
        match nb::block!(stack.receive(socket, &mut buffer)) {
            Ok(len) => said.extend_from_slice(&buffer[..len]),
            Err(error) if error.kind() == TcpErrorKind::PipeClosed => return Ok(said),
            Err(error) => return Err(error),
        }
    }
}

/// Accepts one connection at a bound socket, sends back what comes until a line is over, and closes.
fn answer<S: TcpFullStack>(stack: &mut S, listening: &mut S::TcpSocket) -> Result<(), S::Error> {
    let (mut socket, _) = nb::block!(stack.accept(listening))?;
    let mut buffer = [0; 16];
    loop {
        let len = nb::block!(stack.receive(&mut socket, &mut buffer))?;
        let mut rest = &buffer[..len];
        while !rest.is_empty() {
            rest = &rest[nb::block!(stack.send(&mut socket, rest))?..];
        }
        if buffer[..len].ends_with(b"\n") {
            return stack.close(socket);
        }
    }
}

/// A listening socket of the stack, and where it listens.
fn listening(stack: &mut NalStack) -> (NalTcpSocket, net::SocketAddr) {
    // A port that was free a moment ago: these traits do not say which one was chosen.
    let free = net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut socket = stack.socket().unwrap();
    stack.bind(&mut socket, free.port()).unwrap();
    stack.listen(&mut socket).unwrap();
    (socket, free)
}

#[test]
fn a_plain_client_asks_a_server_of_the_standard_library() {
    let listener = net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let (mut theirs, _) = listener.accept().unwrap();
        let mut question = [0; 9];
        theirs.read_exact(&mut question).unwrap();
        theirs.write_all(b"answer to ").unwrap();
        theirs.write_all(&question).unwrap();
    });
    let mut stack = NalStack::plain(host());
    assert!(!stack.is_secure());
    let mut socket = stack.socket().unwrap();
    assert_eq!(ask(&mut stack, &mut socket, address).unwrap(), b"answer to question\n");
    assert_eq!(socket.info(), None);
    server.join().unwrap();
}

#[test]
fn the_same_client_asks_under_tls_and_sees_it() {
    let parties = Parties::new();
    let context = parties.server().build().unwrap();
    let listener = SecureListener::bind(&host(), &context, &anywhere()).unwrap();
    let address = listener.local_addr().unwrap();
    let server = thread::spawn(move || {
        let mut ours = listener.accept().unwrap().0;
        let mut question = [0; 9];
        ours.read_exact(&mut question).unwrap();
        ours.write_all(&question).unwrap();
    });
    let mut stack = NalStack::secure(host(), parties.device().build().unwrap());
    assert!(stack.is_secure());
    let mut socket = stack.socket().unwrap();
    assert_eq!(socket.info(), None);
    assert_eq!(ask(&mut stack, &mut socket, address).unwrap(), b"question\n");
    assert!(socket.info().unwrap().peer_verified);
    let again = nb::block!(stack.connect(&mut socket, address)).unwrap_err();
    assert_eq!(again, NalError::Failed(Errno::EISCONN.into()));
    server.join().unwrap();
}

#[test]
fn a_server_answers_under_tls() {
    let parties = Parties::new();
    let context = parties.open_server().build().unwrap();
    let mut stack = NalStack::secure(host(), context).at("127.0.0.1".parse().unwrap());
    let (mut socket, address) = listening(&mut stack);
    assert!(matches!(stack.accept(&mut socket), Err(nb::Error::WouldBlock)));
    let config = client_config(&parties);
    let client = thread::spawn(move || {
        let mut theirs = rustls_client(config, address);
        theirs.write_all(b"first, second\n").unwrap();
        let mut echo = String::new();
        theirs.read_to_string(&mut echo).map(|_| echo)
    });
    answer(&mut stack, &mut socket).unwrap();
    // Closing has said close_notify, or this were an error of theirs.
    assert_eq!(client.join().unwrap().unwrap(), "first, second\n");
}

#[test]
fn a_secure_stack_does_not_talk_to_a_plain_server() {
    let mut plain = NalStack::plain(host()).at("127.0.0.1".parse().unwrap());
    let (mut socket, address) = listening(&mut plain);
    let context = Parties::new().client().build().unwrap();
    let client = thread::spawn(move || {
        let mut stack = NalStack::secure(host(), context);
        let mut socket = stack.socket().unwrap();
        ask(&mut stack, &mut socket, address).unwrap_err()
    });
    let (mut accepted, _) = nb::block!(plain.accept(&mut socket)).unwrap();
    nb::block!(plain.send(&mut accepted, b"220 plain.example ESMTP\r\n")).unwrap();
    let error = client.join().unwrap();
    assert_eq!(error, NalError::Failed(Error::Tls(TlsError::NotTls)));
    assert_eq!(error.kind(), TcpErrorKind::Other);
}

#[test]
fn a_refused_connection_leaves_the_socket_for_another_try() {
    let mut stack = NalStack::plain(host()).at("127.0.0.1".parse().unwrap());
    let free = net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut socket = stack.socket().unwrap();
    let early = stack.send(&mut socket, b"x").unwrap_err();
    assert_eq!(early, nb::Error::Other(NalError::NotOpen));
    let refused = nb::block!(stack.connect(&mut socket, free)).unwrap_err();
    assert_eq!(refused, NalError::Failed(Errno::ECONNREFUSED.into()));
    let listener = net::TcpListener::bind(free).unwrap();
    nb::block!(stack.connect(&mut socket, free)).unwrap();
    let nothing = stack.receive(&mut socket, &mut [0; 1]);
    assert_eq!(nothing, Err(nb::Error::WouldBlock));
    drop(listener);
}

#[test]
fn an_accepted_socket_does_not_wait_and_a_bound_one_is_not_bound_again() {
    let mut stack = NalStack::plain(host()).at("127.0.0.1".parse().unwrap());
    let (mut socket, address) = listening(&mut stack);
    let again = stack.bind(&mut socket, 0).unwrap_err();
    assert_eq!(again, NalError::Failed(Errno::EINVAL.into()));
    let mut silent = net::TcpStream::connect(address).unwrap();
    let (mut accepted, peer) = nb::block!(stack.accept(&mut socket)).unwrap();
    assert_eq!(peer, silent.local_addr().unwrap());
    let mut buffer = [0; 4];
    assert_eq!(stack.receive(&mut accepted, &mut buffer), Err(nb::Error::WouldBlock));
    silent.write_all(b"now").unwrap();
    assert_eq!(nb::block!(stack.receive(&mut accepted, &mut buffer)), Ok(3));
    assert_eq!(stack.receive(&mut accepted, &mut []), Ok(0), "nothing to fill is no end");
    drop(silent);
    assert_eq!(nb::block!(stack.receive(&mut accepted, &mut buffer)), Err(NalError::Ended));
}
