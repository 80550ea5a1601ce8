use core::fmt;

use zeroize::Zeroize;

use super::{Explanation, Knowledge, Packet, Volatile, explain};
use crate::packet::{CommandPacket, MAX_DATA, Response};
use crate::{ConfigZone, Opcode, Status};

/// A command that the chip refused, and what was known of its volatile memory then.
pub struct Refused {
    opcode: u8,
    param1: u8,
    param2: u16,
    /// Wiped when dropped.
    data: [u8; MAX_DATA],
    length: usize,
    status: Status,
    volatile: Volatile,
    /// The operation that failed by it is over.
    settled: bool,
}

impl Refused {
    fn new(packet: &Packet<'_>, status: Status, volatile: Volatile) -> Self {
        let mut data = [0; MAX_DATA];
        // No rule looks at these bytes, and they may be a secret in clear.
        let secret = matches!(
            Opcode::from_byte(packet.opcode),
            Some(Opcode::Nonce | Opcode::Write | Opcode::PrivWrite)
        );
        if !secret {
            data.iter_mut().zip(packet.data).for_each(|(to, from)| *to = *from);
        }
        let length = packet.data.len().min(MAX_DATA);
        let Packet { opcode, param1, param2, .. } = *packet;
        Self { opcode, param1, param2, data, length, status, volatile, settled: false }
    }

    /// The command. The data of Nonce, Write and PrivWrite is zeros here.
    #[must_use]
    pub fn packet(&self) -> Packet<'_> {
        let data = self.data.get(..self.length).unwrap_or_default();
        Packet { opcode: self.opcode, param1: self.param1, param2: self.param2, data }
    }

    /// What the chip answered.
    #[must_use]
    pub const fn status(&self) -> Status {
        self.status
    }

    /// What was known of the chip's volatile memory before.
    #[must_use]
    pub const fn volatile(&self) -> Volatile {
        self.volatile
    }

    /// Why, by a snapshot of the configuration.
    #[must_use]
    pub fn explain(&self, config: &ConfigZone) -> Explanation {
        explain(self.packet(), &Knowledge::of(config).with(self.volatile)).answered(self.status)
    }

    pub(crate) const fn set_latch(&mut self, latch: bool) {
        self.volatile.latch = Some(latch);
    }
}

impl Drop for Refused {
    fn drop(&mut self) {
        self.data.zeroize();
    }
}

impl fmt::Debug for Refused {
    /// Not the data: it may be a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refused")
            .field("packet", &self.packet())
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// What a driver remembers of the commands that it has sent.
#[derive(Debug)]
pub(crate) struct Memory {
    known: Known,
    pub(crate) refused: Option<Refused>,
}

/// What is known of the volatile memory in one of its states.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    volatile: Volatile,
    /// The state, by the link's count.
    state: Option<u32>,
}

impl Known {
    const NOTHING: Self = Self { volatile: Volatile::UNKNOWN, state: None };

    /// What is known in the state `now`.
    fn in_state(self, now: Option<u32>) -> Volatile {
        if now.is_some() && now == self.state { self.volatile } else { Volatile::UNKNOWN }
    }
}

impl Memory {
    pub(crate) const fn new() -> Self {
        Self { known: Known::NOTHING, refused: None }
    }

    pub(crate) fn volatile(&self, now: Option<u32>) -> Volatile {
        self.known.in_state(now)
    }

    /// A command is on its way: what is known holds until then, and nothing does if it is never heard of again.
    pub(crate) const fn start(&mut self) -> Known {
        core::mem::replace(&mut self.known, Known::NOTHING)
    }

    /// The command was answered. `now` names the volatile state of the chip.
    pub(crate) fn note(
        &mut self,
        known: Known,
        packet: &CommandPacket,
        response: Response<'_>,
        now: Option<u32>,
    ) {
        let status = match response {
            Response::Status(status) => status,
            Response::Data(_) => Status::Success,
        };
        let packet = Packet::from(packet);
        let before = known.in_state(now);
        self.known = Known { volatile: before.after(&packet, status), state: now };
        match status {
            // What was compared is no refusal, whatever came of it.
            Status::Success | Status::Miscompare => {
                if self.refused.as_ref().is_some_and(|refused| refused.settled) {
                    self.refused = None;
                }
            }
            _ => self.refused = Some(Refused::new(&packet, status, before)),
        }
    }

    /// An operation is over.
    pub(crate) const fn settle(&mut self) {
        if let Some(refused) = &mut self.refused {
            refused.settled = true;
        }
    }
}
