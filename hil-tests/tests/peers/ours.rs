//! Our side: secure sockets whose key is in the chip.

use core::time::Duration;
use std::sync::Arc;

use rustls::crypto::ring;
use sockets::gzsock::Gzsock;
use sockets::zsock::{Domain, Fd, MsgFlags, Protocol, Shutdown, SockType, SocketOption};
use sockets::zssl::{ContextBuilder, TlsContext, TlsInfo};
use tls_glue::{KeyExchange, Options, Provider, RandomSource};

use crate::chip::Chip;
use crate::files::Files;
use crate::rows::{Parts, Row};
use crate::table::Policy;

/// A peer that is silent for so long hangs.
const PATIENCE: Duration = Duration::from_secs(30);

/// The host's cryptography, with the chip's parts laid over it.
fn provider(chip: &Chip, parts: Parts) -> Provider {
    let mut options = Options::default();
    if parts.have(Parts::KeyExchange) {
        options = options.key_exchange(KeyExchange::Element);
    }
    if parts.have(Parts::Random) {
        options = options.random(RandomSource::Element);
    }
    if parts.have(Parts::Verify) {
        options = options.verify_chains().verify_handshakes();
    }
    tls_glue::provider(ring::default_provider(), chip.table, options)
}

/// Where the peer is restricted to the version of the row we are not, so that it is negotiated.
fn versions<S>(context: ContextBuilder<S>, row: &Row) -> ContextBuilder<S> {
    if row.entry.is_restricted() { context } else { context.versions(&[row.version]) }
}

pub(crate) fn client(chip: &Chip, files: &Files, row: &Row) -> TlsContext {
    let context = TlsContext::client(provider(chip, row.parts)).trust(files.read("ca.pem"));
    let context = versions(context.server_name("localhost"), row);
    let context = if row.certified { context.identity(chip.identity(files)) } else { context };
    context.build().unwrap()
}

pub(crate) fn server(chip: &Chip, files: &Files, row: &Row) -> TlsContext {
    let context = TlsContext::server(provider(chip, row.parts)).identity(chip.identity(files));
    let context = versions(context.trust(files.read("ca.pem")), row);
    let context = match row.policy {
        Policy::None => context,
        Policy::Optional => context.request_client_certificate(),
        Policy::Required => context.require_client_certificate(),
    };
    context.build().unwrap()
}

/// A socket that ends when it is dropped, and the first failure on it as its message.
pub(crate) struct End {
    sockets: Arc<Gzsock>,
    fd: Fd,
}

pub(crate) type Outcome<T> = Result<T, String>;

impl End {
    fn open(context: &TlsContext) -> Self {
        let sockets = Arc::new(Gzsock::host());
        let fd = sockets.socket(Domain::Inet, SockType::Stream, Protocol::Default, Some(context)).unwrap();
        sockets.set_option(fd, SocketOption::ReceiveTimeout(Some(PATIENCE))).unwrap();
        Self { sockets, fd }
    }

    pub(crate) fn connect(context: &TlsContext, port: u16) -> Outcome<Self> {
        let end = Self::open(context);
        end.sockets.connect(end.fd, &([127, 0, 0, 1], port).into()).map_err(|error| error.to_string())?;
        Ok(end)
    }

    /// A listening one, and its port.
    pub(crate) fn listen(context: &TlsContext) -> (Self, u16) {
        let end = Self::open(context);
        end.sockets.bind(end.fd, &([127, 0, 0, 1], 0).into()).unwrap();
        end.sockets.listen(end.fd, 1).unwrap();
        let port = end.sockets.getsockname(end.fd).unwrap().port();
        (end, port)
    }

    /// The first client's, after the handshake.
    pub(crate) fn accept(&self) -> Outcome<Self> {
        let (fd, _) = self.sockets.accept(self.fd).expect("nobody connects");
        let end = Self { sockets: self.sockets.clone(), fd };
        end.sockets.set_option(fd, SocketOption::ReceiveTimeout(Some(PATIENCE))).unwrap();
        end.sockets.handshake(fd).map_err(|error| error.to_string())?;
        Ok(end)
    }

    pub(crate) fn info(&self) -> TlsInfo {
        self.sockets.tls_info(self.fd).unwrap().unwrap()
    }

    pub(crate) fn send(&self, data: &[u8]) -> Outcome<()> {
        self.sockets.send_all(self.fd, data).map_err(|error| error.to_string())
    }

    /// What has come; nothing at the peer's close_notify.
    pub(crate) fn recv(&self) -> Outcome<Vec<u8>> {
        let mut piece = vec![0; 16 * 1024];
        let len =
            self.sockets.recv(self.fd, &mut piece, MsgFlags::NONE).map_err(|error| error.to_string())?;
        piece.truncate(len);
        Ok(piece)
    }

    /// Exactly this much.
    pub(crate) fn recv_exactly(&self, len: usize) -> Outcome<Vec<u8>> {
        let mut data = vec![0; len];
        let mut rest = data.as_mut_slice();
        while !rest.is_empty() {
            match self.sockets.recv(self.fd, rest, MsgFlags::NONE).map_err(|error| error.to_string())? {
                0 => return Err("the peer closed early".into()),
                got => rest = &mut rest[got..],
            }
        }
        Ok(data)
    }

    /// Sends `data` while `len` bytes are received.
    pub(crate) fn exchange(&self, data: &[u8], len: usize) -> Outcome<Vec<u8>> {
        std::thread::scope(|scope| {
            let sending = scope.spawn(|| self.send(data));
            let received = self.recv_exactly(len)?;
            sending.join().unwrap()?;
            Ok(received)
        })
    }

    /// Sends close_notify; receiving goes on.
    pub(crate) fn say_goodbye(&self) -> Outcome<()> {
        self.sockets.shutdown(self.fd, Shutdown::Write).map_err(|error| error.to_string())
    }

    /// Waits for the peer's close_notify.
    pub(crate) fn expect_end(&self) -> Outcome<()> {
        let rest = self.recv()?;
        if rest.is_empty() { Ok(()) } else { Err(format!("{} bytes too many came", rest.len())) }
    }
}

impl Drop for End {
    fn drop(&mut self) {
        _ = self.sockets.close(self.fd);
    }
}
