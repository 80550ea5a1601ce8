//! The smallest host: it frames by itself, polls, and checks each reply's CRC.

use atecc::Opcode;
use atecc_sim::{Options, Part, Reason, SimI2c};
use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::I2c;

pub(crate) const ADDRESS: u8 = 0x60;
pub(crate) const SEED: u64 = 1;

pub(crate) const READ: u8 = 0x02;
pub(crate) const WRITE: u8 = 0x12;
pub(crate) const NONCE: u8 = 0x16;
pub(crate) const LOCK: u8 = 0x17;
pub(crate) const RANDOM: u8 = 0x1B;
pub(crate) const UPDATE_EXTRA: u8 = 0x20;
pub(crate) const INFO: u8 = 0x30;
pub(crate) const GEN_KEY: u8 = 0x40;
pub(crate) const SIGN: u8 = 0x41;
pub(crate) const ECDH: u8 = 0x43;
pub(crate) const VERIFY: u8 = 0x45;
pub(crate) const PRIV_WRITE: u8 = 0x46;
pub(crate) const SHA: u8 = 0x47;
pub(crate) const SELF_TEST: u8 = 0x77;
pub(crate) const SECURE_BOOT: u8 = 0x80;

pub(crate) const SUCCESS: u8 = 0x00;
pub(crate) const MISCOMPARE: u8 = 0x01;
pub(crate) const PARSE_ERROR: u8 = 0x03;
pub(crate) const SELF_TEST_ERROR: u8 = 0x07;
pub(crate) const HEALTH_TEST_ERROR: u8 = 0x08;
pub(crate) const EXECUTION_ERROR: u8 = 0x0F;

/// The CRC of the data sheet, bit by bit.
pub(crate) fn crc(bytes: &[u8]) -> [u8; 2] {
    let mut register = 0u16;
    for byte in bytes {
        for bit in 0..8 {
            let feedback = (register >> 15) as u8 ^ (byte >> bit & 1);
            register <<= 1;
            if feedback == 1 {
                register ^= 0x8005;
            }
        }
    }
    register.to_le_bytes()
}

/// Word address, count, opcode, parameters, data, CRC.
pub(crate) fn packet(opcode: u8, param1: u8, param2: u16, data: &[u8]) -> Vec<u8> {
    let [low, high] = param2.to_le_bytes();
    let mut packet = vec![0x03, 7 + u8::try_from(data.len()).unwrap(), opcode, param1, low, high];
    packet.extend_from_slice(data);
    let crc = crc(&packet[1..]);
    packet.extend_from_slice(&crc);
    packet
}

/// The text of a state file without its checksum, which would not survive an edit.
pub(crate) fn without_checksum(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.starts_with("checksum "));
    lines.map(|line| line.to_owned() + "\n").collect()
}

pub(crate) struct Host {
    pub(crate) bus: SimI2c,
    address: u8,
    woken_at: u64,
}

impl Host {
    /// A blank part, awake.
    pub(crate) fn blank() -> Self {
        Self::on(SimI2c::blank(Part::Atecc608B, Some(SEED)).unwrap())
    }

    pub(crate) fn with_options(change: impl FnOnce(&mut Options)) -> Self {
        let host = Self::blank();
        host.bus.set_options(change);
        host
    }

    pub(crate) fn on(bus: SimI2c) -> Self {
        let address = bus.address();
        let mut host = Self { bus, address, woken_at: 0 };
        host.wake();
        host
    }

    /// A part with these rules, `(slot, SlotConfig, KeyConfig)`, its configuration locked.
    pub(crate) fn configured(slots: &[(u8, u16, u16)]) -> Self {
        let mut host = Self::blank();
        host.configure(slots);
        assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
        host
    }

    /// The same, with data and OTP locked too.
    pub(crate) fn operational(slots: &[(u8, u16, u16)]) -> Self {
        let mut host = Self::configured(slots);
        host.lock_data();
        host
    }

    pub(crate) fn lock_data(&mut self) {
        assert_eq!(self.status(LOCK, 0x81, 0, &[]), SUCCESS);
    }

    pub(crate) fn configure(&mut self, slots: &[(u8, u16, u16)]) {
        for (slot, slot_config, key_config) in slots {
            self.set_config(20 + 2 * usize::from(*slot), &slot_config.to_le_bytes());
            self.set_config(96 + 2 * usize::from(*slot), &key_config.to_le_bytes());
        }
    }

    /// Changes bytes of one word of the configuration.
    pub(crate) fn set_config(&mut self, at: usize, bytes: &[u8]) {
        let address = u16::try_from(at / 32 * 8 + at % 32 / 4).unwrap();
        let mut word = self.data(READ, 0x00, address, &[]);
        word[at % 4..at % 4 + bytes.len()].copy_from_slice(bytes);
        assert_eq!(self.status(WRITE, 0x00, address, &word), SUCCESS);
    }

    pub(crate) fn wake(&mut self) {
        assert!(self.bus.write(0x00, &[]).is_err(), "nobody acknowledges a general call");
        self.wait_us(1_500);
        let mut token = [0; 4];
        self.bus.read(self.address, &mut token).unwrap();
        assert_eq!(token, [0x04, 0x11, 0x33, 0x43]);
        self.woken_at = self.bus.now();
    }

    pub(crate) fn sleep(&mut self) {
        self.bus.write(self.address, &[0x01]).unwrap();
    }

    pub(crate) fn idle(&mut self) {
        self.bus.write(self.address, &[0x02]).unwrap();
    }

    pub(crate) fn wait_us(&self, us: u32) {
        DelayNs::delay_us(&mut self.bus.delay(), us);
    }

    /// Whether the chip acknowledges its address. A read: five low bits wake nobody at 100 kHz.
    pub(crate) fn acknowledges(&mut self) -> bool {
        self.bus.read(self.address, &mut []).is_ok()
    }

    /// Sends a command and takes the data of its reply: one byte is a status.
    pub(crate) fn send(&mut self, opcode: u8, param1: u8, param2: u16, data: &[u8]) -> Vec<u8> {
        if self.bus.now() - self.woken_at > 500_000_000 {
            self.idle();
            self.wake();
        }
        self.bus.write(self.address, &packet(opcode, param1, param2, data)).unwrap();
        self.reply()
    }

    /// Waits for a reply, takes it apart and checks it.
    pub(crate) fn reply(&mut self) -> Vec<u8> {
        let mut buffer = [0; 128];
        for _ in 0..2_000 {
            if self.bus.read(self.address, &mut buffer).is_ok() {
                let count = usize::from(buffer[0]);
                assert_eq!(crc(&buffer[..count - 2]), buffer[count - 2..count], "CRC of the reply");
                assert!(buffer[count..].iter().all(|byte| *byte == 0xFF), "0xFF past the end");
                return buffer[1..count - 2].to_vec();
            }
            self.wait_us(1_000);
        }
        panic!("no reply");
    }

    pub(crate) fn status(&mut self, opcode: u8, param1: u8, param2: u16, data: &[u8]) -> u8 {
        let reply = self.send(opcode, param1, param2, data);
        assert_eq!(reply.len(), 1, "a status, not data: {reply:02X?}");
        reply[0]
    }

    pub(crate) fn data(&mut self, opcode: u8, param1: u8, param2: u16, data: &[u8]) -> Vec<u8> {
        let reply = self.send(opcode, param1, param2, data);
        assert_ne!(reply.len(), 1, "data, not {:?}", self.bus.last_refusal());
        reply
    }

    /// The status of the last refusal and its reason in one line.
    pub(crate) fn why(&self) -> String {
        self.bus.last_refusal().map_or_else(String::new, |refused| refused.reason.to_string())
    }

    pub(crate) fn reason(&self) -> Option<Reason> {
        self.bus.last_refusal().map(|refused| refused.reason)
    }

    /// Nonce(pass-through) into TempKey.
    pub(crate) fn load_temp_key(&mut self, value: &[u8; 32]) {
        assert_eq!(self.status(NONCE, 0x03, 0, value), SUCCESS);
    }

    /// Nonce(pass-through) into the Message Digest Buffer.
    pub(crate) fn load_message_digest(&mut self, value: &[u8; 32]) {
        assert_eq!(self.status(NONCE, 0x43, 0, value), SUCCESS);
    }

    /// TempKey.Valid, as Info(State) shows it.
    pub(crate) fn temp_key_valid(&mut self) -> bool {
        self.data(INFO, 0x02, 0, &[])[1] & 0x80 != 0
    }

    pub(crate) fn count(&self, opcode: Opcode) -> u64 {
        self.bus.counts().of(opcode)
    }
}
