//! What a command leaves in the volatile memory. Where no public source says for certain what it does to TempKey,
//! nothing is known of TempKey afterwards.

use super::{Packet, Volatile};
use crate::policy::{Source, TempKeyFlags};
use crate::{Opcode, Slot, Status};

/// The bits of modes that matter here, with the names of the data sheet.
mod mode {
    /// Nonce bits 0–1: random with and without a seed update, and pass-through.
    pub(super) const NONCE: u8 = 0b11;
    pub(super) const PASS_THROUGH: u8 = 0b11;
    /// Nonce bit 5: 64 bytes.
    pub(super) const LONG: u8 = 1 << 5;
    /// Nonce and SHA bits 6–7: the register.
    pub(super) const TARGET: u8 = 0b11 << 6;
    pub(super) const TEMP_KEY: u8 = 0;
    pub(super) const MESSAGE_DIGEST: u8 = 1 << 6;
    pub(super) const ALTERNATE_KEY: u8 = 2 << 6;
    /// GenDig of a slot.
    pub(super) const SLOT: u8 = 2;
    /// GenKey that makes a key, and bits 3 and 4: digests of a public key.
    pub(super) const CREATE: u8 = 0x04;
    pub(super) const DIGESTS: u8 = 0x18;
    /// Sign and Verify bit 5: the Message Digest Buffer.
    pub(super) const FROM_MESSAGE_DIGEST: u8 = 1 << 5;
    /// CheckMac bits 0–1: a challenge in TempKey, with the key of the slot.
    pub(super) const CHALLENGE_IN_TEMP_KEY: u8 = 0b01;
    pub(super) const BLOCKS: u8 = 0b11;
    /// Verify bits 0–2: a stored public key.
    pub(super) const VERIFY: u8 = 0b111;
    pub(super) const STORED: u8 = 0;
    /// SHA bits 0–2: the end.
    pub(super) const SHA: u8 = 0b111;
    pub(super) const END: u8 = 2;
    /// Info of the persistent latch, and the second parameters that change it.
    pub(super) const LATCH: u8 = 4;
    pub(super) const CLEAR: u16 = 0b10;
    pub(super) const SET: u16 = 0b11;
}

impl Volatile {
    /// What is known after `packet`, which the chip answered with `status`, or with data for
    /// [`Status::Success`].
    #[must_use]
    pub fn after(mut self, packet: &Packet<'_>, status: Status) -> Self {
        let Some(opcode) = Opcode::from_byte(packet.opcode) else { return self };
        match status {
            // It was not started.
            Status::CommunicationError | Status::WatchdogExpiring => return self,
            Status::Success => {}
            _ if opcode == Opcode::Info => {}
            _ => self.forget_temp_key(),
        }
        // A use of a key may have spent the proof, even if it came to nothing.
        if !keeps_proof(opcode, packet) && self.authorised != Some(None) {
            self.authorised = None;
        }
        if status == Status::Success {
            self.succeeded(opcode, packet);
        }
        self
    }

    fn succeeded(&mut self, opcode: Opcode, packet: &Packet<'_>) {
        let slot = Slot::from_nibble(packet.param2.to_le_bytes()[0]);
        match opcode {
            Opcode::Nonce => self.nonce(packet),
            Opcode::GenDig => self.gen_dig(packet.param1, slot),
            Opcode::GenKey => self.gen_key(packet, slot),
            Opcode::CheckMac | Opcode::Verify => {
                self.forget_temp_key();
                if proves(opcode, packet.param1) {
                    self.authorised = Some(Some(slot));
                }
            }
            Opcode::Sha => {
                self.forget_temp_key();
                if packet.param1 & (mode::SHA | mode::TARGET) == mode::END | mode::MESSAGE_DIGEST {
                    self.message_digest = Some(32);
                }
            }
            Opcode::Info if packet.param1 == mode::LATCH => match packet.param2 {
                mode::CLEAR => self.latch = Some(false),
                mode::SET => self.latch = Some(true),
                _ => {}
            },
            Opcode::SecureBoot => {
                self.forget_temp_key();
                self.latch = None;
            }
            Opcode::Kdf => {
                self.forget_temp_key();
                self.alternate_key = None;
            }
            _ if leaves_temp_key(opcode, packet) => {}
            _ => self.forget_temp_key(),
        }
    }

    fn nonce(&mut self, packet: &Packet<'_>) {
        let length = if packet.param1 & mode::LONG != 0 { 64 } else { 32 };
        match (packet.param1 & mode::NONCE, packet.param1 & mode::TARGET) {
            (mode::PASS_THROUGH, mode::TEMP_KEY) => self.load_temp_key(Source::Fixed, length),
            (mode::PASS_THROUGH, mode::MESSAGE_DIGEST) => self.message_digest = Some(length),
            (mode::PASS_THROUGH, mode::ALTERNATE_KEY) => self.alternate_key = Some(length),
            (_, mode::TEMP_KEY) if packet.param2 == 0 => self.load_temp_key(Source::Random, length),
            _ => self.forget_temp_key(),
        }
    }

    fn gen_dig(&mut self, zone: u8, slot: Slot) {
        let of_slot = zone == mode::SLOT;
        if of_slot {
            self.digested_keys |= 1 << slot.number();
        }
        self.digested = Some(true);
        self.temp_key_length = Some(32);
        if let Some(flags) = &mut self.temp_key {
            flags.gen_dig_data = of_slot;
            flags.gen_key_data = false;
            flags.key_id = if of_slot { slot.number() } else { 0 };
        }
    }

    fn gen_key(&mut self, packet: &Packet<'_>, slot: Slot) {
        if packet.param1 & mode::DIGESTS != 0 {
            self.temp_key_length = Some(32);
            if let Some(flags) = &mut self.temp_key {
                flags.gen_key_data = true;
                flags.gen_dig_data = false;
                flags.key_id = slot.number();
            }
        } else if packet.param1 == mode::CREATE && u8::try_from(packet.param2).is_err() {
            self.load_temp_key(Source::Fixed, 32);
        } else {
            self.forget_temp_key();
        }
    }

    const fn load_temp_key(&mut self, source: Source, length: usize) {
        self.temp_key = Some(TempKeyFlags {
            valid: true,
            source,
            gen_dig_data: false,
            gen_key_data: false,
            no_mac: false,
            key_id: 0,
        });
        self.temp_key_length = Some(length);
        self.digested = Some(false);
        self.digested_keys = 0;
    }

    const fn forget_temp_key(&mut self) {
        self.temp_key = None;
        self.temp_key_length = None;
        self.digested = None;
        self.digested_keys = 0;
    }
}

/// Whether it is certain, on any part, that a command leaves TempKey alone when it succeeds.
const fn leaves_temp_key(opcode: Opcode, packet: &Packet<'_>) -> bool {
    match opcode {
        Opcode::Info | Opcode::Aes => true,
        Opcode::Sign => packet.param1 & mode::FROM_MESSAGE_DIGEST != 0,
        _ => false,
    }
}

/// Whether a success proves the key in the slot.
const fn proves(opcode: Opcode, mode: u8) -> bool {
    match opcode {
        Opcode::CheckMac => mode & mode::BLOCKS == mode::CHALLENGE_IN_TEMP_KEY,
        _ => mode & mode::VERIFY == mode::STORED,
    }
}

/// Whether a command uses no key, so that no proof is spent.
const fn keeps_proof(opcode: Opcode, packet: &Packet<'_>) -> bool {
    match opcode {
        Opcode::Nonce | Opcode::Random | Opcode::Read | Opcode::Counter => true,
        Opcode::Info => packet.param1 != mode::LATCH || packet.param2 != mode::SET,
        _ => false,
    }
}
