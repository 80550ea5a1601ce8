use core::net::SocketAddr;
use core::ops::BitOr;

/// Names an open socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Fd(pub i32);

/// The address family of a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Domain {
    /// IPv4 (`AF_INET`).
    Inet,
    /// IPv6 (`AF_INET6`).
    Inet6,
}

impl Domain {
    /// The family of `address`.
    #[must_use]
    pub const fn of(address: &SocketAddr) -> Self {
        match address {
            SocketAddr::V4(_) => Self::Inet,
            SocketAddr::V6(_) => Self::Inet6,
        }
    }
}

/// The type of a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SockType {
    /// A stream of bytes (`SOCK_STREAM`).
    Stream,
    /// Single messages (`SOCK_DGRAM`).
    Datagram,
}

/// The protocol of a socket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// The usual one of the type: TCP for streams, UDP for datagrams.
    #[default]
    Default,
    /// `IPPROTO_TCP`.
    Tcp,
    /// `IPPROTO_UDP`.
    Udp,
}

/// Which half of a connection to shut down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shutdown {
    /// Nothing more is received (`SHUT_RD`).
    Read,
    /// Nothing more is sent (`SHUT_WR`).
    Write,
    /// Both (`SHUT_RDWR`).
    Both,
}

/// How one send or receive differs from the usual.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct MsgFlags(u32);

impl MsgFlags {
    /// Nothing unusual.
    pub const NONE: Self = Self(0);
    /// Leaves what was received in the queue (`MSG_PEEK`).
    pub const PEEK: Self = Self(1);
    /// Does not wait: `EAGAIN` instead (`MSG_DONTWAIT`).
    pub const DONTWAIT: Self = Self(8);

    /// The bits as lwIP numbers them.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// The flags in `bits`, if all of them are known.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Option<Self> {
        if bits & !(Self::PEEK.0 | Self::DONTWAIT.0) == 0 { Some(Self(bits)) } else { None }
    }

    /// Whether every flag of `other` is set.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether no flag is set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl BitOr for MsgFlags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
