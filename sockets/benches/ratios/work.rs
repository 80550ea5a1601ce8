//! What the two ends of a connection do.

use alloc::sync::Arc;
use std::sync::mpsc;
use std::thread;

use crate::Turn;
use crate::ends::{Dial, Stream};

/// What a turn consists of.
#[derive(Clone, Copy)]
pub(crate) enum Work {
    /// A byte there and one back, between two threads.
    Ping,
    /// A piece that is sent and received by one thread, so that nothing in it waits for the system's scheduler.
    Stream,
    /// A connection between two threads, a byte there and one back, and a proper end.
    Connect,
}

/// Bytes of a piece: less than what the system holds for a receiver.
const PIECE: usize = 1 << 16;

impl Work {
    /// How often it is done in a turn.
    const fn repeat(self) -> usize {
        match self {
            Self::Ping => 50,
            Self::Stream => 16,
            Self::Connect => 4,
        }
    }

    /// What does a turn on a new connection, or with new ones.
    pub(crate) fn turn(self, dial: &Dial) -> Turn {
        let mut once = match self {
            Self::Ping => ping(meet(dial)),
            Self::Stream => stream(meet(dial)),
            Self::Connect => connect(dial),
        };
        Box::new(move || (0..self.repeat()).for_each(|_| once()))
    }

    /// What a turn of so many seconds means.
    pub(crate) fn describe(self, seconds: f64) -> String {
        let one = seconds / self.repeat() as f64;
        match self {
            Self::Ping => format!("{:.1} µs", one * 1e6),
            Self::Stream => format!("{:.0} MB/s", PIECE as f64 / one / 1e6),
            Self::Connect => format!("{:.0}/s", 1.0 / one),
        }
    }
}

fn ping((mut client, mut server): Pair) -> Turn {
    thread::spawn(move || {
        while server.read_exact(&mut [0]).is_ok() {
            server.write_all(&[1]).and_then(|()| server.flush()).unwrap();
        }
    });
    Box::new(move || welcome(&mut *client))
}

fn stream((mut client, mut server): Pair) -> Turn {
    let (data, mut buffer) = (vec![0x5a; PIECE], vec![0; PIECE]);
    Box::new(move || {
        client.write_all(&data).and_then(|()| client.flush()).unwrap();
        server.read_exact(&mut buffer).unwrap();
    })
}

/// Makes connections and ends them.
fn connect(dial: &Dial) -> Turn {
    let (connect, accept) = (Arc::clone(&dial.connect), Arc::clone(&dial.accept));
    let (next, asked) = mpsc::channel::<()>();
    thread::spawn(move || {
        for () in asked {
            let mut server = accept();
            greet(&mut *server);
            assert_eq!(server.read(&mut [0]).unwrap(), 0, "the client says goodbye first");
            server.finish();
        }
    });
    Box::new(move || {
        next.send(()).unwrap();
        let mut client = connect();
        welcome(&mut *client);
        client.finish();
    })
}

type Pair = (Box<dyn Stream>, Box<dyn Stream>);

/// The two ends of a new connection, ready for use.
fn meet(dial: &Dial) -> Pair {
    let accept = Arc::clone(&dial.accept);
    let server = thread::spawn(move || {
        let mut server = accept();
        greet(&mut *server);
        server
    });
    let mut client = (dial.connect)();
    welcome(&mut *client);
    (client, server.join().unwrap())
}

/// The server's first byte; it makes both sides finish their handshakes.
fn greet(server: &mut dyn Stream) {
    server.read_exact(&mut [0]).unwrap();
    server.write_all(&[1]).and_then(|()| server.flush()).unwrap();
}

fn welcome(client: &mut dyn Stream) {
    client.write_all(&[0]).and_then(|()| client.flush()).unwrap();
    client.read_exact(&mut [0]).unwrap();
}
