//! Peers that do not behave.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// A TCP server that answers each connection with `bytes` and closes it; gives its port.
pub(crate) fn answering(bytes: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for socket in listener.incoming() {
            let mut socket: TcpStream = socket.unwrap();
            let _ = socket.read(&mut [0; 4096]);
            let _ = socket.write_all(bytes);
        }
    });
    port
}

/// A port on which nobody listens: tcpmux died out.
pub(crate) const CLOSED_PORT: u16 = 1;
