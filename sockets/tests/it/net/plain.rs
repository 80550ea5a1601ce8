//! Plain streams against the standard library's.

use core::time::Duration;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net;
use std::thread;

use sockets::net::{TcpListener, TcpStream};
use sockets::zsock::Shutdown;
use sockets::{Errno, Error};

use super::anywhere;
use crate::harness::host;

/// One of ours, connected to one of theirs.
fn pair() -> (TcpStream, net::TcpStream) {
    let listener = net::TcpListener::bind("127.0.0.1:0").unwrap();
    let ours = TcpStream::connect(&host(), &listener.local_addr().unwrap()).unwrap();
    (ours, listener.accept().unwrap().0)
}

#[test]
fn ours_reads_lines_and_writes_all() {
    let (mut ours, mut theirs) = pair();
    theirs.write_all(b"one\ntwo\n\nthree").unwrap();
    theirs.shutdown(net::Shutdown::Write).unwrap();
    let lines: Vec<_> = BufReader::new(&ours).lines().map(Result::unwrap).collect();
    assert_eq!(lines, ["one", "two", "", "three"]);
    write!(ours, "{} lines", lines.len()).unwrap();
    ours.flush().unwrap();
    drop(ours);
    let mut answer = String::new();
    theirs.read_to_string(&mut answer).unwrap();
    assert_eq!(answer, "4 lines");
}

#[test]
fn much_is_copied_through_ours_while_it_is_written() {
    let (ours, theirs) = pair();
    let data: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[n as usize % 3]).collect();
    let mut back = Vec::new();
    thread::scope(|scope| {
        let mut echo = ours.try_clone().unwrap();
        scope.spawn(move || {
            io::copy(&mut &ours, &mut echo).unwrap();
            ours.shutdown(Shutdown::Write).unwrap();
        });
        scope.spawn(|| {
            (&theirs).write_all(&data).unwrap();
            theirs.shutdown(net::Shutdown::Write).unwrap();
        });
        (&theirs).read_to_end(&mut back).unwrap();
    });
    assert!(back == data);
}

#[test]
fn a_listener_serves_whoever_comes() {
    let sockets = host();
    let listener = TcpListener::bind(&sockets, &anywhere()).unwrap();
    let address = listener.local_addr().unwrap();
    thread::scope(|scope| {
        let clients: Vec<_> = (0..3_u8)
            .map(|n| {
                scope.spawn(move || {
                    let mut theirs = net::TcpStream::connect(address).unwrap();
                    theirs.write_all(&[n]).unwrap();
                    let mut echo = Vec::new();
                    theirs.read_to_end(&mut echo).unwrap();
                    assert_eq!(echo, [n, n]);
                    theirs.local_addr().unwrap()
                })
            })
            .collect();
        let served: Vec<_> = listener
            .incoming()
            .take(3)
            .map(|stream| {
                let mut stream = stream.unwrap();
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                stream.write_all(&[byte[0]; 2]).unwrap();
                assert_eq!(stream.local_addr().unwrap(), address);
                stream.peer_addr().unwrap()
            })
            .collect();
        for client in clients {
            assert!(served.contains(&client.join().unwrap()));
        }
    });
}

#[test]
fn a_name_is_looked_up_and_nobody_there_is_said_so() {
    let sockets = host();
    let listener = net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let ours = TcpStream::connect_name(&sockets, "localhost", address.port()).unwrap();
    assert_eq!(ours.peer_addr().unwrap(), address);
    drop(listener);
    let refused = Error::Io(Errno::ECONNREFUSED);
    assert_eq!(TcpStream::connect(&sockets, &address).unwrap_err(), refused);
    let limit = Duration::from_secs(60);
    assert_eq!(TcpStream::connect_timeout(&sockets, &address, limit).unwrap_err(), refused);
    let zero = TcpStream::connect_timeout(&sockets, &address, Duration::ZERO).unwrap_err();
    assert_eq!(zero, Error::Io(Errno::EINVAL));
}

#[test]
fn options_are_read_back_and_a_connection_within_a_time_leaves_none() {
    let listener = net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let ours = TcpStream::connect_timeout(&host(), &address, Duration::from_secs(60)).unwrap();
    assert_eq!((ours.read_timeout(), ours.write_timeout()), (Ok(None), Ok(None)));
    let limit = Some(Duration::from_secs(7));
    ours.set_read_timeout(limit).unwrap();
    assert_eq!((ours.read_timeout(), ours.write_timeout()), (Ok(limit), Ok(None)));
    ours.set_write_timeout(limit).unwrap();
    assert_eq!(ours.write_timeout(), Ok(limit));
    for at_once in [true, false] {
        ours.set_nodelay(at_once).unwrap();
        assert_eq!(ours.nodelay(), Ok(at_once));
    }
    assert_eq!(ours.take_error(), Ok(None));
}

#[test]
fn what_does_not_wait_says_so() {
    let (mut ours, mut theirs) = pair();
    ours.set_nonblocking(true).unwrap();
    assert_eq!(ours.read(&mut [0; 1]).unwrap_err().kind(), ErrorKind::WouldBlock);
    let mut sent = 0;
    let full = loop {
        match ours.write(&[7; 65_536]) {
            Ok(more) => sent += more,
            Err(error) => break error,
        }
    };
    assert_eq!(full.kind(), ErrorKind::WouldBlock);
    drop(ours);
    assert_eq!(theirs.read_to_end(&mut Vec::new()).unwrap(), sent);

    let listener = TcpListener::bind(&host(), &anywhere()).unwrap();
    listener.set_nonblocking(true).unwrap();
    assert_eq!(listener.accept().unwrap_err(), Error::Io(Errno::EAGAIN));
    listener.set_nonblocking(false).unwrap();
    listener.set_accept_timeout(Some(Duration::from_millis(5))).unwrap();
    assert_eq!(listener.accept().unwrap_err(), Error::Io(Errno::EAGAIN));
}

#[test]
fn peeking_takes_nothing_and_a_timeout_ends_a_wait() {
    let (mut ours, mut theirs) = pair();
    theirs.write_all(b"bytes").unwrap();
    let mut buffer = [0; 5];
    while ours.peek(&mut buffer).unwrap() < 5 {}
    ours.read_exact(&mut buffer).unwrap();
    assert_eq!(&buffer, b"bytes");
    ours.set_read_timeout(Some(Duration::from_millis(5))).unwrap();
    assert_eq!(ours.read(&mut buffer).unwrap_err().kind(), ErrorKind::WouldBlock);
    assert_eq!(ours.read(&mut []).unwrap(), 0, "nothing to fill, nothing to wait for");
}

#[test]
fn the_last_clone_closes_and_shutdown_wakes_the_others() {
    let (ours, mut theirs) = pair();
    let clone = ours.try_clone().unwrap();
    drop(ours);
    clone.send_all(b"still here").unwrap();
    theirs.read_exact(&mut [0; 10]).unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| clone.recv(&mut [0; 1]));
        thread::yield_now();
        clone.shutdown(Shutdown::Both).unwrap();
        assert_eq!(waiting.join().unwrap(), Ok(0));
    });
    assert_eq!(theirs.read(&mut [0; 1]).unwrap(), 0);
    drop(clone);
    let (ours, theirs) = pair();
    theirs.set_nonblocking(true).unwrap();
    assert_eq!((&theirs).read(&mut [0; 1]).unwrap_err().kind(), ErrorKind::WouldBlock, "open until dropped");
    theirs.set_nonblocking(false).unwrap();
    drop(ours);
    assert_eq!((&theirs).read(&mut [0; 1]).unwrap(), 0);
}
