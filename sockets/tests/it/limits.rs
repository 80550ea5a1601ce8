//! No more sockets than the limits allow, with an error that says which limit it is, and nothing done for the socket that is
//! one too many.

use alloc::sync::Arc;

use sockets::driver::host::HostSockets;
use sockets::gzsock::{Gzsock, LimitReached, Limits};
use sockets::zsock::{Domain, Protocol, SockType};
use sockets::zssl::TlsContext;
use sockets::{Errno, Error};

use crate::harness::{Parties, listener, stream};

const NONE: usize = usize::MAX;

fn limited(sockets: usize, secure_sockets: usize) -> Gzsock {
    Gzsock::with_limits(Arc::new(HostSockets::new()), Limits { sockets, secure_sockets })
}

fn refused(sockets: &Gzsock, context: Option<&TlsContext>) -> Error {
    sockets.socket(Domain::Inet, SockType::Stream, Protocol::Default, context).unwrap_err()
}

#[test]
fn one_socket_too_many_is_refused_until_another_is_closed() {
    let sockets = limited(2, NONE);
    let [first, _] = [(); 2].map(|()| stream(&sockets, None));
    let error = refused(&sockets, None);
    assert_eq!(error, Error::Limit(LimitReached::Sockets(2)));
    assert_eq!(error.errno(), Errno::EMFILE);
    assert!(error.to_string().contains("ZERYNTH_MAX_SOCKETS"), "{error}");
    sockets.close(first).unwrap();
    stream(&sockets, None);
    assert_eq!(refused(&sockets, None), error);
}

#[test]
fn secure_sockets_have_a_limit_of_their_own() {
    let parties = Parties::new();
    let (client, server) = (parties.client().build().unwrap(), parties.open_server().build().unwrap());
    let sockets = limited(NONE, 1);
    // A listener has no session.
    listener(&sockets, Some(&server));
    let first = stream(&sockets, Some(&client));
    let error = refused(&sockets, Some(&client));
    assert_eq!(error, Error::Limit(LimitReached::SecureSockets(1)));
    assert!(error.to_string().contains("ZERYNTH_SSL_MAX_SOCKS"), "{error}");
    stream(&sockets, None);
    sockets.close(first).unwrap();
    stream(&sockets, Some(&client));
}

#[test]
fn a_connection_for_which_there_is_no_room_waits_until_there_is() {
    let parties = Parties::new();
    let server = parties.open_server().build().unwrap();
    let (sockets, clients) = (limited(NONE, 1), limited(NONE, NONE));
    let (listening, address) = listener(&sockets, Some(&server));
    let peers = [(); 2].map(|()| {
        let peer = stream(&clients, None);
        clients.connect(peer, &address).unwrap();
        clients.getsockname(peer).unwrap()
    });
    let (accepted, first) = sockets.accept(listening).unwrap();
    assert_eq!(sockets.accept(listening).unwrap_err(), Error::Limit(LimitReached::SecureSockets(1)));
    sockets.close(accepted).unwrap();
    let (_, second) = sockets.accept(listening).unwrap();
    assert_eq!([first, second], peers);
}
