//! The connection ends after the n-th byte of either direction, by a reset, an end of the stream or garbage: both sides say
//! so, in each state of the handshake and of the session, and never take it for a proper end.

use sockets::zssl::{TlsContext, TlsError};
use sockets::{Errno, Error};

use crate::guard::gives_back;
use crate::harness::{End, Parties, VERSIONS, host, listener, stream};
use crate::proxy::{self, From, cut};

/// Far enough apart for a quick test; with the lengths of messages varying by their signatures it meets every place.
const STEP: usize = 29;
/// What the server sends once the handshake is done, and expects back.
const DATA: &[u8] = &[7; 100];

/// What one side got: its handshake, an exchange, and the proper end.
fn server_side(end: &End) -> Result<(), Error> {
    end.send_all(DATA)?;
    receive(end)?;
    Ok(())
}

fn client_side(end: &End) -> Result<(), Error> {
    receive(end)?;
    end.send_all(DATA)?;
    match end.recv(&mut [0; 1])? {
        0 => Ok(()),
        _ => panic!("nothing else was sent"),
    }
}

/// Receives the data; an end before that would be one that was not proper.
fn receive(end: &End) -> Result<(), Error> {
    let mut left = DATA.len();
    while left > 0 {
        match end.recv(&mut [0; 128][..left])? {
            0 => panic!("a cut that looks like a proper end"),
            len => left -= len,
        }
    }
    Ok(())
}

/// What went wrong for client and server, and whether the connection was cut at all.
fn meet(
    contexts: &(TlsContext, TlsContext),
    how: proxy::End,
    from: From,
    after: usize,
) -> ([Option<Error>; 2], bool) {
    let (client, server) = (host(), host());
    let (listening, address) = listener(&server, Some(&contexts.1));
    let (through, carrying) = cut(address, how, from, after);
    std::thread::scope(|scope| {
        let serving = scope.spawn(|| {
            let (fd, _) = server.accept(listening).unwrap();
            let end = End { sockets: server.clone(), fd };
            let outcome = server.handshake(fd).and_then(|()| server_side(&end));
            end.close();
            outcome.err()
        });
        let fd = stream(&client, Some(&contexts.0));
        let end = End { sockets: client.clone(), fd };
        let outcome = client.connect(fd, &through).and_then(|()| client_side(&end));
        end.close();
        let served = serving.join().unwrap();
        server.close(listening).unwrap();
        ([outcome.err(), served], carrying.join().unwrap())
    })
}

/// What may come of it: an end that names itself as such; after garbage also whatever is wrong with that.
fn fits(error: &Error, how: proxy::End) -> bool {
    match error {
        Error::Tls(TlsError::Truncated | TlsError::ClosedDuringHandshake) => true,
        Error::Tls(_) => how == proxy::End::Garbage,
        Error::Io(errno) => [Errno::ECONNRESET, Errno::EPIPE, Errno::ECONNABORTED].contains(errno),
        _ => false,
    }
}

fn everywhere(how: proxy::End, from: From) {
    for version in VERSIONS {
        let parties = Parties::new();
        let contexts = (
            parties.device().versions(&[version]).build().unwrap(),
            parties.server().versions(&[version]).build().unwrap(),
        );
        let mut after = 1;
        loop {
            let (failures, cut) = meet(&contexts, how, from, after);
            let place = format!("TLS {version}, {how:?} after {after} bytes of the {from:?}");
            for error in failures.iter().flatten() {
                assert!(fits(error, how), "{place}: {error:?}");
            }
            if !cut {
                assert_eq!(failures, [None, None], "{place}: nothing was cut");
                break;
            }
            after += STEP;
        }
        assert!(after > 600, "{after} bytes are no handshake");
    }
}

#[test]
fn a_reset_after_any_byte_of_the_client() {
    gives_back(|| everywhere(proxy::End::Reset, From::Client));
}

#[test]
fn a_reset_after_any_byte_of_the_server() {
    gives_back(|| everywhere(proxy::End::Reset, From::Server));
}

#[test]
fn an_end_of_the_stream_after_any_byte_of_the_client() {
    gives_back(|| everywhere(proxy::End::Fin, From::Client));
}

#[test]
fn an_end_of_the_stream_after_any_byte_of_the_server() {
    gives_back(|| everywhere(proxy::End::Fin, From::Server));
}

#[test]
fn garbage_after_any_byte_of_the_client() {
    gives_back(|| everywhere(proxy::End::Garbage, From::Client));
}

#[test]
fn garbage_after_any_byte_of_the_server() {
    gives_back(|| everywhere(proxy::End::Garbage, From::Server));
}
