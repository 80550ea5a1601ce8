//! Handles that name nothing, or nothing any more.

use alloc::collections::BTreeSet;
use core::time::Duration;
use std::thread;

use sockets::gzsock::Gzsock;
use sockets::zsock::{
    Domain, Events, Fd, MsgFlags, OptionName, PollFd, Protocol, Shutdown, SockType, SocketOption,
};
use sockets::{Errno, Error};

use crate::guard::gives_back;
use crate::harness::{Parties, host, listener, stream};

const GONE: Error = Error::Io(Errno::EBADF);
const NO_TIME: Option<Duration> = Some(Duration::ZERO);

/// Each call that takes a handle.
fn refused_by_every_call(sockets: &Gzsock, fd: Fd) {
    let address = "127.0.0.1:9".parse().unwrap();
    let (mut buffer, none) = ([0; 1], MsgFlags::NONE);
    let outcomes = [
        sockets.bind(fd, &address).err(),
        sockets.listen(fd, 1).err(),
        sockets.accept(fd).err(),
        sockets.connect(fd, &address).err(),
        sockets.handshake(fd).err(),
        sockets.send(fd, b"x", none).err(),
        sockets.send_all(fd, b"x").err(),
        sockets.recv(fd, &mut buffer, none).err(),
        sockets.sendto(fd, b"x", none, &address).err(),
        sockets.recvfrom(fd, &mut buffer, none).err(),
        sockets.shutdown(fd, Shutdown::Both).err(),
        sockets.getpeername(fd).err(),
        sockets.getsockname(fd).err(),
        sockets.set_option(fd, SocketOption::NoDelay(true)).err(),
        sockets.option(fd, OptionName::NoDelay).err(),
        sockets.is_secure(fd).err(),
        sockets.tls_info(fd).err(),
        sockets.close(fd).err(),
    ];
    for (number, outcome) in outcomes.into_iter().enumerate() {
        assert_eq!(outcome, Some(GONE), "call {number} on {fd:?}");
    }
    let mut fds = [PollFd::new(fd, Events::IN)];
    assert_eq!(sockets.poll(&mut fds, None), Ok(1), "and no wait");
    assert_eq!(fds[0].revents, Events::NVAL);
}

#[test]
fn wild_handles_are_refused_by_every_call() {
    gives_back(|| {
        let sockets = host();
        let context = Parties::new().client().build().unwrap();
        let (plain, secure) = (stream(&sockets, None), stream(&sockets, Some(&context)));
        for number in [i32::MIN, -2, -1, 0, 1, 2, 63, 64, 65, 127, 128, 1 << 14, i32::MAX] {
            if ![plain.0, secure.0].contains(&number) {
                refused_by_every_call(&sockets, Fd(number));
            }
        }
        for fd in [plain, secure] {
            sockets.close(fd).unwrap();
            refused_by_every_call(&sockets, fd);
        }
    });
}

#[test]
fn waiting_for_no_socket_at_all_is_only_a_wait() {
    gives_back(|| assert_eq!(host().poll(&mut [], NO_TIME), Ok(0)));
}

#[test]
fn a_failed_connection_is_closed_once_and_by_its_owner() {
    gives_back(|| {
        let sockets = host();
        let (listening, address) = listener(&sockets, None);
        sockets.close(listening).unwrap();
        let context = Parties::new().client().build().unwrap();
        let failed = stream(&sockets, Some(&context));
        let refused = Error::Io(Errno::ECONNREFUSED);
        assert_eq!(sockets.connect(failed, &address), Err(refused));
        // The original had closed it already, so that these would get its number.
        let others = [(); 4].map(|()| stream(&sockets, None));
        assert!(!others.contains(&failed));
        assert_eq!((sockets.close(failed), sockets.close(failed)), (Ok(()), Err(GONE)));
        for other in others {
            sockets.getsockname(other).unwrap();
            sockets.close(other).unwrap();
        }
    });
}

#[test]
fn threads_that_open_and_close_at_once_get_sockets_of_their_own() {
    gives_back(|| {
        let sockets = host();
        let context = Parties::new().client().build().unwrap();
        let opened = thread::scope(|scope| {
            let threads = [(); 4].map(|()| {
                scope.spawn(|| {
                    let fds: Vec<_> = (0..100).map(|_| stream(&sockets, Some(&context))).collect();
                    for fd in fds.iter().step_by(2) {
                        sockets.close(*fd).unwrap();
                    }
                    fds
                })
            });
            threads.map(|thread| thread.join().unwrap()).concat()
        });
        let distinct: BTreeSet<_> = opened.iter().map(|fd| fd.0).collect();
        assert_eq!(distinct.len(), opened.len(), "no handle was given out twice");
        let open = opened.iter().filter(|fd| sockets.close(**fd).is_ok()).count();
        assert_eq!(open, opened.len() / 2);
    });
}

#[test]
fn the_number_of_sockets_has_one_bound_and_a_name_for_it() {
    gives_back(|| {
        let sockets = host();
        let mut open = Vec::new();
        let last = loop {
            // As many as the host lets a process have, or the table has places.
            match sockets.socket(Domain::Inet, SockType::Datagram, Protocol::Default, None) {
                Ok(fd) => open.push(fd),
                Err(error) => break error,
            }
        };
        assert_eq!(last, Error::Io(Errno::EMFILE));
        assert!(open.len() > 128, "beyond what an 8-bit index counts: {}", open.len());
        open.into_iter().for_each(|fd| sockets.close(fd).unwrap());
        let again = stream(&sockets, None);
        sockets.close(again).unwrap();
    });
}
