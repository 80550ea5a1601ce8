//! An address from a DHCP server.

use core::net::IpAddr;

use smoltcp::socket::{dhcpv4, dns};
use smoltcp::wire::{IpCidr, Ipv4Cidr};

use super::net::Net;

impl Net {
    /// Takes what the server gave, or gives it up when the lease is over. Gives whether anything changed.
    pub(super) fn tend_dhcp(&mut self) -> bool {
        let Some(handle) = self.dhcp else { return false };
        let (address, router, servers) = match self.set.get_mut::<dhcpv4::Socket<'_>>(handle).poll() {
            None => return false,
            Some(dhcpv4::Event::Configured(lease)) => {
                let servers: alloc::vec::Vec<_> = lease.dns_servers.iter().map(|ip| (*ip).into()).collect();
                (Some(lease.address), lease.router, servers)
            }
            Some(dhcpv4::Event::Deconfigured) => (None, None, alloc::vec::Vec::new()),
        };
        self.replace_ipv4(address);
        let routes = self.iface.routes_mut();
        routes.remove_default_ipv4_route();
        if let Some(router) = router {
            // There is room: the place of the one that was removed.
            _ = routes.add_default_ipv4_route(router);
        }
        self.set.get_mut::<dns::Socket<'_>>(self.dns).update_servers(&servers);
        true
    }

    fn replace_ipv4(&mut self, address: Option<Ipv4Cidr>) {
        self.iface.update_ip_addrs(|addresses| {
            addresses.retain(|network| !matches!(network, IpCidr::Ipv4(_)));
            if let Some(address) = address {
                // There is room: the place of the one that was removed, or of the first.
                _ = addresses.insert(0, IpCidr::Ipv4(address));
            }
        });
    }

    /// The first IPv4 address.
    pub(super) fn ipv4(&self) -> Option<IpAddr> {
        self.iface.ipv4_addr().map(IpAddr::V4)
    }
}
