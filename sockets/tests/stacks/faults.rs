//! A network that loses, repeats, swaps and damages frames, the same for the same seed.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use smoltcp::phy::{Device, DeviceCapabilities, RxToken};
use smoltcp::time::Instant;
use sockets::driver::smoltcp::LinkEnd;

/// What happens to each frame, in percent.
#[derive(Clone, Copy)]
pub(crate) struct Faults {
    pub(crate) lost: u32,
    pub(crate) repeated: u32,
    pub(crate) swapped: u32,
    pub(crate) damaged: u32,
}

/// After how many others a repeated frame comes at the latest.
const LATEST: u32 = 12;

/// A device whose received frames have been through such a network.
pub(crate) struct Faulty {
    end: LinkEnd,
    faults: Faults,
    random: ChaCha8Rng,
    /// Frames that are to be received next.
    next: Vec<Vec<u8>>,
    /// A frame that is overtaken by another.
    late: Option<Vec<u8>>,
    /// Frames that arrive once more, and after how many others.
    again: Vec<(u32, Vec<u8>)>,
}

impl Faulty {
    pub(crate) fn new(end: LinkEnd, faults: Faults, seed: u64) -> Self {
        Self {
            end,
            faults,
            random: ChaCha8Rng::seed_from_u64(seed),
            next: Vec::new(),
            late: None,
            again: Vec::new(),
        }
    }

    fn happens(&mut self, percent: u32) -> bool {
        self.random.next_u32() % 100 < percent
    }

    /// The next frame that survives.
    fn arrive(&mut self, at: Instant) -> Option<Vec<u8>> {
        loop {
            if let Some(frame) = self.next.pop() {
                return Some(frame);
            }
            let frame = self.end.receive(at).map(|(frame, _)| frame.consume(<[u8]>::to_vec));
            let Some(mut frame) = frame else { return self.late.take() };
            if self.happens(self.faults.lost) {
                continue;
            }
            if self.happens(self.faults.damaged) {
                let bit = self.random.next_u32() as usize % (frame.len() * 8);
                frame[bit / 8] ^= 1 << (bit % 8);
            }
            if self.late.is_none() && self.happens(self.faults.swapped) {
                self.late = Some(frame);
                continue;
            }
            self.next.extend(self.late.take());
            self.again.iter_mut().for_each(|(others, _)| *others -= 1);
            self.next.extend(self.again.extract_if(.., |(others, _)| *others == 0).map(|(_, frame)| frame));
            if self.happens(self.faults.repeated) {
                self.again.push((1 + self.random.next_u32() % LATEST, frame.clone()));
            }
            return Some(frame);
        }
    }
}

pub(crate) struct Arrived(Vec<u8>);

impl RxToken for Arrived {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, read: F) -> R {
        read(&self.0)
    }
}

impl Device for Faulty {
    type RxToken<'a> = Arrived;
    type TxToken<'a> = <LinkEnd as Device>::TxToken<'a>;

    fn receive(&mut self, at: Instant) -> Option<(Arrived, Self::TxToken<'_>)> {
        let frame = self.arrive(at)?;
        Some((Arrived(frame), self.end.transmit(at)?))
    }

    fn transmit(&mut self, at: Instant) -> Option<Self::TxToken<'_>> {
        self.end.transmit(at)
    }

    fn capabilities(&self) -> DeviceCapabilities {
        self.end.capabilities()
    }
}
