//! What the stack must not see: connections beyond a backlog. It would refuse them, whereas other stacks say nothing,
//! so that the peer asks again a little later.

use smoltcp::phy::{Device, DeviceCapabilities, Medium, PacketMeta, RxToken};
use smoltcp::time::Instant;
use smoltcp::wire::{
    EthernetFrame, IpAddress, IpListenEndpoint, IpProtocol, IpVersion, Ipv4Packet, Ipv6Packet, TcpPacket,
};

/// A device that keeps back requests for connections to the addresses of `full`.
pub(super) struct Guard<'a, D> {
    pub(super) device: &'a mut D,
    pub(super) full: &'a [IpListenEndpoint],
}

impl<D: Device> Device for Guard<'_, D> {
    type RxToken<'t>
        = Guarded<'t, D::RxToken<'t>>
    where
        Self: 't;
    type TxToken<'t>
        = D::TxToken<'t>
    where
        Self: 't;

    fn receive(&mut self, at: Instant) -> Option<(Self::RxToken<'_>, Self::TxToken<'_>)> {
        let medium = self.device.capabilities().medium;
        let (token, answer) = self.device.receive(at)?;
        Some((Guarded { token, full: self.full, medium }, answer))
    }

    fn transmit(&mut self, at: Instant) -> Option<Self::TxToken<'_>> {
        self.device.transmit(at)
    }

    fn capabilities(&self) -> DeviceCapabilities {
        self.device.capabilities()
    }
}

/// A received frame, which the stack sees empty if it must not see it.
pub(super) struct Guarded<'a, T> {
    token: T,
    full: &'a [IpListenEndpoint],
    medium: Medium,
}

impl<T: RxToken> RxToken for Guarded<'_, T> {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, read: F) -> R {
        let Self { token, full, medium } = self;
        token.consume(|frame| {
            let kept_back = !full.is_empty()
                && requested(frame, medium).is_some_and(|(ip, port)| {
                    full.iter().any(|full| full.port == port && full.addr.is_none_or(|addr| addr == ip))
                });
            read(if kept_back { &[] } else { frame })
        })
    }

    fn meta(&self) -> PacketMeta {
        self.token.meta()
    }
}

/// Where the frame asks for a connection to, if it does.
fn requested(frame: &[u8], medium: Medium) -> Option<(IpAddress, u16)> {
    let packet = match medium {
        Medium::Ethernet => EthernetFrame::new_checked(frame).ok()?.payload(),
        // Only IP is left: the stack is made for no other medium.
        _ => frame,
    };
    let (protocol, to, segment): (_, IpAddress, _) = match IpVersion::of_packet(packet).ok()? {
        IpVersion::Ipv4 => {
            let packet = Ipv4Packet::new_checked(packet).ok()?;
            (packet.next_header(), packet.dst_addr().into(), packet.payload())
        }
        IpVersion::Ipv6 => {
            let packet = Ipv6Packet::new_checked(packet).ok()?;
            (packet.next_header(), packet.dst_addr().into(), packet.payload())
        }
    };
    let segment = Some(segment).filter(|_| protocol == IpProtocol::Tcp)?;
    let segment = TcpPacket::new_checked(segment).ok()?;
    (segment.syn() && !segment.ack()).then(|| (to, segment.dst_port()))
}
