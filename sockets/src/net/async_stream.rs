use alloc::sync::Arc;
use core::fmt;
use core::net::SocketAddr;

use embedded_io_async::{ErrorType, Read, Write};

use super::handle::Handle;
use super::{Plain, Secure, Stream};
use crate::gzsock::Gzsock;
use crate::zssl::TlsContext;
use crate::{Errno, Error};

/// A stream for programs that are written for embedded-io-async.
///
/// No driver here wakes a task: a stream that is not ready awaits `pause` and looks again. That is a moment of the
/// runtime's timer, or better a signal that its network stack gives when something has happened. A read, a write or a
/// connection that is dropped half-way loses nothing that it has told of.
///
/// What needs the processor is not awaited: the cryptography of a handshake, and an element's signature.
pub struct AsyncStream<K, P> {
    stream: Stream<K>,
    pause: P,
}

impl<K, P: AsyncFnMut()> AsyncStream<K, P> {
    /// Goes on with `stream`, which does not wait from now on; nor do its clones, of which another task may have one.
    ///
    /// # Errors
    /// `ENOPROTOOPT` if the stack always waits.
    pub fn new(stream: Stream<K>, pause: P) -> Result<Self, Error> {
        stream.set_nonblocking(true)?;
        Ok(Self { stream, pause })
    }

    async fn connected(handle: Handle, mut pause: P) -> Result<Self, Error> {
        while !handle.is_connected()? {
            pause().await;
        }
        Ok(Self { stream: Stream::over(handle), pause })
    }

    /// The stream, for everything that needs no waiting.
    #[must_use]
    pub const fn stream(&self) -> &Stream<K> {
        &self.stream
    }

    async fn repeat<T>(&mut self, mut call: impl FnMut(&Stream<K>) -> Result<T, Error>) -> Result<T, Error> {
        loop {
            match call(&self.stream) {
                Err(Error::Io(Errno::EAGAIN)) => (self.pause)().await,
                outcome => return outcome,
            }
        }
    }
}

impl<P: AsyncFnMut()> AsyncStream<Plain, P> {
    /// Connects to `address`, without TLS.
    ///
    /// # Errors
    /// As [`Gzsock::connect`]; `ENOSYS` if the driver has no [`poll`](crate::zsock::SocketDriver::poll).
    pub async fn connect(sockets: &Arc<Gzsock>, address: &SocketAddr, pause: P) -> Result<Self, Error> {
        Self::connected(Handle::begin(sockets, None, address)?, pause).await
    }
}

impl<P: AsyncFnMut()> AsyncStream<Secure, P> {
    /// Connects to `address` and shakes hands, within the deadline of `context`.
    ///
    /// # Errors
    /// As [`Gzsock::connect`].
    pub async fn connect_secure(
        sockets: &Arc<Gzsock>,
        context: &TlsContext,
        address: &SocketAddr,
        pause: P,
    ) -> Result<Self, Error> {
        Self::connected(Handle::begin(sockets, Some(context), address)?, pause).await
    }

    /// Shakes hands unless that is done already; the first read or write of an accepted stream does it too.
    ///
    /// # Errors
    /// As [`Gzsock::handshake`].
    pub async fn handshake(&mut self) -> Result<(), Error> {
        self.repeat(Stream::handshake).await
    }
}

impl<K, P> ErrorType for AsyncStream<K, P> {
    type Error = Error;
}

impl<K, P: AsyncFnMut()> Read for AsyncStream<K, P> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        self.repeat(|stream| stream.recv(buffer)).await
    }
}

impl<K, P: AsyncFnMut()> Write for AsyncStream<K, P> {
    async fn write(&mut self, data: &[u8]) -> Result<usize, Error> {
        self.repeat(|stream| stream.send(data)).await
    }

    async fn flush(&mut self) -> Result<(), Error> {
        self.repeat(Stream::send_queued).await
    }
}

impl<K, P> fmt::Debug for AsyncStream<K, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AsyncStream").field(&self.stream).finish()
    }
}
