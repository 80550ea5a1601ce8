use core::net::IpAddr;

use embedded_nal::{AddrType, Dns, nb};

use super::{NalError, NalStack};
use crate::Errno;

impl Dns for NalStack {
    type Error = NalError;

    /// Waits for the answer: drivers look names up that way.
    fn get_host_by_name(&mut self, hostname: &str, addr_type: AddrType) -> nb::Result<IpAddr, NalError> {
        let found = self.sockets.resolve(hostname).map_err(NalError::of)?;
        let fits = |ip: &IpAddr| match addr_type {
            AddrType::IPv4 => ip.is_ipv4(),
            AddrType::IPv6 => ip.is_ipv6(),
            AddrType::Either => true,
        };
        found.into_iter().find(fits).ok_or_else(|| NalError::of(Errno::ENOENT.into()))
    }

    /// No driver looks addresses up: `EOPNOTSUPP`.
    fn get_host_by_address(&mut self, _: IpAddr, _: &mut [u8]) -> nb::Result<usize, NalError> {
        Err(NalError::of(Errno::EOPNOTSUPP.into()))
    }
}
