use atecc::packet::Flag;
use atecc::timing::SWI_TIMEOUT_US;

use crate::packet::count_is_legal;

const TIMEOUT_NS: u64 = SWI_TIMEOUT_US as u64 * 1_000;

/// What was sent to the chip, in whole.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// A packet, from its count on.
    Command(Vec<u8>),
    Transmit,
    Idle,
    Sleep,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Stage {
    /// The next byte is a flag.
    #[default]
    Flag,
    /// It belongs to a packet.
    Packet,
    /// Nobody knows what it is. No source tells what a chip makes of it; this one makes nothing of it, until it sleeps.
    Lost,
}

/// Puts the bits on the wire together.
///
/// It keeps count of the flags and packets that a chip does not hear because it is busy, so that what follows does not begin in
/// the middle of one.
#[derive(Debug, Default)]
pub(super) struct Receiver {
    stage: Stage,
    /// Whether the chip listened when the flag began.
    heard: bool,
    bits: u8,
    byte: u8,
    packet: Vec<u8>,
    last_ns: u64,
}

impl Receiver {
    /// Whether the chip was left in the middle of something for tTIMEOUT.
    pub(super) fn timed_out(&self, now_ns: u64) -> bool {
        let waits = self.heard && (self.stage != Stage::Flag || self.bits > 0);
        waits && now_ns.saturating_sub(self.last_ns) >= TIMEOUT_NS
    }

    /// The next bit begins a flag.
    pub(super) fn restart(&mut self) {
        *self = Self::default();
    }

    /// A pulse that is no bit.
    pub(super) const fn disturb(&mut self, now_ns: u64, listens: bool) {
        self.last_ns = now_ns;
        if listens {
            self.heard = true;
            self.stage = Stage::Lost;
        }
    }

    /// One bit; perhaps the last one of something.
    pub(super) fn bit(&mut self, now_ns: u64, listens: bool, one: bool) -> Option<Message> {
        self.last_ns = now_ns;
        if self.stage == Stage::Flag && self.bits == 0 {
            self.heard = listens;
        }
        self.byte = self.byte >> 1 | u8::from(one) << 7;
        self.bits += 1;
        if self.bits < 8 {
            return None;
        }
        self.bits = 0;
        let message = match self.stage {
            Stage::Flag => self.flag(),
            Stage::Packet => self.packet_byte(),
            Stage::Lost => None,
        };
        message.filter(|_| self.heard)
    }

    fn flag(&mut self) -> Option<Message> {
        const COMMAND: u8 = Flag::Command as u8;
        const TRANSMIT: u8 = Flag::Transmit as u8;
        const IDLE: u8 = Flag::Idle as u8;
        const SLEEP: u8 = Flag::Sleep as u8;
        match self.byte {
            COMMAND => {
                self.stage = Stage::Packet;
                None
            }
            TRANSMIT => Some(Message::Transmit),
            IDLE => Some(Message::Idle),
            SLEEP => Some(Message::Sleep),
            _ => self.lose(),
        }
    }

    fn packet_byte(&mut self) -> Option<Message> {
        self.packet.push(self.byte);
        let count = self.packet.first().copied().unwrap_or_default();
        if !count_is_legal(count) {
            return self.lose();
        }
        if self.packet.len() < usize::from(count) {
            return None;
        }
        self.stage = Stage::Flag;
        Some(Message::Command(core::mem::take(&mut self.packet)))
    }

    /// A chip that did not listen is not confused by what it did not hear.
    fn lose(&mut self) -> Option<Message> {
        self.packet.clear();
        self.stage = if self.heard { Stage::Lost } else { Stage::Flag };
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Least significant bit first.
    fn send(receiver: &mut Receiver, listens: bool, bytes: &[u8]) -> Vec<Message> {
        let bits = bytes.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
        bits.filter_map(|one| receiver.bit(0, listens, one)).collect()
    }

    #[test]
    fn flags_and_packets() {
        let mut receiver = Receiver::default();
        let info = [0x07, 0x30, 0x00, 0x00, 0x00, 0x03, 0x5D];
        assert_eq!(send(&mut receiver, true, &[0x77]), []);
        assert_eq!(send(&mut receiver, true, &info), [Message::Command(info.to_vec())]);
        let all = [Message::Transmit, Message::Idle, Message::Sleep];
        assert_eq!(send(&mut receiver, true, &[0x88, 0xBB, 0xCC]), all);
    }

    #[test]
    fn a_busy_chip_hears_no_part_of_what_began_without_it() {
        let mut receiver = Receiver::default();
        send(&mut receiver, false, &[0x77, 0x07, 0x30]);
        assert_eq!(send(&mut receiver, true, &[0x00, 0x00, 0x00, 0x03, 0x5D]), []);
        assert_eq!(send(&mut receiver, true, &[0x88]), [Message::Transmit]);
    }

    #[test]
    fn what_is_no_flag_or_no_count_confuses_until_a_restart() {
        for confusing in [&[0x76][..], &[0x77, 0x06], &[0x77, 0x9C]] {
            let mut receiver = Receiver::default();
            assert_eq!(send(&mut receiver, true, confusing), []);
            assert_eq!(send(&mut receiver, true, &[0x88]), []);
            assert!(!receiver.timed_out(TIMEOUT_NS - 1) && receiver.timed_out(TIMEOUT_NS));
            receiver.restart();
            assert_eq!(send(&mut receiver, true, &[0x88]), [Message::Transmit]);
            assert!(!receiver.timed_out(TIMEOUT_NS));
        }
    }
}
