//! What every driver must do, and do alike.

use core::time::Duration;
use std::thread;

use sockets::Errno;
use sockets::zsock::{
    Domain, Events, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketOption,
};

use crate::beds::over_each;

const NONE: MsgFlags = MsgFlags::NONE;
/// Long enough to be taken for ever if a poll did not end by itself.
const LONG: Option<Duration> = Some(Duration::from_secs(3600));

#[test]
fn each_direction_of_a_stream_ends_by_itself() {
    over_each(|bed| {
        let (client, server) = bed.pair();
        bed.send_all(client, b"question");
        bed.driver.shutdown(client, Shutdown::Write).unwrap();
        assert_eq!(bed.recv_exactly(server, 8), b"question");
        assert_eq!(bed.driver.recv(server, &mut [0; 8], NONE), Ok(0));
        assert_eq!(bed.driver.send(client, b"more", NONE), Err(Errno::EPIPE));
        bed.send_all(server, b"answer");
        bed.driver.close(server).unwrap();
        assert_eq!(bed.recv_exactly(client, 6), b"answer");
        assert_eq!(bed.driver.recv(client, &mut [0; 8], NONE), Ok(0));
        bed.driver.close(client).unwrap();
    });
}

#[test]
fn more_than_the_buffers_hold_goes_through_while_somebody_reads() {
    over_each(|bed| {
        let (client, server) = bed.pair();
        let data: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0] ^ n.to_le_bytes()[1]).collect();
        thread::scope(|scope| {
            scope.spawn(|| {
                bed.send_all(client, &data);
                bed.driver.close(client).unwrap();
            });
            assert!(bed.recv_exactly(server, data.len()) == data);
            assert_eq!(bed.driver.recv(server, &mut [0; 8], NONE), Ok(0));
        });
    });
}

#[test]
fn closing_with_unread_data_is_a_reset_for_the_peer() {
    over_each(|bed| {
        let (client, server) = bed.pair();
        bed.send_all(client, b"nobody reads this");
        // It has arrived.
        assert_eq!(bed.driver.recv(server, &mut [0; 1], MsgFlags::PEEK), Ok(1));
        bed.driver.close(server).unwrap();
        assert_eq!(bed.driver.recv(client, &mut [0; 8], NONE), Err(Errno::ECONNRESET));
        let error = bed.driver.send(client, b"more", NONE).unwrap_err();
        assert!(matches!(error, Errno::EPIPE | Errno::ECONNRESET), "{error}");
        assert_eq!(bed.driver.getpeername(client), Err(Errno::ENOTCONN));
    });
}

#[test]
fn a_peek_leaves_what_it_saw() {
    over_each(|bed| {
        let (client, server) = bed.pair();
        let mut buffer = [0; 8];
        assert_eq!(bed.driver.recv(server, &mut buffer, MsgFlags::DONTWAIT), Err(Errno::EAGAIN));
        bed.send_all(client, b"abc");
        for flags in [MsgFlags::PEEK, MsgFlags::PEEK, NONE] {
            assert_eq!(bed.driver.recv(server, &mut buffer[..2], flags), Ok(2));
            assert_eq!(&buffer[..2], b"ab");
        }
        assert_eq!(bed.driver.recvfrom(server, &mut buffer, NONE).unwrap().0, 1);
        assert_eq!(buffer[0], b'c');
    });
}

#[test]
fn addresses_are_told_and_taken_ones_are_refused() {
    over_each(|bed| {
        let fresh = bed.stream();
        assert_eq!(bed.driver.getsockname(fresh).unwrap(), "0.0.0.0:0".parse().unwrap());
        assert_eq!(bed.driver.getpeername(fresh), Err(Errno::ENOTCONN));
        assert_eq!(bed.driver.recv(fresh, &mut [0; 1], NONE), Err(Errno::ENOTCONN));
        assert_eq!(bed.driver.accept(fresh), Err(Errno::EINVAL));
        let listener = bed.listener(1);
        let address = bed.driver.getsockname(listener).unwrap();
        assert_ne!(address.port(), 0);
        assert_eq!(bed.driver.bind(listener, &address), Err(Errno::EINVAL));
        assert_eq!(bed.driver.bind(fresh, &address), Err(Errno::EADDRINUSE));
        let anywhere = format!("0.0.0.0:{}", address.port()).parse().unwrap();
        assert_eq!(bed.driver.bind(fresh, &anywhere), Err(Errno::EADDRINUSE));
        assert_eq!(bed.driver.bind(fresh, &"192.0.2.1:0".parse().unwrap()), Err(Errno::EADDRNOTAVAIL));
        let datagrams = bed.driver.socket(Domain::Inet, SockType::Datagram, Protocol::Udp).unwrap();
        // The ports of TCP are not those of UDP.
        bed.driver.bind(datagrams, &address).unwrap();
        bed.driver.close(listener).unwrap();
        bed.driver.bind(fresh, &address).unwrap();
    });
}

#[test]
fn a_connection_is_made_once() {
    over_each(|bed| {
        let (client, server) = bed.pair();
        let address = bed.driver.getpeername(client).unwrap();
        assert_eq!(address, bed.driver.getsockname(server).unwrap());
        assert_eq!(bed.driver.connect(client, &address), Err(Errno::EISCONN));
        assert_eq!(bed.driver.listen(client, 1), Err(Errno::EINVAL));
    });
}

#[test]
fn one_that_was_refused_may_try_again() {
    over_each(|bed| {
        let listener = bed.listener(1);
        let address = bed.driver.getsockname(listener).unwrap();
        bed.driver.close(listener).unwrap();
        let client = bed.stream();
        assert_eq!(bed.driver.connect(client, &address), Err(Errno::ECONNREFUSED));
        let listener = bed.listener(1);
        bed.driver.connect(client, &bed.driver.getsockname(listener).unwrap()).unwrap();
        bed.driver.accept(listener).unwrap();
    });
}

#[test]
fn connections_wait_in_line_to_be_accepted() {
    over_each(|bed| {
        let listener = bed.listener(3);
        let address = bed.driver.getsockname(listener).unwrap();
        let clients = [(); 3].map(|()| {
            let client = bed.stream();
            bed.driver.connect(client, &address).unwrap();
            client
        });
        for client in clients {
            bed.send_all(client, &client.0.to_le_bytes());
        }
        for client in clients {
            let (server, peer) = bed.driver.accept(listener).unwrap();
            assert_eq!(peer, bed.driver.getsockname(client).unwrap(), "in the order of arrival");
            assert_eq!(bed.recv_exactly(server, 4), client.0.to_le_bytes());
        }
    });
}

#[test]
fn datagrams_keep_their_boundaries_senders_and_peers() {
    over_each(|bed| {
        let [a, b, stranger] = [(); 3].map(|()| bed.datagrams());
        let [at_a, at_b] = [a, b].map(|fd| bed.driver.getsockname(fd).unwrap());
        let mut buffer = [0; 8];
        bed.driver.sendto(a, b"one", NONE, &at_b).unwrap();
        bed.driver.sendto(a, b"", NONE, &at_b).unwrap();
        bed.driver.sendto(a, b"longer than that", NONE, &at_b).unwrap();
        assert_eq!(bed.driver.recvfrom(b, &mut buffer, NONE), Ok((3, at_a)));
        assert_eq!(bed.driver.recvfrom(b, &mut buffer, NONE), Ok((0, at_a)));
        assert_eq!(bed.driver.recvfrom(b, &mut buffer, MsgFlags::PEEK), Ok((8, at_a)));
        assert_eq!(bed.driver.recv(b, &mut buffer, NONE), Ok(8), "the rest of a message is gone");
        assert_eq!(bed.driver.recv(b, &mut buffer, MsgFlags::DONTWAIT), Err(Errno::EAGAIN));

        assert_eq!(bed.driver.send(a, b"to whom", NONE), Err(Errno::EDESTADDRREQ));
        bed.driver.connect(b, &at_a).unwrap();
        assert_eq!(bed.driver.getpeername(b), Ok(at_a));
        bed.driver.sendto(stranger, b"psst", NONE, &at_b).unwrap();
        bed.driver.sendto(a, b"peer", NONE, &at_b).unwrap();
        assert_eq!(bed.driver.recv(b, &mut buffer, NONE), Ok(4));
        assert_eq!(&buffer[..4], b"peer");
        bed.driver.send(b, b"back", NONE).unwrap();
        assert_eq!(bed.driver.recvfrom(a, &mut buffer, NONE), Ok((4, at_b)));
        let too_long = vec![0; 70_000];
        assert_eq!(bed.driver.sendto(a, &too_long, NONE, &at_b), Err(Errno::EMSGSIZE));
    });
}

#[test]
fn a_socket_that_was_not_bound_gets_an_address_with_its_first_datagram() {
    over_each(|bed| {
        let receiver = bed.datagrams();
        let sender = bed.driver.socket(Domain::Inet, SockType::Datagram, Protocol::Default).unwrap();
        bed.driver.sendto(sender, b"x", NONE, &bed.driver.getsockname(receiver).unwrap()).unwrap();
        let (_, from) = bed.driver.recvfrom(receiver, &mut [0; 1], NONE).unwrap();
        assert_eq!(from.port(), bed.driver.getsockname(sender).unwrap().port());
    });
}

#[test]
fn both_families_work_and_do_not_mix() {
    over_each(|bed| {
        let listener = bed.driver.socket(Domain::Inet6, SockType::Stream, Protocol::Tcp).unwrap();
        assert_eq!(
            bed.driver.bind(listener, &"127.0.0.1:0".parse().unwrap()).map_err(|_| ()),
            Err(()),
            "an address of the other family"
        );
        bed.driver.bind(listener, &"[::1]:0".parse().unwrap()).unwrap();
        bed.driver.listen(listener, 1).unwrap();
        let address = bed.driver.getsockname(listener).unwrap();
        assert!(address.is_ipv6());
        let client = bed.driver.socket(Domain::Inet6, SockType::Stream, Protocol::Tcp).unwrap();
        bed.driver.connect(client, &address).unwrap();
        let (server, peer) = bed.driver.accept(listener).unwrap();
        assert_eq!(peer, bed.driver.getsockname(client).unwrap());
        bed.send_all(server, b"six");
        assert_eq!(bed.recv_exactly(client, 3), b"six");
        let old = bed.stream();
        let error = bed.driver.connect(old, &format!("127.0.0.1:{}", address.port()).parse().unwrap());
        assert_eq!(error, Err(Errno::ECONNREFUSED));
    });
}

#[test]
fn options_are_read_back_as_they_were_set() {
    over_each(|bed| {
        let (client, server) = bed.pair();
        for fd in [bed.stream(), client, server] {
            for option in [
                SocketOption::ReceiveTimeout(Some(Duration::from_millis(1500))),
                SocketOption::ReceiveTimeout(None),
                SocketOption::SendTimeout(Some(Duration::from_secs(2))),
                SocketOption::ReuseAddress(true),
                SocketOption::NoDelay(true),
                SocketOption::KeepAlive(true),
                SocketOption::KeepAlive(false),
            ] {
                bed.driver.set_option(fd, option).unwrap();
                assert_eq!(bed.driver.option(fd, option.name()), Ok(option));
            }
            let zero = SocketOption::SendTimeout(Some(Duration::ZERO));
            assert_eq!(bed.driver.set_option(fd, zero), Err(Errno::EINVAL));
        }
        let datagrams = bed.datagrams();
        assert!(bed.driver.set_option(datagrams, SocketOption::NoDelay(true)).is_err());
        assert!(bed.driver.option(datagrams, OptionName::NoDelay).is_err());
    });
}

#[test]
fn timeouts_end_waits() {
    over_each(|bed| {
        let (client, _server) = bed.pair();
        let listener = bed.listener(1);
        let limit = Some(Duration::from_millis(5));
        for fd in [client, listener] {
            bed.driver.set_option(fd, SocketOption::ReceiveTimeout(limit)).unwrap();
        }
        bed.driver.set_option(client, SocketOption::SendTimeout(limit)).unwrap();
        assert_eq!(bed.driver.recv(client, &mut [0; 1], NONE), Err(Errno::EAGAIN));
        assert_eq!(bed.driver.accept(listener), Err(Errno::EAGAIN));
        // Nobody reads: sooner or later the buffers on the way are full.
        let full = (0..10_000).find_map(|_| bed.driver.send(client, &[0; 4096], NONE).err());
        assert_eq!(full, Some(Errno::EAGAIN));
    });
}

#[test]
fn a_poll_tells_who_is_ready_for_what() {
    over_each(|bed| {
        let listener = bed.listener(1);
        let mut waiting = [PollFd::new(listener, Events::IN)];
        assert_eq!(bed.driver.poll(&mut waiting, Some(Duration::ZERO)), Ok(0));
        let client = bed.stream();
        bed.driver.connect(client, &bed.driver.getsockname(listener).unwrap()).unwrap();
        assert_eq!(bed.driver.poll(&mut waiting, LONG), Ok(1));
        assert_eq!(waiting[0].revents, Events::IN);
        let (server, _) = bed.driver.accept(listener).unwrap();
        let mut both = [PollFd::new(client, Events::IN | Events::OUT), PollFd::new(server, Events::IN)];
        assert_eq!(bed.driver.poll(&mut both, LONG), Ok(1));
        assert_eq!([both[0].revents, both[1].revents], [Events::OUT, Events::NONE]);
        bed.send_all(client, b"x");
        both[0].events = Events::IN;
        assert_eq!(bed.driver.poll(&mut both, LONG), Ok(1));
        assert_eq!([both[0].revents, both[1].revents], [Events::NONE, Events::IN]);
        bed.recv_exactly(server, 1);
        bed.driver.close(client).unwrap();
        let mut rest = [PollFd::new(server, Events::IN), PollFd::new(client, Events::IN)];
        assert_eq!(bed.driver.poll(&mut rest, LONG).map(|_| rest[1].revents), Ok(Events::NVAL));
        assert_eq!(bed.driver.poll(&mut rest[..1], LONG), Ok(1));
        assert!(rest[0].revents.contains(Events::IN), "the end of the stream");
    });
}

#[test]
fn closing_or_shutting_down_wakes_who_waits() {
    over_each(|bed| {
        let (client, _server) = bed.pair();
        let (listener, datagrams) = (bed.listener(1), bed.datagrams());
        thread::scope(|scope| {
            let accepting = scope.spawn(|| bed.driver.accept(listener).map(drop));
            let receiving = scope.spawn(|| bed.driver.recv(client, &mut [0; 1], NONE).map(drop));
            let message = scope.spawn(|| bed.driver.recv(datagrams, &mut [0; 1], NONE).map(drop));
            // Whether they wait already or only come to it, they return.
            thread::yield_now();
            for fd in [listener, client, datagrams] {
                _ = bed.driver.shutdown(fd, Shutdown::Both);
            }
            assert!(accepting.join().unwrap().is_err());
            assert_eq!(receiving.join().unwrap(), Ok(()));
            message.join().unwrap().unwrap();
        });
        for fd in [listener, client, datagrams] {
            bed.driver.close(fd).unwrap();
            assert_eq!(bed.driver.close(fd), Err(Errno::EBADF));
        }
        assert_eq!(bed.driver.recv(Fd(0), &mut [0; 1], NONE), Err(Errno::EBADF));
    });
}

#[test]
fn who_does_not_wait_is_told_so() {
    over_each(|bed| {
        let (listener, nonblocking) = (bed.listener(1), SocketOption::Nonblocking(true));
        bed.driver.set_option(listener, nonblocking).unwrap();
        assert_eq!(bed.driver.accept(listener), Err(Errno::EAGAIN));
        let client = bed.stream();
        bed.driver.set_option(client, nonblocking).unwrap();
        assert_eq!(bed.driver.option(client, OptionName::Nonblocking), Ok(nonblocking));
        let address = bed.driver.getsockname(listener).unwrap();
        assert!(matches!(bed.driver.connect(client, &address), Ok(()) | Err(Errno::EINPROGRESS)));
        let mut waiting = [PollFd::new(client, Events::OUT), PollFd::new(listener, Events::IN)];
        while bed.driver.poll(&mut waiting, LONG) != Ok(2) {}
        assert_eq!(bed.driver.option(client, OptionName::Error), Ok(SocketOption::Error(None)));
        let (server, _) = bed.driver.accept(listener).unwrap();
        assert_eq!(bed.driver.option(server, OptionName::Nonblocking), Ok(SocketOption::Nonblocking(false)));
        assert_eq!(bed.driver.recv(client, &mut [0; 1], NONE), Err(Errno::EAGAIN));
        bed.send_all(server, b"abc");
        assert_eq!(bed.driver.poll(&mut [PollFd::new(client, Events::IN)], LONG), Ok(1));
        assert_eq!(bed.driver.option(client, OptionName::Available), Ok(SocketOption::Available(3)));
        assert_eq!(bed.driver.set_option(client, SocketOption::Available(3)), Err(Errno::ENOPROTOOPT));
        for (fd, sock_type) in [(client, SockType::Stream), (bed.datagrams(), SockType::Datagram)] {
            assert_eq!(bed.driver.option(fd, OptionName::Type), Ok(SocketOption::Type(sock_type)));
        }
    });
}

#[test]
fn a_connect_that_failed_behind_the_callers_back_says_why_once() {
    over_each(|bed| {
        let listener = bed.listener(1);
        let address = bed.driver.getsockname(listener).unwrap();
        bed.driver.close(listener).unwrap();
        let client = bed.stream();
        bed.driver.set_option(client, SocketOption::Nonblocking(true)).unwrap();
        // Over the loopback the answer may be there at once.
        if bed.driver.connect(client, &address) == Err(Errno::EINPROGRESS) {
            let mut waiting = [PollFd::new(client, Events::OUT)];
            assert_eq!(bed.driver.poll(&mut waiting, LONG), Ok(1));
            assert!(waiting[0].revents.contains(Events::ERR));
            let error = |why| Ok(SocketOption::Error(why));
            assert_eq!(bed.driver.option(client, OptionName::Error), error(Some(Errno::ECONNREFUSED)));
            assert_eq!(bed.driver.option(client, OptionName::Error), error(None));
        }
    });
}
