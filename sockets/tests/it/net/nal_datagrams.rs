//! Datagrams and names for programs that are written for embedded-nal.

use std::net;

use embedded_nal::{AddrType, Dns, UdpClientStack, UdpFullStack, nb};
use sockets::Errno;
use sockets::net::{NalError, NalStack};

use crate::harness::host;

fn failed(errno: Errno) -> nb::Error<NalError> {
    nb::Error::Other(NalError::Failed(errno.into()))
}

#[test]
fn datagrams_go_to_whom_they_are_sent() {
    let mut stack = NalStack::plain(host()).at("127.0.0.1".parse().unwrap());
    let theirs = net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let them = theirs.local_addr().unwrap();
    let mut buffer = [0; 16];

    let mut client = stack.socket().unwrap();
    let early = stack.send(&mut client, b"x").unwrap_err();
    assert_eq!(early, nb::Error::Other(NalError::NotOpen));
    stack.connect(&mut client, them).unwrap();
    nb::block!(stack.send(&mut client, b"ping")).unwrap();
    let (len, from) = theirs.recv_from(&mut buffer).unwrap();
    assert_eq!(&buffer[..len], b"ping");
    let nothing = stack.receive(&mut client, &mut buffer);
    assert_eq!(nothing, Err(nb::Error::WouldBlock));
    theirs.send_to(b"pong", from).unwrap();
    assert_eq!(nb::block!(stack.receive(&mut client, &mut buffer)), Ok((4, them)));
    stack.close(client).unwrap();

    let mut server = stack.socket().unwrap();
    stack.bind(&mut server, 0).unwrap();
    nb::block!(stack.send_to(&mut server, them, b"first")).unwrap();
    nb::block!(stack.send(&mut server, b"second")).unwrap();
    for expected in [&b"first"[..], b"second"] {
        let len = theirs.recv(&mut buffer).unwrap();
        assert_eq!(&buffer[..len], expected);
    }
}

#[test]
fn names_are_looked_up_by_the_kind_of_address() {
    let mut stack = NalStack::plain(host());
    let v4: net::IpAddr = "127.0.0.1".parse().unwrap();
    assert_eq!(stack.get_host_by_name("localhost", AddrType::IPv4), Ok(v4));
    assert_eq!(stack.get_host_by_name("127.0.0.1", AddrType::Either), Ok(v4));
    assert_eq!(stack.get_host_by_name("127.0.0.1", AddrType::IPv6), Err(failed(Errno::ENOENT)));
    assert_eq!(stack.get_host_by_name("no-such-host.invalid", AddrType::IPv4), Err(failed(Errno::ENOENT)));
    assert_eq!(stack.get_host_by_address(v4, &mut [0; 255]), Err(failed(Errno::EOPNOTSUPP)));
}
