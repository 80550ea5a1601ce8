//! A wire in memory between two stacks.

use alloc::{collections::VecDeque, sync::Arc, vec, vec::Vec};
use core::fmt;

use smoltcp::phy::{self, Device, DeviceCapabilities, Medium};
use smoltcp::time::Instant;
use smoltcp::wire::EthernetFrame;
use spin::mutex::SpinMutex;

use super::Platform;

/// Bytes in an IP packet.
const MTU: usize = 1500;
/// Frames that are on the way in one direction; no more are taken meanwhile.
const ON_THE_WAY: usize = 64;

type Queue = Arc<SpinMutex<VecDeque<Vec<u8>>>>;

/// One end of a [`link`]: a network device for a stack.
pub struct LinkEnd {
    medium: Medium,
    incoming: Queue,
    outgoing: Queue,
    /// Who waits for what goes out.
    peer: Arc<dyn Platform>,
}

/// A wire whose frames stay in memory, with IP packets of up to 1500 bytes, in Ethernet frames or without: two stacks
/// in one program talk over it, for tests of applications. `platforms` are those of the two stacks, in the order of
/// the ends; each is notified of what arrives. They may be the same.
#[must_use]
pub fn link(medium: Medium, platforms: [Arc<dyn Platform>; 2]) -> [LinkEnd; 2] {
    let [first, second] = platforms;
    let [there, back] = [Queue::default(), Queue::default()];
    [
        LinkEnd { medium, incoming: Arc::clone(&back), outgoing: Arc::clone(&there), peer: second },
        LinkEnd { medium, incoming: there, outgoing: back, peer: first },
    ]
}

impl Device for LinkEnd {
    type RxToken<'a> = Received;
    type TxToken<'a> = Sending<'a>;

    fn receive(&mut self, _: Instant) -> Option<(Received, Sending<'_>)> {
        let frame = self.incoming.lock().pop_front()?;
        // The answer has its place even if the way is full: it is one for one.
        Some((Received(frame), Sending(self)))
    }

    fn transmit(&mut self, _: Instant) -> Option<Sending<'_>> {
        let room = self.outgoing.lock().len() < ON_THE_WAY;
        room.then_some(Sending(self))
    }

    fn capabilities(&self) -> DeviceCapabilities {
        let mut capabilities = DeviceCapabilities::default();
        capabilities.medium = self.medium;
        capabilities.max_transmission_unit = match self.medium {
            Medium::Ethernet => EthernetFrame::<&[u8]>::header_len() + MTU,
            _ => MTU,
        };
        capabilities
    }
}

/// A frame that has arrived.
#[derive(Debug)]
pub struct Received(Vec<u8>);

impl phy::RxToken for Received {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, read: F) -> R {
        read(&self.0)
    }
}

/// Room for a frame that is to leave.
#[derive(Debug)]
pub struct Sending<'a>(&'a LinkEnd);

impl phy::TxToken for Sending<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, len: usize, write: F) -> R {
        let mut frame = vec![0; len];
        let outcome = write(&mut frame);
        self.0.outgoing.lock().push_back(frame);
        self.0.peer.notify();
        outcome
    }
}

impl fmt::Debug for LinkEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LinkEnd").field("medium", &self.medium).finish_non_exhaustive()
    }
}
