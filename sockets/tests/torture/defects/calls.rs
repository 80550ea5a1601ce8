//! Calls do what BSD's do, also at their edges, and alike on plain and secure sockets.

use core::time::Duration;
use std::thread;

use sockets::driver::host::HostSockets;
use sockets::zsock::{
    Domain, MsgFlags, OptionName, Protocol, Shutdown, SockType, SocketDriver, SocketOption,
};
use sockets::{Errno, Error, SocketApi};

use crate::guard::gives_back;
use crate::harness::{End, Parties, host, listener, pair, stream};
use crate::tap::Tap;

/// A plain connection and a secure one.
fn connections() -> [(End, End); 2] {
    let sockets = host();
    let (listening, address) = listener(&sockets, None);
    let client = stream(&sockets, None);
    sockets.connect(client, &address).unwrap();
    let (server, _) = sockets.accept(listening).unwrap();
    sockets.close(listening).unwrap();
    let parties = Parties::new();
    let plain = (End { sockets: sockets.clone(), fd: client }, End { sockets, fd: server });
    [plain, pair(&parties.client().build().unwrap(), &parties.open_server().build().unwrap())]
}

fn close((client, server): (End, End)) {
    client.close();
    server.close();
}

#[test]
fn nothing_to_send_or_to_receive_into_is_no_error() {
    gives_back(|| {
        for (client, server) in connections() {
            assert_eq!(client.sockets.send(client.fd, b"", MsgFlags::NONE), Ok(0));
            client.send_all(b"").unwrap();
            client.send_all(b"x").unwrap();
            assert_eq!(server.recv(&mut []), Ok(0));
            assert_eq!(server.recv_exactly(1).unwrap(), b"x", "and nothing was sent that nobody wrote");
            close((client, server));
        }
    });
}

#[test]
fn a_receive_gives_what_has_come_and_does_not_wait_for_the_rest() {
    gives_back(|| {
        for (client, server) in connections() {
            client.send_all(b"abc").unwrap();
            let mut buffer = [0; 100];
            let len = server.recv(&mut buffer).unwrap();
            assert!((1..=3).contains(&len), "{len}");
            assert_eq!(buffer[..len], b"abc"[..len]);
            close((client, server));
        }
    });
}

#[test]
fn what_came_before_an_error_is_not_lost() {
    gives_back(|| {
        for (client, server) in connections() {
            client.send_all(b"abc").unwrap();
            server.sockets.shutdown(server.fd, Shutdown::Write).unwrap();
            assert_eq!(server.recv_exactly(3).unwrap(), b"abc");
            let limit = |limit| {
                server.sockets.set_option(server.fd, SocketOption::ReceiveTimeout(limit)).unwrap();
            };
            limit(Some(Duration::from_millis(5)));
            assert_eq!(server.recv(&mut [0; 1]), Err(Error::Io(Errno::EAGAIN)));
            limit(None);
            client.send_all(b"d").unwrap();
            assert_eq!(server.recv_exactly(1).unwrap(), b"d", "a timeout is not the end");
            close((client, server));
        }
    });
}

#[test]
fn a_stack_that_takes_nothing_is_not_asked_for_ever() {
    gives_back(|| {
        let sockets = Tap::moving_at_most(0).sockets();
        let server = host();
        let (listening, address) = listener(&server, None);
        let plain = stream(&sockets, None);
        sockets.connect(plain, &address).unwrap();
        assert_eq!(sockets.send_all(plain, b"x"), Err(Error::Io(Errno::EIO)));
        let context = Parties::new().client().build().unwrap();
        let secure = stream(&sockets, Some(&context));
        assert_eq!(sockets.connect(secure, &address), Err(Error::Io(Errno::EIO)));
        for fd in [plain, secure] {
            sockets.close(fd).unwrap();
        }
        server.close(listening).unwrap();
    });
}

#[test]
fn no_option_is_taken_for_another_on_the_way_through_the_table() {
    gives_back(|| {
        let driver: &'static HostSockets = Box::leak(Box::new(HostSockets::new()));
        let table: &'static SocketApi = Box::leak(Box::new(SocketApi::new(driver)));
        let fd = table.socket(Domain::Inet, SockType::Stream, Protocol::Tcp).unwrap();
        // TCP_NODELAY is number 1, which the original took for a timeout at any level.
        let names = [
            OptionName::NoDelay,
            OptionName::KeepAlive,
            OptionName::ReuseAddress,
            OptionName::ReceiveTimeout,
            OptionName::SendTimeout,
        ];
        let all = || names.map(|name| table.option(fd, name).unwrap());
        let limit = Some(Duration::from_millis(1500));
        for (place, option) in [
            SocketOption::NoDelay(true),
            SocketOption::KeepAlive(true),
            SocketOption::ReuseAddress(true),
            SocketOption::ReceiveTimeout(limit),
            SocketOption::SendTimeout(limit),
        ]
        .into_iter()
        .enumerate()
        {
            let mut expected = all();
            table.set_option(fd, option).unwrap();
            expected[place] = option;
            assert_eq!(all(), expected);
        }
        table.close(fd).unwrap();
    });
}

#[test]
fn threads_fail_each_with_its_own_error() {
    gives_back(|| {
        let sockets = host();
        let context = Parties::new().client().build().unwrap();
        let (unconnected, secure) = (stream(&sockets, None), stream(&sockets, Some(&context)));
        let closed = stream(&sockets, None);
        sockets.close(closed).unwrap();
        let to = "127.0.0.1:9".parse().unwrap();
        thread::scope(|scope| {
            for _ in 0..500 {
                scope.spawn(|| {
                    let outcome = sockets.send(unconnected, b"x", MsgFlags::NONE);
                    assert!(matches!(outcome, Err(Error::Io(Errno::EPIPE | Errno::ENOTCONN))), "{outcome:?}");
                });
                let outcome = sockets.sendto(secure, b"x", MsgFlags::NONE, &to);
                assert_eq!(outcome, Err(Error::Io(Errno::EOPNOTSUPP)));
                assert_eq!(sockets.close(closed), Err(Error::Io(Errno::EBADF)));
            }
        });
        for fd in [unconnected, secure] {
            sockets.close(fd).unwrap();
        }
    });
}
