//! Poll is truthful about secure sockets: it never sleeps while there is something to read, and promises nothing that a
//! receive does not keep.

use core::time::Duration;
use std::thread;

use proptest::collection::vec;
use proptest::prelude::*;
use sockets::zsock::{
    Domain, Events, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketOption,
};
use sockets::zssl::{TlsError, TlsVersion};
use sockets::{Errno, Error};

use crate::event_loop::{LONG, dont_wait, poll};
use crate::harness::{End, Parties, VERSIONS, listener, pair, stream};
use crate::wire::Connection;

const NOW: Option<Duration> = Some(Duration::ZERO);
const AGAIN: Error = Error::Io(Errno::EAGAIN);

/// A client and a server of this version that are connected.
fn connected(version: TlsVersion) -> (End, End) {
    let parties = Parties::new();
    let client = parties.device().versions(&[version]).build().unwrap();
    pair(&client, &parties.server().build().unwrap())
}

fn is_readable(end: &End, timeout: Option<Duration>) -> Events {
    poll(&end.sockets, end.fd, Events::IN, timeout)
}

fn available(end: &End) -> usize {
    match end.sockets.option(end.fd, OptionName::Available).unwrap() {
        SocketOption::Available(len) => len,
        other => panic!("{other:?}"),
    }
}

#[test]
fn bytes_that_are_decrypted_already_are_told() {
    for version in VERSIONS {
        let (client, server) = connected(version);
        assert_eq!((is_readable(&client, NOW), available(&client)), (Events::NONE, 0));
        server.send_all(&[7; 1000]).unwrap();
        assert_eq!(is_readable(&client, LONG), Events::IN);
        assert_eq!(available(&client), 1000);
        client.recv_exactly(999).unwrap();
        // The transport is empty now.
        assert_eq!((is_readable(&client, None), available(&client)), (Events::IN, 1));
        client.recv_exactly(1).unwrap();
        assert_eq!((is_readable(&client, NOW), available(&client)), (Events::NONE, 0));
    }
}

#[test]
fn whole_records_that_wait_above_the_socket_are_told() {
    for version in VERSIONS {
        let (client, server) = connected(version);
        // All of them come with one receive from the transport.
        for _ in 0..3 {
            server.send_all(&[7; 10]).unwrap();
        }
        while available(&client) == 0 {}
        for _ in 0..3 {
            assert_eq!(is_readable(&client, None), Events::IN);
            client.recv_exactly(10).unwrap();
        }
        assert_eq!(is_readable(&client, NOW), Events::NONE);
    }
}

#[test]
fn the_end_alone_is_something_to_read() {
    for version in VERSIONS {
        let (client, server) = connected(version);
        server.sockets.shutdown(server.fd, Shutdown::Write).unwrap();
        for _ in 0..2 {
            assert_eq!(is_readable(&client, None), Events::IN);
            assert_eq!(client.recv(&mut [0; 1]).unwrap(), 0);
        }
        // The other direction is open.
        assert_eq!(poll(&client.sockets, client.fd, Events::OUT, NOW), Events::OUT);
        client.send_all(b"still").unwrap();
        assert_eq!(is_readable(&server, None), Events::IN);
        assert_eq!(server.recv_exactly(5).unwrap(), b"still");
    }
}

#[test]
fn a_cut_is_something_to_read_and_a_failure() {
    let parties = Parties::new();
    for version in VERSIONS {
        let mut connection = Connection::new(&parties, version);
        connection.peer_sends(1);
        connection.wire.arrive(usize::MAX);
        connection.wire.end();
        assert_eq!(connection.session.poll(Events::IN, None).unwrap(), Events::IN);
        assert_eq!(connection.session.recv(&mut [0; 9], MsgFlags::NONE), Ok(1));
        assert_eq!(connection.session.poll(Events::IN, None).unwrap(), Events::IN | Events::ERR);
        let cut = Error::Tls(TlsError::Truncated);
        assert_eq!(connection.session.recv(&mut [0; 1], MsgFlags::NONE), Err(cut));
        let error = SocketOption::Error(Some(Errno::ECONNABORTED));
        assert_eq!(connection.session.option(OptionName::Error).unwrap(), error);
    }
}

#[test]
fn what_was_taken_goes_out_while_only_data_is_waited_for() {
    let connection = Connection::new(&Parties::new(), TlsVersion::Tls13);
    let session = &connection.session;
    connection.fill_up();
    assert_eq!(session.send(b"question", MsgFlags::DONTWAIT), Ok(8), "there is room for it above the socket");
    let (start, _) = connection.wire.slept();
    let second = Some(Duration::from_secs(1));
    assert_eq!(session.poll(Events::IN, second).unwrap(), Events::NONE);
    assert_eq!(session.poll(Events::OUT, NOW).unwrap(), Events::NONE, "there is no more");
    assert_eq!(session.send(b"x", MsgFlags::DONTWAIT), Err(AGAIN));
    assert_eq!(connection.sent(), 0);
    connection.wire.give_room(1000);
    assert_eq!(session.poll(Events::IN, second).unwrap(), Events::NONE);
    assert!(connection.sent() > 8);
    assert_eq!(session.poll(Events::OUT, NOW).unwrap(), Events::OUT);
    let (end, polls) = connection.wire.slept();
    assert_eq!(end - start, Duration::from_secs(2), "it slept all the time");
    assert!(polls < 60, "{polls} rounds");
}

#[test]
fn peeking_leaves_what_it_shows() {
    for version in VERSIONS {
        let (client, server) = connected(version);
        server.send_all(b"secret").unwrap();
        let mut buffer = [0; 4];
        for _ in 0..2 {
            assert_eq!(client.sockets.recv(client.fd, &mut buffer, MsgFlags::PEEK).unwrap(), 4);
            assert_eq!(&buffer, b"secr");
        }
        assert_eq!(client.recv_exactly(6).unwrap(), b"secret");
        let both = MsgFlags::PEEK | MsgFlags::DONTWAIT;
        assert_eq!(client.sockets.recv(client.fd, &mut buffer, both).unwrap_err(), AGAIN);
        server.close();
        for flags in [MsgFlags::PEEK, MsgFlags::NONE] {
            assert_eq!(client.sockets.recv(client.fd, &mut buffer, flags).unwrap(), 0);
        }
    }
}

#[test]
fn one_call_that_does_not_wait_does_not_wait_for_other_threads_either() {
    let (client, server) = connected(TlsVersion::Tls13);
    let dont = MsgFlags::DONTWAIT;
    assert_eq!(client.sockets.recv(client.fd, &mut [0; 1], dont).unwrap_err(), AGAIN);
    thread::scope(|scope| {
        let receiver = scope.spawn(|| client.recv_exactly(2).unwrap());
        for _ in 0..100 {
            assert_eq!(client.sockets.recv(client.fd, &mut [0; 1], dont).unwrap_err(), AGAIN);
            assert_eq!(is_readable(&client, NOW), Events::NONE);
            thread::yield_now();
        }
        // Would wait for ever behind a receiver that only this wakes.
        server.send_all(b"go").unwrap();
        assert_eq!(receiver.join().unwrap(), b"go");
    });
    // More than the buffers of any host hold.
    let (mut taken, flood) = (0, vec![7; 1 << 20]);
    while let Ok(len) = server.sockets.send(server.fd, &flood, dont) {
        taken += len;
    }
    assert_eq!(poll(&server.sockets, server.fd, Events::OUT, NOW), Events::NONE);
    thread::scope(|scope| {
        scope.spawn(|| assert!(client.recv_exactly(taken).unwrap().iter().all(|byte| *byte == 7)));
        assert_eq!(poll(&server.sockets, server.fd, Events::OUT, LONG), Events::OUT);
        // What was taken and is queued goes out although nobody asks for anything.
        poll(&server.sockets, server.fd, Events::IN, Some(Duration::from_millis(1)));
        while server.sockets.poll(&mut [PollFd::new(server.fd, Events::OUT)], LONG).unwrap() == 0 {}
    });
}

#[test]
fn closing_wakes_a_poller() {
    let (client, _server) = connected(TlsVersion::Tls13);
    let sockets = client.sockets.clone();
    let context = Parties::new().open_server().build().unwrap();
    let (plain, address) = listener(&sockets, None);
    let (secure, secure_address) = listener(&sockets, Some(&context));
    let open = stream(&sockets, None);
    sockets.connect(open, &address).unwrap();
    let silent = stream(&sockets, None);
    sockets.connect(silent, &secure_address).unwrap();
    let (handshaking, _) = sockets.accept(secure).unwrap();
    let datagrams = sockets.socket(Domain::Inet, SockType::Datagram, Protocol::Udp, None).unwrap();
    sockets.bind(datagrams, &"127.0.0.1:0".parse().unwrap()).unwrap();
    sockets.accept(plain).unwrap();
    for fd in [client.fd, plain, secure, open, handshaking, datagrams] {
        thread::scope(|scope| {
            let waiting = scope.spawn(|| poll(&sockets, fd, Events::IN, None));
            // Whether it sleeps already or only comes to it, the answer is the same.
            thread::sleep(Duration::from_millis(5));
            sockets.close(fd).unwrap();
            assert_eq!(waiting.join().unwrap(), Events::NVAL);
        });
        assert_eq!(poll(&sockets, fd, Events::IN, None), Events::NVAL, "and stays so");
    }
}

#[test]
fn one_thread_polls_and_receives_while_another_sends() {
    for version in VERSIONS {
        let (client, server) = connected(version);
        let data = vec![7; 1 << 20];
        let receive = |end: &End| {
            let (mut got, mut buffer) = (0, [0; 5000]);
            while got < data.len() {
                assert!(is_readable(end, LONG).contains(Events::IN));
                got += end.sockets.recv(end.fd, &mut buffer, MsgFlags::DONTWAIT).expect("poll said so");
            }
        };
        thread::scope(|scope| {
            for end in [&client, &server] {
                scope.spawn(|| end.send_all(&data).unwrap());
                scope.spawn(|| receive(end));
            }
        });
    }
}

#[test]
fn a_mix_of_sockets_is_polled_at_once() {
    let (client, server) = connected(TlsVersion::Tls13);
    let sockets = client.sockets.clone();
    let (plain, address) = listener(&sockets, None);
    let unconnected = stream(&sockets, Some(&Parties::new().client().build().unwrap()));
    dont_wait(&sockets, unconnected);
    let mut fds = [
        PollFd::new(plain, Events::IN),
        PollFd::new(client.fd, Events::IN | Events::OUT),
        PollFd::new(client.fd, Events::IN),
    ];
    assert_eq!(sockets.poll(&mut fds, None).unwrap(), 1);
    assert_eq!(fds.map(|fd| fd.revents), [Events::NONE, Events::OUT, Events::NONE]);
    server.send_all(b"x").unwrap();
    let visitor = stream(&sockets, None);
    sockets.connect(visitor, &address).unwrap();
    while sockets.poll(&mut fds, LONG).unwrap() < 3 {}
    assert_eq!(fds.map(|fd| fd.revents), [Events::IN, Events::IN | Events::OUT, Events::IN]);
    sockets.close(plain).unwrap();
    assert_eq!(sockets.poll(&mut fds, None).unwrap(), 3);
    assert_eq!(fds[0].revents, Events::NVAL, "and the others are looked at all the same");
}

/// What happens between one look and the next.
#[derive(Debug, Clone)]
enum Act {
    Data(usize),
    KeyUpdate,
    Arrive(usize),
    Receive(usize),
    Peek,
    Send(usize),
    FillUp,
    Room(usize),
    Close,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (1_usize..3000).prop_map(Act::Data),
        1 => Just(Act::Data(16_384)),
        2 => Just(Act::KeyUpdate),
        6 => (1_usize..5000).prop_map(Act::Arrive),
        2 => Just(Act::Arrive(usize::MAX)),
        6 => (1_usize..4000).prop_map(Act::Receive),
        1 => Just(Act::Peek),
        2 => (1_usize..3000).prop_map(Act::Send),
        1 => Just(Act::FillUp),
        2 => (1_usize..2000).prop_map(Act::Room),
        1 => Just(Act::Close),
    ]
}

/// What must be true, by what the peer has sent and the wire has delivered.
#[derive(Default)]
struct Truth {
    /// Where in the stream each record ends, and how many bytes are in it.
    records: Vec<(usize, usize)>,
    sent: usize,
    arrived: usize,
    received: usize,
    /// Where the close_notify ends.
    end: Option<usize>,
    updates: usize,
}

impl Truth {
    fn sent(&mut self, on_wire: usize, data: usize) {
        self.sent += on_wire;
        self.records.push((self.sent, data));
    }

    fn readable(&self) -> usize {
        let whole = self.records.iter().filter(|(end, _)| *end <= self.arrived);
        whole.map(|(_, data)| data).sum::<usize>() - self.received
    }

    fn ended(&self) -> bool {
        self.end.is_some_and(|end| end <= self.arrived)
    }
}

fn perform(connection: &mut Connection, truth: &mut Truth, act: &Act, tls13: bool) {
    match *act {
        Act::Data(len) if truth.end.is_none() => truth.sent(connection.peer_sends(len), len),
        // More than that in a row, and rustls takes them for an attack.
        Act::KeyUpdate if tls13 && truth.end.is_none() && truth.updates < 20 => {
            truth.updates += 1;
            truth.sent(connection.peer_updates_keys(), 0);
        }
        Act::Arrive(len) => truth.arrived += connection.wire.arrive(len),
        Act::Receive(len) => {
            let outcome = connection.session.recv(&mut vec![0; len], MsgFlags::DONTWAIT);
            match (truth.readable(), truth.ended()) {
                (0, true) => assert_eq!(outcome, Ok(0)),
                (0, false) => assert_eq!(outcome, Err(AGAIN)),
                (readable, _) => {
                    let got = outcome.unwrap();
                    assert!((1..=len.min(readable)).contains(&got));
                    truth.received += got;
                }
            }
        }
        Act::Peek => {
            let outcome = connection.session.recv(&mut [0; 64], MsgFlags::PEEK | MsgFlags::DONTWAIT);
            assert_eq!(outcome.is_ok(), truth.readable() > 0 || truth.ended());
        }
        Act::Send(len) => {
            let promised = connection.session.poll(Events::OUT, NOW).unwrap();
            let outcome = connection.session.send(&vec![8; len], MsgFlags::DONTWAIT);
            assert_eq!(outcome.is_ok(), promised == Events::OUT, "{outcome:?}");
        }
        Act::FillUp => connection.fill_up(),
        Act::Room(len) => connection.wire.give_room(len),
        Act::Close if truth.end.is_none() => {
            truth.sent(connection.peer_closes(), 0);
            truth.end = Some(truth.sent);
        }
        Act::Data(_) | Act::KeyUpdate | Act::Close => {}
    }
}

/// A poll that may sleep for a second sleeps for just that if there is nothing to read, and not at all if there is.
fn look(connection: &Connection, truth: &Truth) {
    let expected = if truth.readable() > 0 || truth.ended() { Events::IN } else { Events::NONE };
    let (start, before) = connection.wire.slept();
    assert_eq!(connection.session.poll(Events::IN, Some(Duration::from_secs(1))).unwrap(), expected);
    let (end, after) = connection.wire.slept();
    let sleep = if expected.is_empty() { Duration::from_secs(1) } else { Duration::ZERO };
    assert_eq!(end - start, sleep);
    assert!(after - before <= 4, "{} rounds", after - before);
    assert_eq!(connection.session.poll(Events::IN, NOW).unwrap(), expected);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn poll_tells_the_truth_however_records_arrive(acts in vec(act(), 1..60), tls13: bool) {
        let parties = Parties::new();
        let version = if tls13 { TlsVersion::Tls13 } else { TlsVersion::Tls12 };
        let mut connection = Connection::new(&parties, version);
        let mut truth = Truth::default();
        // Tickets, which carry nothing for a reader.
        truth.sent(connection.underway(), 0);
        for act in &acts {
            perform(&mut connection, &mut truth, act, tls13);
            look(&connection, &truth);
        }
    }
}
