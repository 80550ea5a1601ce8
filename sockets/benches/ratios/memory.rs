//! Bytes of heap that an idle secure socket takes: open, its handshake done, nothing on its way.

use alloc::sync::Arc;
use std::thread;

use crate::ends::{Dial, Stream};
use crate::ffi::live;
use crate::secure::Settings;

/// Sockets of each kind; a table that grows counts with each of them.
const SOCKETS: usize = 32;

pub(crate) const WHAT: &str = "TLS: heap of an idle socket";

pub(crate) fn compare(settings: &Settings) {
    let theirs = idle(&settings.rustls(1 << 14));
    let ours = idle(&settings.gzsock(1 << 14));
    for (side, theirs, ours) in [("client", theirs.0, ours.0), ("server", theirs.1, ours.1)] {
        let ratio = ours as f64 / theirs as f64;
        println!("| {WHAT}, {side} | {theirs} B | {ours} B | {ratio:.3} |");
    }
}

/// Bytes of a client, and of a server. Each side has a thread, which counts what it allocates.
fn idle(dial: &Dial) -> (isize, isize) {
    let (connect, accept) = (Arc::clone(&dial.connect), Arc::clone(&dial.accept));
    let client = thread::spawn(move || grow(|| exchange(connect(), true)));
    let server = thread::spawn(move || grow(|| exchange(accept(), false)));
    let ((client, clients), (server, servers)) = (client.join().unwrap(), server.join().unwrap());
    drop((clients, servers));
    (client, server)
}

/// By how much a socket makes the heap grow, and the sockets.
fn grow(open: impl Fn() -> Box<dyn Stream>) -> (isize, Vec<Box<dyn Stream>>) {
    // The first one brings what all share.
    let mut sockets = Vec::with_capacity(1 + SOCKETS);
    sockets.push(open());
    let before = live();
    sockets.extend((0..SOCKETS).map(|_| open()));
    ((live() - before) / SOCKETS.cast_signed(), sockets)
}

/// A record of 16 KB there and one back.
fn exchange(mut stream: Box<dyn Stream>, first: bool) -> Box<dyn Stream> {
    let mut data = vec![0; 1 << 14];
    for sends in [first, !first] {
        if sends {
            stream.write_all(&data).and_then(|()| stream.flush()).unwrap();
        } else {
            stream.read_exact(&mut data).unwrap();
        }
    }
    stream
}
