use alloc::sync::Arc;
use core::fmt::Write;
use core::net::{Ipv4Addr, SocketAddr};

use cortex_m_examples::{Clock, Uart};
use hwcrypto_api::HwCrypto;
use sockets::gzsock::Gzsock;
use sockets::zsock::{Domain, Fd, MsgFlags, Protocol, SockType};
use sockets::zssl::TlsContext;
use sockets::{ConfigError, Error};

use crate::line::Line;
use crate::settings::{OPEN, REQUIRED, Settings};
use crate::usage::Usage;
use crate::{Failure, context};

/// What the firmware is in TLS, from its context to the end of its only connection.
pub type Role = fn(&Settings, &'static HwCrypto, &mut Uart) -> Result<(), Failure>;

/// The line has no addresses.
const ANY: SocketAddr = SocketAddr::new(core::net::IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);
const GREETING: &[u8] = b"hello from the element\n";

/// A client: sends a line, receives one, closes.
///
/// # Errors
/// Whatever goes wrong.
pub fn client(settings: &Settings, element: &'static HwCrypto, console: &mut Uart) -> Result<(), Failure> {
    let network = Network::new();
    let context = network.context(console, || context::client(settings, element))?;
    let fd = network.handshake(console, || {
        let fd = network.open(&context)?;
        network.sockets.connect(fd, &ANY)?;
        Ok(fd)
    })?;
    network.exchange(console, |buffer| {
        network.sockets.send_all(fd, GREETING)?;
        network.sockets.recv(fd, buffer, MsgFlags::NONE)
    })?;
    network.sockets.close(fd)?;
    _ = writeln!(console, "closed");
    Ok(())
}

/// A server: sends a line back, and waits for the client to close.
///
/// # Errors
/// Whatever goes wrong.
pub fn server(settings: &Settings, element: &'static HwCrypto, console: &mut Uart) -> Result<(), Failure> {
    let network = Network::new();
    let context = network.context(console, || context::server(settings, element))?;
    let fd = network.handshake(console, || {
        let listener = network.open(&context)?;
        network.sockets.bind(listener, &ANY)?;
        network.sockets.listen(listener, 1)?;
        let (fd, _) = network.sockets.accept(listener)?;
        network.sockets.handshake(fd)?;
        Ok(fd)
    })?;
    network.exchange(console, |buffer| {
        let len = network.sockets.recv(fd, buffer, MsgFlags::NONE)?;
        network.sockets.send_all(fd, buffer.get(..len).unwrap_or_default())?;
        Ok(len)
    })?;
    while network.sockets.recv(fd, &mut [0; 64], MsgFlags::NONE)? != 0 {}
    network.sockets.close(fd)?;
    _ = writeln!(console, "closed");
    Ok(())
}

/// A client or a server, by the settings.
///
/// # Errors
/// Whatever goes wrong.
pub fn either(settings: &Settings, element: &'static HwCrypto, console: &mut Uart) -> Result<(), Failure> {
    let role = if [OPEN, REQUIRED].contains(&settings.word) { server } else { client };
    role(settings, element, console)
}

/// The sockets, and what is told of them.
struct Network {
    line: Arc<Line>,
    sockets: Gzsock,
}

impl Network {
    fn new() -> Self {
        let line = Arc::new(Line::new(Uart::two(), Clock::start()));
        Self { sockets: Gzsock::new(Arc::<Line>::clone(&line)), line }
    }

    fn open(&self, context: &TlsContext) -> Result<Fd, Error> {
        self.sockets.socket(Domain::Inet, SockType::Stream, Protocol::Default, Some(context))
    }

    fn context(
        &self,
        console: &mut Uart,
        build: impl FnOnce() -> Result<TlsContext, ConfigError>,
    ) -> Result<TlsContext, Failure> {
        let (context, usage) = Usage::of(build);
        _ = writeln!(console, "context {usage}");
        Ok(context?)
    }

    fn handshake(
        &self,
        console: &mut Uart,
        shake: impl FnOnce() -> Result<Fd, Error>,
    ) -> Result<Fd, Failure> {
        let (fd, usage) = Usage::of(shake);
        let (sent, received) = self.line.traffic();
        _ = writeln!(console, "handshake {usage}");
        _ = writeln!(console, "records sent={sent} received={received}");
        let fd = fd?;
        if let Some(info) = self.sockets.tls_info(fd)? {
            _ = writeln!(console, "secured {} {}", info.version, info.cipher_suite);
        }
        Ok(fd)
    }

    fn exchange(
        &self,
        console: &mut Uart,
        exchange: impl FnOnce(&mut [u8]) -> Result<usize, Error>,
    ) -> Result<(), Failure> {
        let mut buffer = [0; 64];
        let (len, usage) = Usage::of(|| exchange(&mut buffer));
        let text = buffer.get(..len?).unwrap_or_default();
        _ = writeln!(console, "received {}", text.trim_ascii().escape_ascii());
        _ = writeln!(console, "exchange {usage}");
        Ok(())
    }
}
