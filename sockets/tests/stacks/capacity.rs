//! Fixed numbers of sockets: what is refused at the limit, and that everything comes back.

use core::time::Duration;

use smoltcp::phy::{Device, Medium};
use sockets::Errno;
use sockets::zsock::{Domain, Events, Fd, MsgFlags, PollFd, Protocol, SockType, SocketDriver, SocketOption};

use crate::alone::{Two, plain, stream, two};

/// How many TCP sockets can be opened; all are closed again.
fn room<D: Device + Send>(stack: &crate::alone::Stack<D>) -> usize {
    let open = || stack.socket(Domain::Inet, SockType::Stream, Protocol::Tcp);
    let all: Vec<Fd> = core::iter::from_fn(|| open().ok()).collect();
    assert_eq!(open(), Err(Errno::EMFILE));
    all.iter().for_each(|fd| stack.close(*fd).unwrap());
    all.len()
}

fn one_request<D: Device + Send>(two: &Two<D>, listener: Fd, round: u32) {
    let client = two.connect(80).unwrap();
    two.client.send(client, &round.to_le_bytes(), MsgFlags::NONE).unwrap();
    let (server, _) = two.server.accept(listener).unwrap();
    let mut buffer = [0; 4];
    assert_eq!(two.server.recv(server, &mut buffer, MsgFlags::NONE), Ok(4));
    assert_eq!(u32::from_le_bytes(buffer), round);
    // Either side may be the first to go.
    let (first, second): (&dyn Fn(), &dyn Fn()) =
        (&|| two.client.close(client).unwrap(), &|| two.server.close(server).unwrap());
    if round.is_multiple_of(2) {
        first();
        second();
    } else {
        second();
        first();
    }
}

#[test]
fn two_hundred_connections_one_after_another_leave_nothing() {
    let two = plain(|_| {});
    let listener = two.listener(80, 2);
    for round in 0..200 {
        one_request(&two, listener, round);
    }
    two.server.close(listener).unwrap();
    two.pass(Duration::from_secs(100));
    assert_eq!([room(&two.client), room(&two.server)], [8, 8]);
}

#[test]
fn sockets_beyond_the_capacity_are_refused_and_places_come_back() {
    let two = plain(|config| config.tcp_sockets = 3);
    assert_eq!([room(&two.client), room(&two.server)], [3, 3]);
    let udp = || two.client.socket(Domain::Inet, SockType::Datagram, Protocol::Udp);
    let all: Vec<Fd> = core::iter::from_fn(|| udp().ok()).collect();
    assert_eq!((all.len(), udp()), (4, Err(Errno::EMFILE)));
    two.client.close(all[2]).unwrap();
    udp().unwrap();
}

/// Begins to connect, and sees whether that is done within ten seconds.
fn begin<D: Device + Send>(two: &Two<D>) -> (Fd, usize) {
    let fd = stream(&two.client);
    two.client.set_option(fd, SocketOption::Nonblocking(true)).unwrap();
    assert_eq!(two.client.connect(fd, &"10.0.0.2:80".parse().unwrap()), Err(Errno::EINPROGRESS));
    (fd, two.client.poll(&mut [PollFd::new(fd, Events::OUT)], Some(Duration::from_secs(10))).unwrap())
}

#[test]
fn a_connection_more_than_the_backlog_waits_until_one_is_accepted() {
    for medium in [Medium::Ip, Medium::Ethernet] {
        let two = two(medium, |end| end, |_| {});
        let listener = two.listener(80, 2);
        let (first, second) = (two.connect(80).unwrap(), two.connect(80).unwrap());
        let (third, done) = begin(&two);
        assert_eq!(done, 0);
        for client in [first, second, third] {
            let (_, peer) = two.server.accept(listener).unwrap();
            assert_eq!(peer, two.client.getsockname(client).unwrap());
        }
        // Where nobody listens, the answer comes at once.
        assert_eq!(two.connect(81), Err(Errno::ECONNREFUSED));
    }
}

#[test]
fn a_listener_takes_no_more_than_there_is_and_gives_it_back() {
    // The server, whose seed is 2.
    let two = plain(|config| config.tcp_sockets = if config.random_seed == 2 { 4 } else { 8 });
    let listener = two.listener(80, 100);
    let clients = [(); 4].map(|()| two.connect(80).unwrap());
    let servers = [(); 4].map(|()| two.server.accept(listener).unwrap().0);
    // All sockets have a connection: nobody can be let in.
    let (_, done) = begin(&two);
    assert_eq!(done, 0);
    two.client.close(clients[0]).unwrap();
    two.server.close(servers[0]).unwrap();
    two.server.accept(listener).unwrap();
}

#[test]
fn half_open_connections_do_not_occupy_the_backlog_for_ever() {
    let two = plain(|_| {});
    let _listener = two.listener(80, 1);
    let fd = stream(&two.client);
    two.client.set_option(fd, SocketOption::Nonblocking(true)).unwrap();
    // A peer that says SYN and is never heard of again.
    let there = "10.0.0.2:80".parse().unwrap();
    assert_eq!(two.client.connect(fd, &there), Err(Errno::EINPROGRESS));
    two.client.close(fd).unwrap();
    two.pass(Duration::from_secs(1));
    two.connect(80).unwrap();
}

#[test]
fn a_peer_that_never_ends_does_not_keep_a_closed_socket() {
    let two = plain(|_| {});
    let (client, _never_closed) = two.pair();
    two.client.close(client).unwrap();
    assert_eq!(room(&two.client), 7);
    two.pass(Duration::from_secs(59));
    assert_eq!(room(&two.client), 7);
    two.pass(Duration::from_secs(2));
    assert_eq!(room(&two.client), 8);
}
