//! The stack with its device: one step at a time.

use core::net::IpAddr;
use core::time::Duration;

use smoltcp::iface::{self, Interface, PollIngressSingleResult, PollResult, SocketSet};
use smoltcp::phy::{Device, Medium};
use smoltcp::socket::{dhcpv4, dns};
use smoltcp::time::Instant;
use smoltcp::wire::{EthernetAddress, HardwareAddress, IpAddress, IpCidr};

use super::config::Config;
use super::guard::Guard;
use super::net::Net;
use super::pool::Pool;
use super::ports::Ports;
use super::slot::Phase;
use super::udp::Datagrams;
use crate::Errno;
use crate::handle::Handles;

/// Frames that are received before some are sent.
const BATCH: usize = 32;
/// Batches in one step: however much arrives, a step ends.
const BATCHES: usize = 8;
/// How long to wait when there is something to send and the device does not take it.
const DEVICE_IS_FULL: Duration = Duration::from_millis(1);

pub(super) struct Stack<D> {
    device: D,
    pub(super) net: Net,
}

/// What a step did.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// Whether anything happened that somebody may wait for.
    pub(super) changed: bool,
    /// How long until the next one is due, if nothing arrives.
    pub(super) next: Option<Duration>,
}

fn instant(now: Duration) -> Instant {
    Instant::from_micros(i64::try_from(now.as_micros()).unwrap_or(i64::MAX))
}

impl<D: Device> Stack<D> {
    pub(super) fn new(mut device: D, config: &Config, now: Duration) -> Result<Self, Errno> {
        let capabilities = device.capabilities();
        let hardware = match (capabilities.medium, config.ethernet) {
            (Medium::Ethernet, Some(address)) => HardwareAddress::Ethernet(EthernetAddress(address)),
            (Medium::Ip, None) => HardwareAddress::Ip,
            _ => return Err(Errno::EINVAL),
        };
        let mut settings = iface::Config::new(hardware);
        settings.random_seed = config.random_seed;
        let mut iface = Interface::new(settings, &mut device, instant(now));
        address(&mut iface, config)?;
        let mut set = SocketSet::new(alloc::vec::Vec::new());
        let pool = Pool::new(config, &mut set);
        let datagrams = Datagrams::new(config, capabilities.ip_mtu(), &mut set);
        let servers: alloc::vec::Vec<IpAddress> = config.dns_servers.iter().map(|ip| (*ip).into()).collect();
        let dns = set.add(dns::Socket::new(&servers, alloc::vec::Vec::new()));
        let dhcp = config.dhcp.then(|| set.add(dhcpv4::Socket::new()));
        // Port numbers and the stack's numbers have nothing to do with each other.
        let ports = Ports::new(!config.random_seed);
        let (open, full) = (Handles::new(), alloc::vec::Vec::new());
        let net = Net { iface, set, open, pool, datagrams, full, ports, dns, dhcp, now };
        Ok(Self { device, net })
    }

    /// Receives and sends what there is, within bounds.
    pub(super) fn step(&mut self, now: Duration) -> Step {
        let at = instant(now);
        self.net.now = now;
        self.net.iface.poll_maintenance(at);
        let mut changed = false;
        for _ in 0..BATCHES {
            let received = self.receive(at);
            let sent = self.send(at);
            if !received && !sent {
                return Step { changed, next: self.next(now, at) };
            }
            changed = true;
        }
        Step { changed, next: Some(Duration::ZERO) }
    }

    fn receive(&mut self, at: Instant) -> bool {
        for frame in 0..BATCH {
            let Self { device, net } = self;
            let mut device = Guard { device, full: &net.full };
            let outcome = net.iface.poll_ingress_single(at, &mut device, &mut net.set);
            if outcome == PollIngressSingleResult::None {
                return frame > 0;
            }
            net.note(Phase::Ingress);
        }
        true
    }

    fn send(&mut self, at: Instant) -> bool {
        let Self { device, net } = self;
        let sent = net.iface.poll_egress(at, device, &mut net.set) == PollResult::SocketStateChanged;
        net.note(Phase::Egress);
        let configured = net.tend_dhcp();
        sent || configured
    }

    fn next(&mut self, now: Duration, at: Instant) -> Option<Duration> {
        let net = &mut self.net;
        // Something is due, and the last round has sent nothing.
        let due = |delay: Duration| if delay.is_zero() { DEVICE_IS_FULL } else { delay };
        let stack = net.iface.poll_delay(at, &net.set).map(|delay| due(delay.into()));
        let ours = [net.pool.next(), net.datagrams.next()].into_iter().flatten();
        stack.into_iter().chain(ours.map(|deadline| due(deadline.saturating_sub(now)))).min()
    }
}

/// Gives the interface its addresses and routers; `EINVAL` for what cannot be one, `ENOBUFS` for more than it holds.
fn address(iface: &mut Interface, config: &Config) -> Result<(), Errno> {
    let mut full = false;
    let mut networks = alloc::vec::Vec::new();
    for (ip, prefix) in &config.addresses {
        let longest = if ip.is_ipv4() { 32 } else { 128 };
        let ip = IpAddress::from(*ip);
        if !ip.is_unicast() || *prefix > longest {
            return Err(Errno::EINVAL);
        }
        networks.push(IpCidr::new(ip, *prefix));
    }
    iface
        .update_ip_addrs(|addresses| full = networks.iter().any(|network| addresses.push(*network).is_err()));
    for gateway in &config.gateways {
        let routes = iface.routes_mut();
        full |= match gateway {
            IpAddr::V4(ip) => routes.add_default_ipv4_route(*ip).is_err(),
            IpAddr::V6(ip) => routes.add_default_ipv6_route(*ip).is_err(),
        };
    }
    if full { Err(Errno::ENOBUFS) } else { Ok(()) }
}
