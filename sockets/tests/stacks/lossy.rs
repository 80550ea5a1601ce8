//! Streams over a bad network: every byte arrives once and in order, and no socket is left behind.

use core::cell::Cell;

use smoltcp::phy::Medium;
use sockets::Errno;
use sockets::zsock::{Fd, MsgFlags, Shutdown, SocketDriver};

use crate::alone::{Stack, Two, two};
use crate::faults::{Faults, Faulty};

const LEN: usize = 40_000;

fn over(faults: Faults, medium: Medium, seed: u64) -> Two<Faulty> {
    let number = Cell::new(seed * 2);
    let next = || {
        number.set(number.get() + 1);
        number.get()
    };
    two(medium, |end| Faulty::new(end, faults, next()), |config| config.tcp_sockets = 20)
}

/// A sender or receiver that does as much as it can without waiting.
fn progress(outcome: Result<usize, Errno>) -> usize {
    match outcome {
        Ok(len) => len,
        Err(Errno::EAGAIN) => 0,
        Err(error) => panic!("{error}"),
    }
}

/// Sends `data` from `from` to `to`, one thread for both, up to the end of the stream.
fn carry(
    two: &Two<Faulty>,
    (from, sender): (&Stack<Faulty>, Fd),
    (to, receiver): (&Stack<Faulty>, Fd),
    data: &[u8],
) {
    let (mut sent, mut received) = (0, Vec::new());
    let mut buffer = [0; 1000];
    while received.len() < data.len() {
        sent += progress(from.send(sender, &data[sent..], MsgFlags::DONTWAIT));
        let len = progress(to.recv(receiver, &mut buffer, MsgFlags::DONTWAIT));
        received.extend_from_slice(&buffer[..len]);
        if len == 0 {
            two.idle();
        }
    }
    assert!(received == data, "something else arrived");
    from.shutdown(sender, Shutdown::Write).unwrap();
    assert_eq!(to.recv(receiver, &mut buffer, MsgFlags::NONE), Ok(0));
}

fn both_ways(faults: Faults, medium: Medium, seed: u64) {
    let two = over(faults, medium, seed);
    let (client, server) = two.pair();
    let data: Vec<u8> = (0..LEN).map(|n| (n * 31 / 7).to_le_bytes()[0]).collect();
    carry(&two, (&two.client, client), (&two.server, server), &data);
    carry(&two, (&two.server, server), (&two.client, client), &data);
    two.client.close(client).unwrap();
    two.server.close(server).unwrap();
}

const CLEAN: Faults = Faults { lost: 0, repeated: 0, swapped: 0, damaged: 0 };

#[test]
fn each_fault_by_itself() {
    for (name, faults) in [
        ("lost", Faults { lost: 15, ..CLEAN }),
        ("repeated", Faults { repeated: 30, ..CLEAN }),
        ("swapped", Faults { swapped: 30, ..CLEAN }),
        ("damaged", Faults { damaged: 15, ..CLEAN }),
    ] {
        for seed in 1..=4 {
            println!("{name}, seed {seed}");
            both_ways(faults, Medium::Ip, seed);
        }
    }
}

#[test]
fn all_faults_at_once() {
    let faults = Faults { lost: 8, repeated: 8, swapped: 8, damaged: 4 };
    for medium in [Medium::Ip, Medium::Ethernet] {
        for seed in 1..=8 {
            println!("{medium:?}, seed {seed}");
            both_ways(faults, medium, seed);
        }
    }
}

/// A SYN that arrives twice must find the connection that it began, whichever sockets listen meanwhile.
#[test]
fn repeated_frames_do_not_mix_up_the_connections_of_a_listener() {
    let faults = Faults { lost: 5, repeated: 50, swapped: 20, damaged: 0 };
    for seed in 1..=10 {
        let two = over(faults, Medium::Ip, seed);
        // SYNs of connections that are over come again, and occupy sockets until they are found to be nobody's.
        let listener = two.listener(80, 12);
        for round in 0..20_u8 {
            let client = two.connect(80).unwrap();
            let local = two.client.getsockname(client).unwrap();
            two.client.send(client, &[round], MsgFlags::NONE).unwrap();
            let (server, peer) = two.server.accept(listener).unwrap();
            assert_eq!(peer, local, "seed {seed}, round {round}");
            let mut buffer = [0; 2];
            assert_eq!(two.server.recv(server, &mut buffer, MsgFlags::NONE), Ok(1));
            assert_eq!(buffer[0], round);
            two.client.close(client).unwrap();
            assert_eq!(two.server.recv(server, &mut buffer, MsgFlags::NONE), Ok(0));
            two.server.close(server).unwrap();
        }
    }
}
