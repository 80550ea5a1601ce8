//! Datagram sockets against the standard library's.

use core::time::Duration;
use std::net;

use sockets::net::UdpSocket;
use sockets::{Errno, Error};

use super::anywhere;
use crate::harness::host;

#[test]
fn messages_keep_their_boundaries_and_senders() {
    let ours = UdpSocket::bind(&host(), &anywhere()).unwrap();
    let theirs = net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let (us, them) = (ours.local_addr().unwrap(), theirs.local_addr().unwrap());
    let mut buffer = [0; 16];
    for message in [&b"one"[..], b"", b"three"] {
        theirs.send_to(message, us).unwrap();
        assert_eq!(ours.peek_from(&mut buffer).unwrap(), (message.len(), them));
        let (len, from) = ours.recv_from(&mut buffer).unwrap();
        assert_eq!((&buffer[..len], from), (message, them));
        assert_eq!(ours.send_to(message, &them).unwrap(), message.len());
        let (len, from) = theirs.recv_from(&mut buffer).unwrap();
        assert_eq!((&buffer[..len], from), (message, us));
    }
}

#[test]
fn a_connected_socket_hears_its_peer_alone() {
    let ours = UdpSocket::bind(&host(), &anywhere()).unwrap();
    let [peer, stranger] = [(); 2].map(|()| net::UdpSocket::bind("127.0.0.1:0").unwrap());
    assert!(ours.send(b"nobody yet").is_err());
    assert_eq!(ours.peer_addr().unwrap_err(), Error::Io(Errno::ENOTCONN));
    ours.connect(&peer.local_addr().unwrap()).unwrap();
    assert_eq!(ours.peer_addr().unwrap(), peer.local_addr().unwrap());
    stranger.send_to(b"stranger", ours.local_addr().unwrap()).unwrap();
    peer.send_to(b"peer", ours.local_addr().unwrap()).unwrap();
    let mut buffer = [0; 16];
    assert_eq!(ours.peek(&mut buffer).unwrap(), 4);
    assert_eq!(ours.recv(&mut buffer).unwrap(), 4);
    assert_eq!(&buffer[..4], b"peer");
    ours.try_clone().unwrap().send(b"hello").unwrap();
    assert_eq!(peer.recv(&mut buffer).unwrap(), 5);
    drop(peer);
    ours.send(b"gone").unwrap();
    assert_eq!(ours.recv(&mut buffer).unwrap_err(), Error::Io(Errno::ECONNREFUSED));
    assert_eq!(ours.take_error(), Ok(None), "told once");
}

#[test]
fn waits_end_when_they_are_told_to() {
    let ours = UdpSocket::bind(&host(), &anywhere()).unwrap();
    ours.set_nonblocking(true).unwrap();
    assert_eq!(ours.recv_from(&mut [0; 1]).unwrap_err(), Error::Io(Errno::EAGAIN));
    ours.set_nonblocking(false).unwrap();
    let limit = Some(Duration::from_millis(8));
    ours.set_read_timeout(limit).unwrap();
    ours.set_write_timeout(limit).unwrap();
    assert_eq!((ours.read_timeout(), ours.write_timeout()), (Ok(limit), Ok(limit)));
    assert_eq!(ours.recv(&mut [0; 1]).unwrap_err(), Error::Io(Errno::EAGAIN));
}
