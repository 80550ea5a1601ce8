use alloc::{sync::Arc, vec, vec::Vec};
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;

use super::engine::Engine;
use super::turn::Turns;
use super::{Deadline, TlsContext, TlsInfo};
use crate::lock::Lock;
use crate::zsock::{MsgFlags, OptionName, Shutdown, Socket, SocketDriver, SocketOption};
use crate::{Errno, Error};

/// How much is asked of the transport at once: each session holds a buffer for it.
const CHUNK: usize = if cfg!(feature = "std") { 8 * 1024 } else { 512 };
/// How much is encrypted, and offered to the transport, at once, unless records are longer: as much as rustls' own streams
/// hold where there is memory, record by record where there may be little.
const BATCH: usize = if cfg!(feature = "std") { 64 * 1024 } else { 0 };
/// How long closing may wait for room to say goodbye in.
const GOODBYE: Duration = Duration::from_secs(1);
/// How much unread data closing throws away at most (bytes).
pub(super) const DRAIN: usize = 64 * 1024;

/// One TLS connection over a connected stream socket.
///
/// One thread may receive while another sends; a third may close it.
// Four locks keep the threads out of each other's way, always taken in this order:
// * `shaking` by whoever shakes hands, also while that one waits for its turn at the crypto element, while the others
//   wait for the outcome;
// * `reader` by one receiver and `writer` by one sender, also while they wait for the network;
// * `engine` for moments, while records are made or taken apart, and never while waiting for the network. The one long
//   moment is a signature of the crypto element, during the handshake, when nobody else could go on anyway.
// Whoever has made records sends them under `writer`, so their order on the wire is the order in which they were made. A
// receiver that has some to send (a key update, an alert) and finds `writer` taken leaves them to the one inside, who
// looks again after leaving.
#[derive(Debug)]
pub struct Session {
    pub(super) socket: Arc<Socket>,
    pub(super) deadline: Duration,
    // Before the turns, so that a key exchange that was broken off ends before others may have the element.
    pub(super) engine: Lock<Engine>,
    pub(super) shaking: Lock<Handshake>,
    /// The buffer of whoever receives.
    pub(super) reader: Lock<Vec<u8>>,
    pub(super) writer: Lock<()>,
    pub(super) timeouts: Lock<Timeouts>,
    /// How much plaintext is encrypted at once.
    batch: usize,
    pub(super) established: AtomicBool,
    pub(super) nonblocking: AtomicBool,
    pub(super) closed: AtomicBool,
    pub(super) read_shut: AtomicBool,
}

/// What a handshake keeps from one call to the next.
#[derive(Debug)]
pub(super) struct Handshake {
    pub(super) turns: Turns,
    /// Runs from the first call.
    pub(super) deadline: Option<Deadline>,
    /// Whether the socket is still being connected, without anybody waiting for it.
    pub(super) connecting: bool,
}

/// The timeouts that the user chose; during the handshake the socket has others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timeouts {
    pub(super) receive: Option<Duration>,
    pub(super) send: Option<Duration>,
}

impl Session {
    /// A session under `context` over `socket`, which is connected or will be before the handshake. It takes its
    /// timeouts from there, and whether it waits ([`SocketOption::Nonblocking`]).
    #[must_use]
    pub fn new(socket: Arc<Socket>, context: &TlsContext) -> Self {
        let receive = match socket.driver().option(socket.fd(), OptionName::ReceiveTimeout) {
            Ok(SocketOption::ReceiveTimeout(limit)) => limit,
            _ => None,
        };
        let send = match socket.driver().option(socket.fd(), OptionName::SendTimeout) {
            Ok(SocketOption::SendTimeout(limit)) => limit,
            _ => None,
        };
        let nonblocking = matches!(
            socket.driver().option(socket.fd(), OptionName::Nonblocking),
            Ok(SocketOption::Nonblocking(true))
        );
        let handshake = Handshake { turns: Turns::new(context.line()), deadline: None, connecting: false };
        Self {
            engine: Lock::new(Engine::new(context.clone())),
            deadline: context.handshake_deadline(),
            shaking: Lock::new(handshake),
            reader: Lock::new(vec![0; CHUNK.min(context.sizes().receive)]),
            batch: context.sizes().send.max(BATCH),
            writer: Lock::new(()),
            timeouts: Lock::new(Timeouts { receive, send }),
            established: AtomicBool::new(false),
            nonblocking: AtomicBool::new(nonblocking),
            closed: AtomicBool::new(false),
            read_shut: AtomicBool::new(false),
            socket,
        }
    }

    pub(super) fn is_nonblocking(&self) -> bool {
        self.nonblocking.load(Ordering::Acquire)
    }

    /// How a call with these flags waits: not at all (`DONTWAIT`), or as the timeouts say.
    pub(super) fn manner(&self, flags: MsgFlags) -> MsgFlags {
        let hurry = self.is_nonblocking() || flags.contains(MsgFlags::DONTWAIT);
        if hurry { MsgFlags::DONTWAIT } else { MsgFlags::NONE }
    }

    pub(super) fn driver(&self) -> &dyn SocketDriver {
        self.socket.driver()
    }

    pub(super) fn engine<R>(&self, operation: impl FnOnce(&mut Engine) -> R) -> R {
        self.engine.with(self.driver(), operation)
    }

    /// Receives decrypted bytes, after the handshake if that is not done yet. `Ok(0)` means that the peer closed the
    /// session properly.
    ///
    /// # Errors
    /// [`TlsError::Truncated`](super::TlsError::Truncated) if the stream ends without that; any other end of the
    /// session; `EAGAIN` after the receive timeout, or instead of waiting in a non-blocking session or with
    /// [`MsgFlags::DONTWAIT`].
    pub fn recv(&self, buffer: &mut [u8], flags: MsgFlags) -> Result<usize, Error> {
        let (manner, peek) = (self.manner(flags), flags.contains(MsgFlags::PEEK));
        self.handshake_with(manner)?;
        if buffer.is_empty() {
            return Ok(0);
        }
        let outcome = if manner.is_empty() {
            self.reader.with(self.driver(), |chunk| self.receive(chunk, buffer, peek, manner))
        } else {
            let received = self.reader.try_with(|chunk| self.receive(chunk, &mut *buffer, peek, manner));
            // Whoever is inside may be waiting; what is decrypted already is there for either.
            received.unwrap_or_else(|| {
                Ok(self.engine(|engine| engine.read(buffer, peek))?.ok_or(Errno::EAGAIN)?)
            })
        };
        self.send_leftovers(manner);
        outcome
    }

    fn receive(
        &self,
        chunk: &mut [u8],
        buffer: &mut [u8],
        peek: bool,
        manner: MsgFlags,
    ) -> Result<usize, Error> {
        loop {
            if self.read_shut.load(Ordering::Acquire) {
                return Ok(0);
            }
            if let Some(len) = self.engine(|engine| engine.read(buffer, peek))? {
                return Ok(len);
            }
            self.send_leftovers(manner);
            self.fill(chunk, manner)?;
        }
    }

    /// Waits for bytes of the peer and gives them to the engine; gives how many. The caller is inside `reader`.
    pub(super) fn fill(&self, chunk: &mut [u8], flags: MsgFlags) -> Result<usize, Errno> {
        let len = self.driver().recv(self.socket.fd(), chunk, flags)?;
        match len {
            // We ended this direction ourselves: nothing was cut off.
            0 if self.read_shut.load(Ordering::Acquire) => {}
            0 => self.engine(Engine::end),
            len => self.engine(|engine| engine.feed(chunk.get(..len).unwrap_or_default())),
        }
        Ok(len)
    }

    /// Encrypts and sends `data`, after the handshake if that is not done yet. Gives how many bytes were taken: all of
    /// them, unless the send timeout ran out half-way; what was taken and is still queued goes out with the next call.
    ///
    /// # Errors
    /// `EPIPE` after a shutdown, `EAGAIN` if the send timeout ran out before anything was taken, or instead of waiting
    /// in a non-blocking session or with [`MsgFlags::DONTWAIT`], any end of the session. `EOPNOTSUPP` for
    /// [`MsgFlags::PEEK`].
    pub fn send(&self, data: &[u8], flags: MsgFlags) -> Result<usize, Error> {
        if flags.contains(MsgFlags::PEEK) {
            return Err(Errno::EOPNOTSUPP.into());
        }
        let manner = self.manner(flags);
        self.handshake_with(manner)?;
        let outcome = self.enter(&self.writer, manner, |()| self.transmit(data, manner));
        self.send_leftovers(manner);
        outcome.map_err(|error| self.explain(error))
    }

    /// Runs `operation` in the lock; if that must not wait, and somebody is inside, who may be waiting, `EAGAIN`.
    pub(super) fn enter<T, R>(
        &self,
        lock: &Lock<T>,
        manner: MsgFlags,
        operation: impl FnOnce(&mut T) -> Result<R, Error>,
    ) -> Result<R, Error> {
        if manner.is_empty() {
            return lock.with(self.driver(), operation);
        }
        lock.try_with(operation).unwrap_or(Err(Error::Io(Errno::EAGAIN)))
    }

    fn transmit(&self, data: &[u8], manner: MsgFlags) -> Result<usize, Error> {
        self.flush(manner)?;
        let mut taken = 0;
        for piece in data.chunks(self.batch) {
            self.engine(|engine| engine.write(piece))?;
            taken += piece.len();
            match self.flush(manner) {
                // Encrypted is taken: offering it again would send it twice.
                Err(Errno::EAGAIN) => break,
                outcome => outcome?,
            }
        }
        Ok(taken)
    }

    /// Sends all records there are. The caller is inside `writer`.
    pub(super) fn flush(&self, manner: MsgFlags) -> Result<(), Errno> {
        loop {
            let records = self.engine(Engine::take_records);
            if records.is_empty() {
                return Ok(());
            }
            let mut rest = records.as_slice();
            while !rest.is_empty() {
                let sent = match self.driver().send(self.socket.fd(), rest, manner) {
                    // A driver that takes nothing and says nothing would be asked for ever.
                    Ok(0) => Err(Errno::EIO),
                    outcome => outcome,
                };
                match sent {
                    Ok(len) => rest = rest.get(len..).unwrap_or_default(),
                    Err(errno) => {
                        self.engine(|engine| engine.untake_records(rest.to_vec()));
                        return Err(errno);
                    }
                }
            }
        }
    }

    /// Sends what others made while nobody was inside `writer`, or leaves it to the one who is. Errors are left to
    /// whoever sends or receives next and meets them.
    pub(super) fn send_leftovers(&self, manner: MsgFlags) {
        while self.engine(|engine| engine.has_records()) {
            if self.writer.try_with(|()| self.flush(manner)) != Some(Ok(())) {
                return;
            }
        }
    }

    /// A peer that refuses us says why and is gone: what it said may still wait to be read behind the error.
    fn explain(&self, error: Error) -> Error {
        if !matches!(error, Error::Io(Errno::ECONNRESET | Errno::EPIPE)) {
            return error;
        }
        let said = self.reader.try_with(|chunk| {
            while let Ok(1..) = self.fill(chunk, MsgFlags::DONTWAIT)
                && self.engine(|engine| engine.advance()).is_ok()
            {}
        });
        said.and_then(|()| self.engine(|engine| engine.failure())).unwrap_or(error)
    }

    /// Ends one or both directions. Ending the sending one tells the peer (close_notify); receiving goes on until the
    /// peer closes too.
    ///
    /// # Errors
    /// As [`send`](Self::send); `ENOTCONN` before the handshake. After `EAGAIN` the goodbye is queued: call again.
    pub fn shutdown(&self, how: Shutdown) -> Result<(), Error> {
        if !self.established.load(Ordering::Acquire) {
            return Err(Errno::ENOTCONN.into());
        }
        if matches!(how, Shutdown::Write | Shutdown::Both) {
            self.enter(&self.writer, self.manner(MsgFlags::NONE), |()| self.say_goodbye())?;
        }
        if matches!(how, Shutdown::Read | Shutdown::Both) {
            self.read_shut.store(true, Ordering::Release);
            self.socket.shutdown(Shutdown::Read)?;
        }
        Ok(())
    }

    fn say_goodbye(&self) -> Result<(), Error> {
        self.engine(Engine::close_notify)?;
        Ok(self.flush(self.manner(MsgFlags::NONE))?)
    }

    /// Closes the session: tells the peer if that is possible without waiting long, and makes every call on it
    /// return.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
        if self.established.load(Ordering::Acquire) {
            // Whoever is inside `writer` waits for a peer that takes nothing; there is no room for a goodbye then.
            _ = self.writer.try_with(|()| {
                _ = self.driver().set_option(self.socket.fd(), SocketOption::SendTimeout(Some(GOODBYE)));
                self.say_goodbye()
            });
            _ = self.socket.shutdown(Shutdown::Write);
            let mut chunk = [0; 256];
            // Unread bytes would make the system answer with a reset, which may destroy what was sent last.
            (0..DRAIN / chunk.len()).all(|_| self.discard(&mut chunk, MsgFlags::DONTWAIT));
        }
        _ = self.socket.shutdown(Shutdown::Both);
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    /// Throws away what has come. Gives whether more may come.
    pub(super) fn discard(&self, chunk: &mut [u8], flags: MsgFlags) -> bool {
        matches!(self.driver().recv(self.socket.fd(), chunk, flags), Ok(1..))
    }

    /// What the handshake agreed on; `None` before it is done.
    #[must_use]
    pub fn info(&self) -> Option<TlsInfo> {
        self.engine(|engine| engine.info())
    }
}
