//! A middlebox between a client and a server that ends the connection after so many bytes, as it is told.

use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

use socket2::SockRef;

/// How the connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Both sides get a reset.
    Reset,
    /// Both sides get an end of the stream.
    Fin,
    /// The one who was being sent to gets something else instead of the rest, then both an end of the stream.
    Garbage,
}

/// Which direction is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    Client,
    Server,
}

/// Carries one connection to `server` until `after` bytes of one direction have passed; gives where it listens, and in
/// the end whether it came to the cut.
pub(crate) fn cut(server: SocketAddr, end: End, from: From, after: usize) -> (SocketAddr, JoinHandle<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let carrying = thread::spawn(move || {
        let client = listener.accept().unwrap().0;
        let server = TcpStream::connect(server).unwrap();
        let (counted, other) = match from {
            From::Client => (&client, &server),
            From::Server => (&server, &client),
        };
        let cut = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                carry(other, counted, usize::MAX);
                pass_on_the_end(counted, &cut);
            });
            if carry(counted, other, after) {
                cut.store(true, Ordering::Relaxed);
                finish(counted, other, end);
            } else {
                pass_on_the_end(other, &cut);
            }
        });
        cut.into_inner()
    });
    (address, carrying)
}

fn pass_on_the_end(to: &TcpStream, cut: &AtomicBool) {
    if !cut.load(Ordering::Relaxed) {
        _ = to.shutdown(Shutdown::Write);
    }
}

/// Ends both sides, so that whoever carries the other direction stops too.
fn finish(counted: &TcpStream, mut other: &TcpStream, end: End) {
    if end == End::Garbage {
        // Neither a record nor text.
        let garbage: Vec<u8> = (0..=255_u8).map(|n| n.wrapping_mul(167) ^ 0x5a).collect();
        _ = other.write_all(&garbage);
    }
    for side in [counted, other] {
        if end == End::Reset {
            // It goes out when the socket is closed; until then this wakes who reads from it.
            SockRef::from(side).set_linger(Some(Duration::ZERO)).unwrap();
            _ = side.shutdown(Shutdown::Read);
        } else {
            _ = side.shutdown(Shutdown::Both);
        }
    }
}

/// Carries bytes until the end of the stream or the limit; gives whether it was the limit.
fn carry(mut from: &TcpStream, mut to: &TcpStream, limit: usize) -> bool {
    let mut chunk = [0; 4096];
    let mut left = limit;
    while left > 0 {
        let most = chunk.len().min(left);
        match from.read(&mut chunk[..most]) {
            Ok(len @ 1..) if to.write_all(&chunk[..len]).is_ok() => left -= len,
            _ => return false,
        }
    }
    true
}
