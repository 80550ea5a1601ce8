//! One TCP socket of the stack, and what the stack forgets about it.

use alloc::vec::Vec;
use core::net::SocketAddr;
use core::time::Duration;

use smoltcp::iface::SocketHandle;
use smoltcp::socket::tcp::{Socket, State};

use crate::Errno;

/// How long a reset may take to leave before it is forgotten.
const RESET_LEAVES: Duration = Duration::from_secs(1);

/// Who has a socket of the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Nobody,
    /// An open socket, or a listener.
    Open,
    /// Closed by its owner, it says good-bye until then.
    Closing {
        until: Duration,
    },
}

/// Which part of the stack's work is done, which tells why a connection is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// A frame was received: the peer did it.
    Ingress,
    /// Frames were sent and timers looked at: the peer was silent.
    Egress,
}

/// A TCP socket of the stack and what the stack forgets about it.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) handle: SocketHandle,
    pub(super) owner: Owner,
    pub(super) local: Option<SocketAddr>,
    pub(super) remote: Option<SocketAddr>,
    /// The handshake was done, whatever happened since.
    pub(super) established: bool,
    /// The connect did not wait, and nobody was told that it is done.
    pub(super) untold: bool,
    /// Why the connection is gone, unless it ended properly.
    pub(super) broken: Option<Errno>,
    /// Somebody was told of that.
    pub(super) told: bool,
    /// The peer's stream has ended.
    pub(super) finished: bool,
    pub(super) read_shut: bool,
    pub(super) write_shut: bool,
    /// What was received and not read when the stack went to forget it.
    pub(super) rest: Vec<u8>,
    pub(super) keep_alive: bool,
    seen: Seen,
    /// When the peer was last heard of.
    pub(super) heard: Duration,
    /// The stack's own count of the peer's silence is fresh enough to be used for keeping alive.
    pub(super) counting: bool,
    /// Since when an end of our stream waits alone for its acknowledgement.
    pub(super) ending: Option<Duration>,
}

/// What a look at a socket of the stack saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    state: State,
    received: usize,
    unsent: usize,
}

impl Seen {
    fn of(socket: &Socket<'_>) -> Self {
        Self { state: socket.state(), received: socket.recv_queue(), unsent: socket.send_queue() }
    }

    const NEW: Self = Self { state: State::Closed, received: 0, unsent: 0 };

    const fn tells_of_peer(&self, before: &Self) -> bool {
        self.received > before.received || self.unsent < before.unsent
    }
}

/// Whether a closed socket still has a reset to send.
pub(super) fn leaves(socket: &Socket<'_>) -> bool {
    socket.state() == State::Closed && socket.remote_endpoint().is_some()
}

/// Forgets everything: listening resets a socket that is closed.
pub(super) fn wipe(socket: &mut Socket<'static>) {
    socket.abort();
    // A closed socket listens on any port but 0.
    _ = socket.listen(1);
    socket.close();
    socket.set_nagle_enabled(true);
    socket.set_keep_alive(None);
    socket.set_timeout(None);
}

impl Slot {
    pub(super) const fn new(handle: SocketHandle) -> Self {
        Self {
            handle,
            owner: Owner::Nobody,
            local: None,
            remote: None,
            established: false,
            untold: false,
            broken: None,
            told: false,
            finished: false,
            read_shut: false,
            write_shut: false,
            rest: Vec::new(),
            keep_alive: false,
            seen: Seen::NEW,
            heard: Duration::ZERO,
            counting: false,
            ending: None,
        }
    }

    /// Whether the connection neither ended nor broke.
    pub(super) fn alive(&self) -> bool {
        self.seen.state != State::Closed
    }

    /// Sends a reset and forgets the connection.
    pub(super) fn reset(&mut self, socket: &mut Socket<'_>, now: Duration) {
        socket.abort();
        self.owner = Owner::Closing { until: now.saturating_add(RESET_LEAVES) };
    }

    /// Ends the connection at once, for a reason of our own.
    pub(super) fn abort(&mut self, why: Errno, socket: &mut Socket<'_>) {
        socket.abort();
        self.broken = Some(why);
        self.seen = Seen::NEW;
        self.ending = None;
    }

    /// Remembers that the socket was given something to do: what it is then is not of the peer's doing.
    pub(super) fn started(&mut self, now: Duration, socket: &Socket<'_>) {
        self.seen = Seen::of(socket);
        self.heard = now;
    }

    pub(super) fn note(&mut self, phase: Phase, now: Duration, socket: &mut Socket<'_>) {
        let (seen, before) = (Seen::of(socket), self.seen);
        self.seen = seen;
        if seen.tells_of_peer(&before) || (phase == Phase::Ingress && seen.state != before.state) {
            self.heard = now;
            self.counting = true;
        }
        match seen.state {
            State::Closed if before.state != State::Closed => self.gone(phase),
            State::Closed | State::Listen | State::SynSent | State::SynReceived => {}
            State::Established | State::FinWait1 | State::FinWait2 => self.meet(socket),
            State::CloseWait | State::LastAck | State::Closing => {
                self.meet(socket);
                self.finished = true;
            }
            State::TimeWait => {
                self.meet(socket);
                self.finished = true;
                self.save(socket);
            }
        }
    }

    fn meet(&mut self, socket: &Socket<'_>) {
        if !self.established {
            self.established = true;
            self.local = socket.local_endpoint().map(SocketAddr::from);
            self.remote = socket.remote_endpoint().map(SocketAddr::from);
        }
    }

    /// The stack drops what is unread when its wait for stragglers is over, and a reader may come later.
    fn save(&mut self, socket: &mut Socket<'_>) {
        if self.owner == Owner::Open && socket.can_recv() {
            let len = self.rest.len();
            self.rest.resize(len + socket.recv_queue(), 0);
            let saved = self.rest.get_mut(len..).map_or(0, |rest| socket.recv_slice(rest).unwrap_or(0));
            self.rest.truncate(len + saved);
            self.seen = Seen::of(socket);
        }
    }

    fn gone(&mut self, phase: Phase) {
        let ended = self.finished && self.write_shut;
        if !ended && self.broken.is_none() {
            self.broken = Some(match phase {
                Phase::Ingress if self.established => Errno::ECONNRESET,
                Phase::Ingress => Errno::ECONNREFUSED,
                Phase::Egress => Errno::ETIMEDOUT,
            });
        }
        self.ending = None;
    }

    /// Tells the stack when to give up a silent peer, which is only when the peer has something to answer: the stack
    /// itself counts whenever it is told a time.
    pub(super) fn give_up(&mut self, now: Duration, timeout: Duration, socket: &mut Socket<'_>) {
        let opening = matches!(self.seen.state, State::SynSent | State::SynReceived);
        let counts = opening || self.seen.unsent > 0 || (self.keep_alive && self.counting);
        socket.set_timeout(counts.then(|| timeout.into()));
        let ending = matches!(self.seen.state, State::FinWait1 | State::Closing | State::LastAck);
        match self.ending {
            _ if !ending || self.seen.unsent > 0 => self.ending = None,
            None => self.ending = Some(now),
            Some(since) if now.saturating_sub(since) >= timeout => self.abort(Errno::ETIMEDOUT, socket),
            Some(_) => {}
        }
    }

    /// Frees a socket that has said good-bye, or has had its time.
    pub(super) fn reap(&mut self, now: Duration, socket: &mut Socket<'static>) {
        let Owner::Closing { until } = self.owner else { return };
        let closed = socket.state() == State::Closed;
        if closed && (!leaves(socket) || now >= until) {
            wipe(socket);
            *self = Self::new(self.handle);
        } else if !closed && (now >= until || socket.can_recv()) {
            self.reset(socket, now);
        }
    }
}
