//! The data that crosses the table: plain C, the same on every platform.

use core::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use core::time::Duration;

use super::code;
use crate::Errno;
use crate::zsock::{Domain, Events, Fd, PollFd};

/// An address and port.
///
/// One layout for every family and system, since `sockaddr` differs between them; a C layer translates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(C)]
pub struct RawSocketAddr {
    /// `AF_INET` is 2, `AF_INET6` is 10, as in lwIP.
    pub family: u16,
    /// The port, in the byte order of the machine.
    pub port: u16,
    /// IPv6 only.
    pub flow_info: u32,
    /// IPv6 only.
    pub scope_id: u32,
    /// The address in network order; an IPv4 address takes the first four bytes.
    pub address: [u8; 16],
}

impl From<SocketAddr> for RawSocketAddr {
    fn from(address: SocketAddr) -> Self {
        let mut raw =
            Self { family: code::domain(Domain::of(&address)), port: address.port(), ..Self::default() };
        match address {
            SocketAddr::V4(v4) => {
                let [a, b, c, d] = v4.ip().octets();
                raw.address = [a, b, c, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            }
            SocketAddr::V6(v6) => {
                raw.address = v6.ip().octets();
                raw.flow_info = v6.flowinfo();
                raw.scope_id = v6.scope_id();
            }
        }
        raw
    }
}

impl TryFrom<RawSocketAddr> for SocketAddr {
    type Error = Errno;

    /// `EAFNOSUPPORT` for a family that is neither.
    fn try_from(raw: RawSocketAddr) -> Result<Self, Errno> {
        match code::to_domain(raw.family)? {
            Domain::Inet => {
                let [a, b, c, d, ..] = raw.address;
                Ok(Self::V4(SocketAddrV4::new(Ipv4Addr::new(a, b, c, d), raw.port)))
            }
            Domain::Inet6 => {
                let ip = Ipv6Addr::from(raw.address);
                Ok(Self::V6(SocketAddrV6::new(ip, raw.port, raw.flow_info, raw.scope_id)))
            }
        }
    }
}

/// A span of time. As the value of a timeout option zero is "for ever", as in BSD; in `select`, where null is "for
/// ever", zero only looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(C)]
pub struct RawTime {
    /// Whole seconds.
    pub seconds: i64,
    /// Below one million.
    pub microseconds: i64,
}

impl From<Option<Duration>> for RawTime {
    fn from(limit: Option<Duration>) -> Self {
        let Some(limit) = limit else { return Self::default() };
        let raw = Self {
            seconds: i64::try_from(limit.as_secs()).unwrap_or(i64::MAX),
            microseconds: i64::from(limit.subsec_micros()),
        };
        // What is too short to be expressed must not turn into "for ever".
        if raw == Self::default() && !limit.is_zero() { Self { microseconds: 1, ..raw } } else { raw }
    }
}

impl TryFrom<RawTime> for Duration {
    type Error = Errno;

    /// `EDOM` for a negative part or a million microseconds.
    fn try_from(raw: RawTime) -> Result<Self, Errno> {
        let seconds = u64::try_from(raw.seconds).map_err(|_| Errno::EDOM)?;
        let micros = u32::try_from(raw.microseconds).map_err(|_| Errno::EDOM)?;
        if micros < 1_000_000 { Ok(Self::new(seconds, micros * 1_000)) } else { Err(Errno::EDOM) }
    }
}

impl TryFrom<RawTime> for Option<Duration> {
    type Error = Errno;

    /// As for a [`Duration`], where zero is "for ever".
    fn try_from(raw: RawTime) -> Result<Self, Errno> {
        Ok(Some(Duration::try_from(raw)?).filter(|limit| !limit.is_zero()))
    }
}

/// How many sockets one [`RawFdSet`] holds.
pub const FD_SETSIZE: usize = 64;

/// A set of sockets for `select`. It lists them, since numbers that carry a generation make no bits of a short field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub struct RawFdSet {
    /// How many of `fds` are in the set, at most [`FD_SETSIZE`].
    pub count: u32,
    /// The sockets, in any order.
    pub fds: [i32; FD_SETSIZE],
}

impl Default for RawFdSet {
    fn default() -> Self {
        Self { count: 0, fds: [0; FD_SETSIZE] }
    }
}

impl RawFdSet {
    /// The sockets in the set; `EINVAL` if it claims to hold more than it can.
    pub(super) fn members(&self) -> Result<&[i32], Errno> {
        self.fds.get(..self.count as usize).ok_or(Errno::EINVAL)
    }

    /// Adds `fd` unless it is in already; `EINVAL` if the set is full.
    pub(super) fn insert(&mut self, fd: i32) -> Result<(), Errno> {
        if self.members()?.contains(&fd) {
            return Ok(());
        }
        *self.fds.get_mut(self.count as usize).ok_or(Errno::EINVAL)? = fd;
        self.count += 1;
        Ok(())
    }
}

/// One socket in a `poll`, laid out as `struct pollfd`. The bits are those of [`Events`]: in 1, out 2, error 4, hang-up
/// 8, no such socket 16.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(C)]
pub struct RawPollFd {
    /// The socket.
    pub fd: i32,
    /// What is asked for.
    pub events: i16,
    /// What it is ready for.
    pub revents: i16,
}

impl From<&PollFd> for RawPollFd {
    fn from(fd: &PollFd) -> Self {
        // All known bits fit.
        let bits = |events: Events| i16::try_from(events.bits()).unwrap_or_default();
        Self { fd: fd.fd.0, events: bits(fd.events), revents: bits(fd.revents) }
    }
}

impl TryFrom<RawPollFd> for PollFd {
    type Error = Errno;

    /// `EINVAL` for an event that nobody knows.
    fn try_from(raw: RawPollFd) -> Result<Self, Errno> {
        let events = |bits: i16| Events::from_bits(u32::from(bits.cast_unsigned())).ok_or(Errno::EINVAL);
        Ok(Self { fd: Fd(raw.fd), events: events(raw.events)?, revents: events(raw.revents)? })
    }
}

/// One answer of a name lookup, linked to the next.
#[derive(Debug)]
#[repr(C)]
pub struct RawAddrInfo {
    /// The address; its port is the service's.
    pub address: RawSocketAddr,
    /// The type of socket to open, 0 for any.
    pub sock_type: i32,
    /// The protocol to open it with, 0 for the usual one.
    pub protocol: i32,
    /// The next answer, or null.
    pub next: *mut Self,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_survive_the_round_trip() {
        for text in ["1.2.3.4:5", "0.0.0.0:0", "[::1]:65535", "[fe80::1%7]:80"] {
            let address: SocketAddr = text.parse().unwrap();
            assert_eq!(SocketAddr::try_from(RawSocketAddr::from(address)), Ok(address));
        }
        let alien = RawSocketAddr { family: 1, ..RawSocketAddr::default() };
        assert_eq!(SocketAddr::try_from(alien), Err(Errno::EAFNOSUPPORT));
    }

    #[test]
    fn a_short_time_never_becomes_for_ever() {
        let back = |limit: Option<Duration>| Option::<Duration>::try_from(RawTime::from(limit)).unwrap();
        assert_eq!(back(None), None);
        assert_eq!(back(Some(Duration::from_nanos(1))), Some(Duration::from_micros(1)));
        assert_eq!(back(Some(Duration::from_millis(2500))), Some(Duration::from_millis(2500)));
        for (seconds, microseconds) in [(-1, 0), (0, -1), (0, 1_000_000)] {
            let raw = RawTime { seconds, microseconds };
            assert_eq!(Option::<Duration>::try_from(raw), Err(Errno::EDOM));
        }
    }
}
