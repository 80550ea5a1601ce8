//! The data that crosses the table: plain C, the same on every platform.

use core::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use core::time::Duration;

use super::code;
use crate::{Errno, zsock::Domain};

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

/// A span of time, the value of the timeout options; zero is "for ever", as in BSD.
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

impl TryFrom<RawTime> for Option<Duration> {
    type Error = Errno;

    /// `EDOM` for a negative part or a million microseconds.
    fn try_from(raw: RawTime) -> Result<Self, Errno> {
        let seconds = u64::try_from(raw.seconds).map_err(|_| Errno::EDOM)?;
        let micros = u32::try_from(raw.microseconds).map_err(|_| Errno::EDOM)?;
        if micros >= 1_000_000 {
            return Err(Errno::EDOM);
        }
        let limit = Duration::new(seconds, micros * 1_000);
        Ok((!limit.is_zero()).then_some(limit))
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
