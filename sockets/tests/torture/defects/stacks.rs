//! A program may have several stacks, and each keeps what is its own.

use alloc::sync::Arc;
use std::thread;

use sockets::gzsock::Gzsock;
use sockets::zsock::MsgFlags;
use sockets::{Errno, Error};

use crate::guard::gives_back;
use crate::harness::{Parties, host, listener, meet, stream};
use crate::tap::Tap;

#[test]
fn two_stacks_serve_at_once() {
    gives_back(|| {
        let parties = Parties::new();
        let (client, server) = (parties.client().build().unwrap(), parties.open_server().build().unwrap());
        let (first, second) = (Tap::new(), Tap::new());
        thread::scope(|scope| {
            for tap in [&first, &second] {
                scope.spawn(|| {
                    let stack: Arc<Gzsock> = tap.sockets();
                    let (client, server) = meet((&stack, &client), (&stack, &server));
                    let (client, server) = (client.unwrap(), server.unwrap());
                    client.send_all(b"x").unwrap();
                    assert_eq!(server.recv_exactly(1).unwrap(), b"x");
                    client.close();
                    server.close();
                });
            }
        });
        // Each went through its own driver: a listener and a client.
        assert_eq!((first.opened(), second.opened()), (2, 2));
        assert!(!first.sent().is_empty() && !second.sent().is_empty());
    });
}

#[test]
fn a_handle_of_one_stack_is_none_of_another() {
    gives_back(|| {
        let (first, second) = (host(), host());
        let (_, address) = listener(&first, None);
        let fds: Vec<_> = (0..3).map(|_| stream(&first, None)).collect();
        let fd = fds[2];
        first.connect(fd, &address).unwrap();
        assert_eq!(second.send(fd, b"x", MsgFlags::NONE), Err(Error::Io(Errno::EBADF)));
        drop((first, second));
    });
}
