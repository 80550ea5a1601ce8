//! What a session is ready for: the socket below alone does not tell, since decrypted bytes and whole records may wait
//! above it, and records that carry no data below.

use core::sync::atomic::Ordering;
use core::time::Duration;

use super::Session;
use super::session::DRAIN;
use crate::zsock::{Events, MsgFlags};
use crate::{Errno, Error};

/// How soon to look again if what is waited for is another thread of this session, or others' turn at the crypto
/// element: there is nothing to sleep on.
const SOON: Duration = Duration::from_millis(1);

/// What a session is ready for, and what to wait for otherwise.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outlook {
    pub(super) ready: Events,
    /// What the socket below has to be ready for.
    pub(super) below: Events,
    /// When to look again whatever happens below.
    pub(super) again: Option<Duration>,
}

impl Session {
    /// Goes on as far as that needs no waiting, and tells how far that is. The socket below is received from only if it
    /// was `told` to have something, or during the handshake.
    pub(super) fn outlook(&self, asked: Events, told: Events) -> Outlook {
        // Any other failure stays, and is found below.
        if self.handshake_with(MsgFlags::DONTWAIT) == Err(Error::Io(Errno::EAGAIN)) {
            return self.outlook_of_handshake();
        }
        let mut outlook = Outlook { ready: Events::NONE, below: Events::NONE, again: None };
        if asked.contains(Events::IN) {
            match self.readable(told) {
                Some(true) => outlook.ready |= Events::IN,
                Some(false) => outlook.below |= Events::IN,
                None => outlook.again = Some(SOON),
            }
        }
        // What was taken from the caller, or is an answer to the peer, goes out also while only data is waited for.
        if asked.contains(Events::OUT) || self.engine(|engine| engine.has_records()) {
            match self.writer.try_with(|()| self.flush(MsgFlags::DONTWAIT)) {
                Some(Err(Errno::EAGAIN)) => outlook.below |= Events::OUT,
                Some(_) if asked.contains(Events::OUT) => outlook.ready |= Events::OUT,
                Some(_) => {}
                None => outlook.again = Some(SOON),
            }
        }
        if self.engine(|engine| engine.failure()).is_some() {
            outlook.ready |= Events::ERR | asked & (Events::IN | Events::OUT);
        }
        outlook
    }

    fn outlook_of_handshake(&self) -> Outlook {
        let idle = Outlook { ready: Events::NONE, below: Events::NONE, again: Some(SOON) };
        let outlook = self.shaking.try_with(|handshake| {
            if self.established.load(Ordering::Acquire) || handshake.turns.is_waiting() {
                return idle;
            }
            let below = match (handshake.connecting, self.engine(|engine| engine.has_records())) {
                (true, _) => Events::OUT,
                (false, true) => Events::IN | Events::OUT,
                (false, false) => Events::IN,
            };
            let left =
                handshake.deadline.map(|deadline| deadline.remaining(self.driver()).unwrap_or_default());
            Outlook { below, again: left, ..idle }
        });
        outlook.unwrap_or(idle)
    }

    /// Whether a receive would not wait; `None` if that is for another thread to find out, which is receiving.
    fn readable(&self, told: Events) -> Option<bool> {
        if self.read_shut.load(Ordering::Acquire) || self.engine(|engine| engine.is_readable()) {
            return Some(true);
        }
        self.reader.try_with(|chunk| !told.is_empty() && self.drain(chunk))
    }

    /// Receives until there is something to read, or nothing comes without waiting. The caller is inside `reader`.
    fn drain(&self, chunk: &mut [u8]) -> bool {
        let mut drained = 0;
        while drained < DRAIN {
            match self.fill(chunk, MsgFlags::DONTWAIT) {
                Ok(len) => drained += len,
                Err(Errno::EAGAIN | Errno::EINTR | Errno::ENOMEM | Errno::ENOBUFS) => return false,
                // The connection is gone, which the socket tells once.
                Err(errno) => self.engine(|engine| engine.fail(errno.into())),
            }
            if self.read_shut.load(Ordering::Acquire) || self.engine(|engine| engine.is_readable()) {
                return true;
            }
        }
        false
    }

    /// How many bytes a receive would give without waiting.
    pub(super) fn available(&self) -> usize {
        if self.established.load(Ordering::Acquire) {
            _ = self.readable(Events::IN);
            self.send_leftovers(MsgFlags::DONTWAIT);
        }
        self.engine(|engine| engine.available())
    }
}
