//! What the two ends of a connection do.

use std::sync::mpsc;
use std::thread;

use crate::Turn;
use crate::ends::{Dial, Stream};

/// Again and again the client sends, and the server answers with one byte when all has come.
#[derive(Clone, Copy)]
pub(crate) struct Work {
    /// How often in a turn.
    repeat: usize,
    /// Bytes that are sent at once.
    piece: usize,
    /// How many of them come before an answer.
    pieces: usize,
}

impl Work {
    pub(crate) const PING: Self = Self { repeat: 50, piece: 1, pieces: 1 };
    pub(crate) const STREAM: Self = Self { repeat: 1, piece: 1 << 16, pieces: 32 };
    /// A connection, a byte there and back, and a proper end.
    pub(crate) const CONNECT: Self = Self { repeat: 4, piece: 0, pieces: 0 };

    /// A connection of this kind, and what does a turn on it.
    pub(crate) fn turn(self, dial: Dial) -> Turn {
        let (mut client, mut server) = meet(&dial);
        thread::spawn(move || while self.serve(&mut *server) {});
        let data = vec![0x5a; self.piece];
        Box::new(move || {
            for _ in 0..self.repeat {
                for _ in 0..self.pieces {
                    client.write_all(&data).unwrap();
                }
                client.flush().unwrap();
                client.read_exact(&mut [0]).unwrap();
            }
        })
    }

    /// Takes what is sent, and answers. Gives whether the stream goes on.
    fn serve(self, server: &mut dyn Stream) -> bool {
        let (mut left, mut buffer) = (self.piece * self.pieces, vec![0; self.piece]);
        while left > 0 {
            let most = left.min(buffer.len());
            match server.read(&mut buffer[..most]) {
                Ok(0) | Err(_) => return false,
                Ok(len) => left -= len,
            }
        }
        server.write_all(&[1]).and_then(|()| server.flush()).is_ok()
    }

    /// What a turn of so many seconds means.
    pub(crate) fn describe(self, seconds: f64) -> String {
        let one = seconds / self.repeat as f64;
        match self.piece {
            0 => format!("{:.0}/s", 1.0 / one),
            1 => format!("{:.1} µs", one * 1e6),
            piece => format!("{:.0} MB/s", (piece * self.pieces) as f64 / one / 1e6),
        }
    }
}

/// The two ends of a new connection, ready for use.
pub(crate) fn meet(dial: &Dial) -> (Box<dyn Stream>, Box<dyn Stream>) {
    let accept = dial.accept.clone();
    let server = thread::spawn(move || greet(accept()));
    let client = welcome((dial.connect)());
    (client, server.join().unwrap())
}

/// The server's first byte; it makes both sides finish their handshakes.
fn greet(mut server: Box<dyn Stream>) -> Box<dyn Stream> {
    server.read_exact(&mut [0]).unwrap();
    server.write_all(&[1]).unwrap();
    server.flush().unwrap();
    server
}

fn welcome(mut client: Box<dyn Stream>) -> Box<dyn Stream> {
    client.write_all(&[0]).unwrap();
    client.flush().unwrap();
    client.read_exact(&mut [0]).unwrap();
    client
}

/// A turn of making connections and ending them.
pub(crate) fn connections(dial: Dial) -> Turn {
    let accept = dial.accept.clone();
    let (next, asked) = mpsc::channel::<()>();
    thread::spawn(move || {
        for () in asked {
            let mut server = greet(accept());
            assert_eq!(server.read(&mut [0]).unwrap(), 0, "the client says goodbye first");
            server.finish();
        }
    });
    Box::new(move || {
        for _ in 0..Work::CONNECT.repeat {
            next.send(()).unwrap();
            welcome((dial.connect)()).finish();
        }
    })
}
