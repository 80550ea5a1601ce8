//! Addresses as lwIP lays them out.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};

use super::abi::Address;
use crate::ffi::code;
use crate::{Errno, zsock::Domain};

/// Bytes of a `sockaddr_in` and of a `sockaddr_in6`.
const V4_LEN: u8 = 16;
const V6_LEN: u8 = 28;

impl From<&SocketAddr> for Address {
    fn from(address: &SocketAddr) -> Self {
        let family = code::domain(Domain::of(address)).to_le_bytes()[0];
        let named = Self { family, port: address.port().to_be(), ..Self::default() };
        match address {
            SocketAddr::V4(v4) => {
                Self { len: V4_LEN, flow_or_v4: u32::from_ne_bytes(v4.ip().octets()), ..named }
            }
            SocketAddr::V6(v6) => Self {
                len: V6_LEN,
                flow_or_v4: v6.flowinfo().to_be(),
                v6: v6.ip().octets(),
                scope: v6.scope_id(),
                ..named
            },
        }
    }
}

impl TryFrom<Address> for SocketAddr {
    type Error = Errno;

    /// `EAFNOSUPPORT` for a family that is neither.
    fn try_from(raw: Address) -> Result<Self, Errno> {
        let port = u16::from_be(raw.port);
        match code::to_domain(u16::from(raw.family))? {
            Domain::Inet => {
                Ok(Self::new(IpAddr::V4(Ipv4Addr::from_octets(raw.flow_or_v4.to_ne_bytes())), port))
            }
            Domain::Inet6 => {
                let flow = u32::from_be(raw.flow_or_v4);
                Ok(Self::V6(SocketAddrV6::new(Ipv6Addr::from(raw.v6), port, flow, raw.scope)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_survive_the_round_trip() {
        for text in ["1.2.3.4:5", "0.0.0.0:0", "[::1]:65535", "[fe80::1%7]:80"] {
            let address: SocketAddr = text.parse().unwrap();
            assert_eq!(SocketAddr::try_from(Address::from(&address)), Ok(address));
        }
        let alien = Address { family: 1, ..Address::default() };
        assert_eq!(SocketAddr::try_from(alien), Err(Errno::EAFNOSUPPORT));
    }
}
