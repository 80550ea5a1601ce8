use core::ops::{BitAnd, BitOr, BitOrAssign};

use super::Fd;

/// What a socket is asked for, or ready for, in a [`poll`](super::SocketDriver::poll).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Events(u32);

impl Events {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// A receive or an accept would not wait (`POLLIN`); the end of the stream counts, since it is received at once.
    pub const IN: Self = Self(1);
    /// A send would not wait, or a connection is made (`POLLOUT`).
    pub const OUT: Self = Self(2);
    /// The socket has failed (`POLLERR`). Told whether asked for or not.
    pub const ERR: Self = Self(4);
    /// The connection is gone in both directions (`POLLHUP`). Told whether asked for or not.
    pub const HUP: Self = Self(8);
    /// There is no such socket (`POLLNVAL`). Told whether asked for or not.
    pub const NVAL: Self = Self(16);

    const ALL: u32 = 31;

    /// The bits of the C interface.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The events in `bits`, if all of them are known.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Option<Self> {
        if bits & !Self::ALL == 0 { Some(Self(bits)) } else { None }
    }

    /// Whether every event of `other` is in.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether any event of `other` is in.
    #[must_use]
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether nothing is in.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl BitAnd for Events {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Events {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOrAssign for Events {
    fn bitor_assign(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// One socket in a [`poll`](super::SocketDriver::poll).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PollFd {
    /// The socket.
    pub fd: Fd,
    /// What is asked for.
    pub events: Events,
    /// What it is ready for, of what was asked, and what is told anyway.
    pub revents: Events,
}

impl PollFd {
    /// Asks `fd` for `events`.
    #[must_use]
    pub const fn new(fd: Fd, events: Events) -> Self {
        Self { fd, events, revents: Events::NONE }
    }
}
