//! Programs that are written for embedded-io.

use std::thread;

use embedded_io::{Error, ErrorKind, Read, ReadReady, Write, WriteReady};
use sockets::net::TcpStream;

use super::pair;
use crate::harness::host;

/// Asks and takes the answer, a line.
fn ask<S: Read + Write>(stream: &mut S, question: &str) -> Result<String, S::Error> {
    stream.write_all(question.as_bytes())?;
    stream.flush()?;
    let mut answer = Vec::new();
    let mut byte = [0];
    while stream.read(&mut byte)? == 1 && byte != *b"\n" {
        answer.push(byte[0]);
    }
    Ok(String::from_utf8(answer).unwrap())
}

#[test]
fn a_program_for_any_stream_runs_over_tls() {
    let (mut client, server) = pair();
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut question = [0; 5];
            // References do as well, so that the other direction is somebody else's.
            (&server).read_exact(&mut question).unwrap();
            (&server).write_all(&question).unwrap();
            (&server).write_all(b"!\nend").unwrap();
            drop(server);
        });
        assert_eq!(ask(&mut client, "hello").unwrap(), "hello!");
        assert_eq!(ask(&mut &client, "").unwrap(), "end", "the proper end is one");
    });
}

#[test]
fn ready_means_that_a_call_does_not_wait() {
    let (mut client, mut server) = pair();
    assert!(client.write_ready().unwrap());
    assert!(!server.read_ready().unwrap());
    client.write_all(b"two").unwrap();
    while !server.read_ready().unwrap() {}
    // The rest of the record is decrypted already: nothing more will come from the network.
    server.read_exact(&mut [0; 1]).unwrap();
    assert!(server.read_ready().unwrap());
    server.read_exact(&mut [0; 2]).unwrap();
    assert!(!server.read_ready().unwrap());
    drop(client);
    while !server.read_ready().unwrap() {}
    assert_eq!(server.read(&mut [0; 1]).unwrap(), 0);
}

#[test]
fn a_refused_connection_has_a_kind() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = TcpStream::connect(&host(), &free).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}
