//! Ends of connections: the standard library's and gzsock's.

use alloc::sync::Arc;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};

use sockets::gzsock::Gzsock;
use sockets::zsock::{Domain, Fd, MsgFlags, Protocol, SockType, SocketOption};
use sockets::zssl::TlsContext;

/// One end of a connection.
pub(crate) trait Stream: Read + Write + Send {
    /// Says goodbye, if dropping it does not.
    fn finish(&mut self);
}

type Open = Arc<dyn Fn() -> Box<dyn Stream> + Send + Sync>;

/// A way to make connections.
pub(crate) struct Dial {
    pub(crate) connect: Open,
    pub(crate) accept: Open,
}

impl Stream for TcpStream {
    fn finish(&mut self) {}
}

pub(crate) fn std_tcp() -> Dial {
    over_tcp(|tcp| Box::new(tcp), |tcp| Box::new(tcp))
}

/// Connections of the standard library, with something on them at either end.
pub(crate) fn over_tcp(
    client: impl Fn(TcpStream) -> Box<dyn Stream> + Send + Sync + 'static,
    server: impl Fn(TcpStream) -> Box<dyn Stream> + Send + Sync + 'static,
) -> Dial {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    Dial {
        connect: Arc::new(move || client(prompt(TcpStream::connect(address).unwrap()))),
        accept: Arc::new(move || server(prompt(listener.accept().unwrap().0))),
    }
}

/// Without waiting for more to send (`TCP_NODELAY`).
fn prompt(tcp: TcpStream) -> TcpStream {
    tcp.set_nodelay(true).unwrap();
    tcp
}

pub(crate) fn gzsock() -> Dial {
    over_gzsock(None)
}

/// Connections of gzsock; secure ones with the contexts of client and server.
pub(crate) fn over_gzsock(contexts: Option<(TlsContext, TlsContext)>) -> Dial {
    let (client, server) = contexts.unzip();
    let sockets = Arc::new(Gzsock::host());
    let listener = open(&sockets, server.as_ref());
    sockets.bind(listener, &"127.0.0.1:0".parse().unwrap()).unwrap();
    sockets.listen(listener, 128).unwrap();
    let address = sockets.getsockname(listener).unwrap();
    let accepting = Arc::clone(&sockets);
    Dial {
        connect: Arc::new(move || {
            let fd = open(&sockets, client.as_ref());
            sockets.set_option(fd, SocketOption::NoDelay(true)).unwrap();
            sockets.connect(fd, &address).unwrap();
            Box::new(End { sockets: Arc::clone(&sockets), fd })
        }),
        accept: Arc::new(move || {
            let (fd, _) = accepting.accept(listener).unwrap();
            accepting.set_option(fd, SocketOption::NoDelay(true)).unwrap();
            Box::new(End { sockets: Arc::clone(&accepting), fd })
        }),
    }
}

fn open(sockets: &Gzsock, context: Option<&TlsContext>) -> Fd {
    sockets.socket(Domain::Inet, SockType::Stream, Protocol::Default, context).unwrap()
}

struct End {
    sockets: Arc<Gzsock>,
    fd: Fd,
}

impl Read for End {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.sockets.recv(self.fd, buffer, MsgFlags::NONE).map_err(io::Error::other)
    }
}

impl Write for End {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.sockets.send(self.fd, data, MsgFlags::NONE).map_err(io::Error::other)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Stream for End {
    fn finish(&mut self) {}
}

impl Drop for End {
    /// Says goodbye too, where there is TLS.
    fn drop(&mut self) {
        self.sockets.close(self.fd).unwrap();
    }
}
