//! Waiting for several sockets of the host at once.

use core::time::Duration;
use std::thread;

use sockets::driver::host::HostSockets;
use sockets::zsock::{Domain, Events, Fd, MsgFlags, PollFd, Protocol, SockType, SocketDriver};

/// Long enough to be taken for ever if a poll did not end by itself.
const LONG: Option<Duration> = Some(Duration::from_secs(3600));

fn stream(host: &HostSockets) -> Fd {
    host.socket(Domain::Inet, SockType::Stream, Protocol::Tcp).unwrap()
}

#[test]
fn a_poll_tells_who_is_ready_for_what() {
    let host = HostSockets::new();
    let listener = stream(&host);
    host.bind(listener, &"127.0.0.1:0".parse().unwrap()).unwrap();
    host.listen(listener, 1).unwrap();
    let mut waiting = [PollFd::new(listener, Events::IN)];
    assert_eq!(host.poll(&mut waiting, Some(Duration::ZERO)), Ok(0));
    assert!(waiting[0].revents.is_empty());

    let client = stream(&host);
    host.connect(client, &host.getsockname(listener).unwrap()).unwrap();
    assert_eq!(host.poll(&mut waiting, LONG), Ok(1));
    assert_eq!(waiting[0].revents, Events::IN);

    let (server, _) = host.accept(listener).unwrap();
    let mut both = [PollFd::new(client, Events::IN | Events::OUT), PollFd::new(server, Events::IN)];
    assert_eq!(host.poll(&mut both, LONG), Ok(1));
    assert_eq!([both[0].revents, both[1].revents], [Events::OUT, Events::NONE]);
    host.send(client, b"x", MsgFlags::NONE).unwrap();
    both[0].events = Events::IN;
    assert_eq!(host.poll(&mut both, LONG), Ok(1));
    assert_eq!([both[0].revents, both[1].revents], [Events::NONE, Events::IN]);
}

#[test]
fn a_socket_that_is_not_there_ends_the_wait() {
    let host = HostSockets::new();
    let (open, closed) = (stream(&host), stream(&host));
    host.bind(open, &"127.0.0.1:0".parse().unwrap()).unwrap();
    host.listen(open, 1).unwrap();
    host.close(closed).unwrap();
    let mut fds = [PollFd::new(open, Events::IN), PollFd::new(closed, Events::IN)];
    assert_eq!(host.poll(&mut fds, None), Ok(1));
    assert_eq!([fds[0].revents, fds[1].revents], [Events::NONE, Events::NVAL]);
}

#[test]
fn a_socket_that_is_closed_meanwhile_ends_the_wait() {
    let host = HostSockets::new();
    let (listener, datagrams) =
        (stream(&host), host.socket(Domain::Inet, SockType::Datagram, Protocol::Udp).unwrap());
    host.bind(listener, &"127.0.0.1:0".parse().unwrap()).unwrap();
    host.listen(listener, 1).unwrap();
    for fd in [listener, datagrams] {
        thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let mut fds = [PollFd::new(fd, Events::IN)];
                (host.poll(&mut fds, None), fds[0].revents)
            });
            // Whether it sleeps already or only comes to it, the answer is the same.
            thread::yield_now();
            host.close(fd).unwrap();
            assert_eq!(waiting.join().unwrap(), (Ok(1), Events::NVAL));
        });
    }
}
