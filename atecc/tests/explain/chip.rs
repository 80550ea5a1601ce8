//! A simulated chip, asked by raw packets: from wake to idle each time.

use atecc::crc::crc16;
use atecc::explain::{Packet, Volatile};
use atecc::packet::Response;
use atecc::{ConfigZone, Slot, Status};
use atecc_sim::{Options, Refused, SimI2c, Timing};
use embedded_hal::i2c::I2c;

const INFO: u8 = 0x30;

pub(crate) struct Chip {
    bus: SimI2c,
}

/// What it answered.
pub(crate) enum Reply {
    Status(Status),
    Data(Vec<u8>),
}

impl Chip {
    /// The part that the text of a state file describes.
    pub(crate) fn new(state: &str) -> Self {
        let mut options = Options::default();
        options.timing = Timing::Instant;
        Self { bus: SimI2c::from_state(state.as_bytes(), options).unwrap() }
    }

    pub(crate) fn config(&self) -> ConfigZone {
        self.bus.reveal_eeprom().config().clone()
    }

    /// The secret in a slot.
    pub(crate) fn secret(&self, slot: Slot) -> [u8; 32] {
        *self.bus.reveal_eeprom().slot(slot).first_chunk().unwrap()
    }

    pub(crate) fn refusal(&self) -> Refused {
        self.bus.last_refusal().unwrap()
    }

    pub(crate) fn sleep(&mut self) {
        self.bus.wake_pulse();
        let address = self.bus.address();
        I2c::write(&mut self.bus, address, &[0x01]).unwrap();
    }

    pub(crate) fn send(&mut self, packet: &Packet<'_>) -> Reply {
        let [low, high] = packet.param2.to_le_bytes();
        let count = u8::try_from(packet.data.len() + 7).unwrap();
        let mut bytes = vec![0x03, count, packet.opcode, packet.param1, low, high];
        bytes.extend_from_slice(packet.data);
        bytes.extend_from_slice(&crc16(&bytes[1..]).to_le_bytes());
        let address = self.bus.address();
        self.bus.wake_pulse();
        I2c::write(&mut self.bus, address, &bytes).unwrap();
        let mut reply = [0; 128];
        I2c::read(&mut self.bus, address, &mut reply[..1]).unwrap();
        let count = usize::from(reply[0]);
        I2c::read(&mut self.bus, address, &mut reply[1..count]).unwrap();
        let reply = match Response::parse(&reply).unwrap() {
            Response::Status(status) => Reply::Status(status),
            Response::Data(data) => Reply::Data(data.to_vec()),
        };
        I2c::write(&mut self.bus, address, &[0x02]).unwrap();
        reply
    }

    fn info(&mut self, mode: u8) -> Option<Vec<u8>> {
        match self.send(&Packet { opcode: INFO, param1: mode, param2: 0, data: &[] }) {
            Reply::Data(data) => Some(data),
            Reply::Status(_) => None,
        }
    }

    /// As much of the volatile memory as the chip tells.
    pub(crate) fn volatile(&mut self) -> Volatile {
        let state = self.info(2).and_then(|state| state.first_chunk().copied());
        let mut volatile = state.map_or(Volatile::UNKNOWN, Volatile::from_state);
        volatile.latch = self.info(4).map(|latch| latch[0] == 1);
        volatile
    }
}
