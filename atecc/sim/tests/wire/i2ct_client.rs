//! The client against servers that go away, answer nonsense, or come back.

use core::time::Duration;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use atecc_sim::{I2ctClient, I2ctError};
use embedded_hal::i2c::{Error, ErrorKind, I2c};

use crate::host::ADDRESS;

/// A read of four bytes, and its reply.
const READ: [u8; 4] = [b'R', ADDRESS, 4, 0];
const GOOD: &[u8] = &[0, 1, 2, 3, 4];

/// One connection of a server: the replies to its requests, then it closes, or keeps still.
type Connection = (&'static [&'static [u8]], bool);

/// A server for so many connections, one after the other, and the requests that it has got. When it is done with a
/// connection that it closes it says so with an empty one.
fn server(connections: &'static [Connection]) -> (I2ctClient, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (tell, requests) = channel();
    thread::spawn(move || {
        let mut open = Vec::new();
        for (replies, closes) in connections {
            let (mut stream, _) = listener.accept().unwrap();
            for reply in *replies {
                let mut request = [0; READ.len()];
                stream.read_exact(&mut request).unwrap();
                tell.send(request.to_vec()).unwrap();
                stream.write_all(reply).unwrap();
            }
            if *closes {
                drop(stream);
                tell.send(Vec::new()).unwrap();
            } else {
                open.push(stream);
            }
        }
        // Until the client is gone.
        for mut stream in open {
            let _ = stream.read(&mut [0]);
        }
    });
    (I2ctClient::connect_timeout(address, Duration::from_millis(200)).unwrap(), requests)
}

fn read(client: &mut I2ctClient) -> Result<[u8; 4], I2ctError> {
    let mut bytes = [0; 4];
    client.read(ADDRESS, &mut bytes).map(|()| bytes)
}

/// What the first request gives; the next one has to work, on the second connection.
fn error_of(connections: &'static [Connection]) -> I2ctError {
    let (mut client, requests) = server(connections);
    let error = read(&mut client).unwrap_err();
    assert_eq!(read(&mut client).unwrap(), [1, 2, 3, 4], "after {error}");
    drop(client);
    let sent = requests.iter().filter(|request| *request == READ).count();
    assert_eq!(sent, 2, "each request is sent once");
    error
}

#[test]
fn what_can_go_wrong_has_its_own_error_and_the_next_request_starts_anew() {
    macro_rules! first {
        ($reply:expr, $closes:expr) => {
            error_of(const { &[(&[$reply], $closes), (&[GOOD], false)] })
        };
    }
    assert!(matches!(first!(&[], true), I2ctError::Closed));
    assert!(matches!(first!(&[], false), I2ctError::TimedOut));
    assert!(matches!(first!(&[0, 1, 2], true), I2ctError::Closed), "a short reply");
    assert!(matches!(first!(&[0, 1, 2], false), I2ctError::TimedOut));
    assert!(matches!(first!(b"SSH-2.0", false), I2ctError::Garbage(b'S')));
}

#[test]
fn errors_of_the_other_end_leave_the_connection_as_it_is() {
    assert!(matches!(error_of(&[(&[&[255], GOOD], false)]), I2ctError::Remote));
    assert!(matches!(error_of(&[(&[&[254], GOOD], false)]), I2ctError::NotOffered));
}

#[test]
fn a_connection_that_was_closed_between_two_requests_costs_one_transaction() {
    let (mut client, requests) = server(&[(&[GOOD], true), (&[GOOD, GOOD], false)]);
    read(&mut client).unwrap();
    assert_eq!(requests.recv().unwrap(), READ);
    assert!(requests.recv().unwrap().is_empty(), "closed");
    let error = read(&mut client).unwrap_err();
    assert!(matches!(error, I2ctError::Reconnected) && error.kind() == ErrorKind::Bus);
    assert!(requests.try_recv().is_err(), "it was not sent: the part may be another one");
    for _ in 0..2 {
        assert_eq!(read(&mut client).unwrap(), [1, 2, 3, 4]);
        assert_eq!(requests.recv().unwrap(), READ);
    }
}

#[test]
fn what_nobody_asked_for_belongs_to_no_request() {
    let (mut client, requests) = server(&[(&[&[0, 1, 2, 3, 4, 0]], false), (&[GOOD], false)]);
    read(&mut client).unwrap();
    assert_eq!(requests.recv().unwrap(), READ);
    assert!(matches!(read(&mut client), Err(I2ctError::Reconnected)), "it came with the reply");
    assert_eq!(read(&mut client).unwrap(), [1, 2, 3, 4]);
}

#[test]
fn a_server_that_is_gone_is_looked_for_once_a_request() {
    let (mut client, requests) = server(&[(&[GOOD], true)]);
    read(&mut client).unwrap();
    assert_eq!(requests.iter().count(), 2, "and its listener is closed");
    for _ in 0..2 {
        assert!(matches!(read(&mut client), Err(I2ctError::Connect(_))));
    }
}
