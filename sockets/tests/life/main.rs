//! Handles and the ends of their sockets, by several threads in every order that memory allows: what `Gzsock` does around
//! calls that wait, with its own modules on loom's locks and atomics.

#[path = "../../src/handle.rs"]
#[expect(dead_code, reason = "not all of it is needed here")]
mod handle;
#[path = "../../src/gzsock/life.rs"]
#[expect(dead_code, reason = "not all of it is needed here")]
mod life;
mod lock;
mod stack;

extern crate alloc;

/// What `life` is made of here.
mod atomic {
    pub(crate) use loom::sync::Arc;
    pub(crate) use loom::sync::atomic::{AtomicBool, Ordering};
}

mod zsock {
    pub(crate) use sockets::zsock::{Fd, SocketDriver};
}

use loom::sync::Arc;
use loom::thread;
use sockets::Errno;

use self::stack::{Sockets, Waited, end, nobody};

const CLOSED: Result<(), Errno> = Err(Errno::EBADF);

#[test]
fn closing_wakes_a_receiver_whenever_it_comes() {
    loom::model(|| {
        let sockets = Sockets::new();
        let fd = sockets.open().unwrap();
        let receiver = {
            let sockets = Arc::clone(&sockets);
            thread::spawn(move || {
                sockets.on(fd, |endpoint| {
                    endpoint.socket.wait();
                    Ok(())
                })
            })
        };
        sockets.close(fd).unwrap();
        assert_eq!(receiver.join().unwrap(), CLOSED, "and never the end of a stream");
    });
}

#[test]
fn closing_wakes_a_handshake_that_is_about_to_begin() {
    loom::model(|| {
        let sockets = Sockets::new();
        let fd = sockets.open().unwrap();
        let connecting = {
            let sockets = Arc::clone(&sockets);
            thread::spawn(move || {
                sockets.on(fd, |endpoint| {
                    let session = Arc::new(Waited::new());
                    endpoint.life.begin(nobody(), Arc::clone(&session))?;
                    session.wait();
                    Ok(())
                })
            })
        };
        sockets.close(fd).unwrap();
        assert_eq!(connecting.join().unwrap(), CLOSED);
    });
}

#[test]
fn one_of_two_that_close_succeeds_and_the_next_socket_is_neithers() {
    loom::model(|| {
        let sockets = Sockets::new();
        let fd = sockets.open().unwrap();
        let other = {
            let sockets = Arc::clone(&sockets);
            thread::spawn(move || {
                let outcome = sockets.close(fd);
                (outcome, sockets.open().unwrap())
            })
        };
        let mine = sockets.close(fd);
        let (others, next) = other.join().unwrap();
        assert!(matches!((mine, others), (Ok(()), CLOSED) | (CLOSED, Ok(()))), "{mine:?} {others:?}");
        assert_ne!(next, fd);
        assert_eq!(sockets.on(fd, |_| Ok(())), CLOSED);
        assert_eq!(sockets.on(next, |_| Ok(())), Ok(()));
    });
}

#[test]
fn nothing_stays_open_in_sockets_that_were_handed_over() {
    loom::model(|| {
        let sockets = Sockets::new();
        let accepting = {
            let sockets = Arc::clone(&sockets);
            thread::spawn(move || sockets.open())
        };
        let (next, open) = sockets.0.with(nobody(), |open| open.hand_over(true)).unwrap();
        open.iter().for_each(|endpoint| end(endpoint));
        match accepting.join().unwrap() {
            // It came first, and was closed.
            Ok(fd) => {
                assert_eq!(open.len(), 1);
                assert_eq!(sockets.on(fd, |_| Ok(())), CLOSED);
                assert_eq!(next.find(fd).err(), Some(Errno::EBADF));
            }
            Err(errno) => assert_eq!((errno, open.len()), (Errno::ENETDOWN, 0)),
        }
    });
}
