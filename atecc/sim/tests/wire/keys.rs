//! What the tests of the commands with symmetric keys have in common.

use sha2::{Digest, Sha256};

use crate::host::*;

pub(crate) const MAC: u8 = 0x08;
pub(crate) const GEN_DIG: u8 = 0x15;
pub(crate) const DERIVE_KEY: u8 = 0x1C;
pub(crate) const COUNTER: u8 = 0x24;
pub(crate) const CHECK_MAC: u8 = 0x28;
pub(crate) const AES: u8 = 0x51;
pub(crate) const KDF: u8 = 0x56;

/// Opcode, param1, param2, data.
pub(crate) type Call<'a> = (u8, u8, u16, &'a [u8]);
/// A command, its status, and the reason in one line.
pub(crate) type Refusal<'a> = (Call<'a>, u8, &'a str);
/// Slot, SlotConfig, KeyConfig, contents.
pub(crate) type Key<'a> = (u8, u16, u16, &'a [u8]);

/// What the host adds to each random nonce.
const NUMBERS: [u8; 20] = [0x5C; 20];

pub(crate) fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    Sha256::digest(parts.concat()).into()
}

pub(crate) fn hex(digits: &str) -> Vec<u8> {
    let digits: Vec<u8> = digits
        .chars()
        .filter_map(|digit| digit.to_digit(16))
        .map(|digit| u8::try_from(digit).unwrap())
        .collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

pub(crate) fn array<const N: usize>(digits: &str) -> [u8; N] {
    hex(digits).try_into().unwrap()
}

/// Bytes that tell where they come from.
pub(crate) fn pattern<const N: usize>(start: u8) -> [u8; N] {
    core::array::from_fn(|index| start.wrapping_add(u8::try_from(index % 256).unwrap()))
}

impl Host {
    /// A part with these rules and these secrets, locked.
    pub(crate) fn with_keys(slots: &[Key<'_>]) -> Self {
        let mut host = Self::unlocked_with_keys(slots);
        host.lock_data();
        host
    }

    /// The same, data not locked.
    pub(crate) fn unlocked_with_keys(slots: &[Key<'_>]) -> Self {
        let mut host = Self::blank();
        host.configure_keys(slots);
        host.load_keys(slots);
        host
    }

    pub(crate) fn configure_keys(&mut self, slots: &[Key<'_>]) {
        for (slot, slot_config, key_config, _) in slots {
            self.configure(&[(*slot, *slot_config, *key_config)]);
        }
    }

    /// Locks the configuration and writes the secrets; a private key is made.
    pub(crate) fn load_keys(&mut self, slots: &[Key<'_>]) {
        assert_eq!(self.status(LOCK, 0x80, 0, &[]), SUCCESS);
        for (slot, _, key_config, contents) in slots {
            if key_config & 1 == 1 {
                self.data(GEN_KEY, 0x04, (*slot).into(), &[]);
            }
            let mut padded = contents.to_vec();
            padded.resize(contents.len().next_multiple_of(32), 0);
            for (block, bytes) in (0u16..).zip(padded.chunks(32)) {
                let address = block << 8 | u16::from(*slot) << 3;
                assert_eq!(self.status(WRITE, 0x82, address, bytes), SUCCESS);
            }
        }
    }

    /// SN[0:8].
    pub(crate) fn serial(&mut self) -> [u8; 9] {
        let block = self.data(READ, 0x80, 0, &[]);
        [&block[..4], &block[8..13]].concat().try_into().unwrap()
    }

    /// SN[8], SN[0], SN[1]: what each message has.
    pub(crate) fn mark(&mut self) -> [u8; 3] {
        let serial = self.serial();
        [serial[8], serial[0], serial[1]]
    }

    /// A random nonce; what is in TempKey then.
    pub(crate) fn random_nonce(&mut self) -> [u8; 32] {
        let random = self.data(NONCE, 0x00, 0, &NUMBERS);
        sha256(&[&random, &NUMBERS, &[0x16, 0x00, 0x00]])
    }

    /// GenDig of a slot on a random nonce; what is in TempKey then, if the slot has this key.
    pub(crate) fn session_key(&mut self, slot: u8, key: &[u8]) -> [u8; 32] {
        let nonce = self.random_nonce();
        self.digest_key(slot, key, &nonce)
    }

    /// GenDig of a slot; what is in TempKey then, if the slot has this key and TempKey that value.
    pub(crate) fn digest_key(&mut self, slot: u8, key: &[u8], temp_key: &[u8; 32]) -> [u8; 32] {
        assert_eq!(self.status(GEN_DIG, 0x02, slot.into(), &[]), SUCCESS, "{}", self.why());
        let mark = self.mark();
        sha256(&[&key[..32], &[0x15, 0x02, slot, 0], &mark, &[0; 25], temp_key])
    }

    /// The flags of TempKey and AuthComplete: the first two bytes of Info(State).
    pub(crate) fn state(&mut self) -> [u8; 2] {
        *self.data(INFO, 0x02, 0, &[]).first_chunk().unwrap()
    }

    /// What is in TempKey shows in the nonce that is made from it.
    pub(crate) fn assert_temp_key(&mut self, value: &[u8; 32]) {
        let next = sha256(&[value, &NUMBERS, &[0x16, 0x00, 0x00]]);
        assert_eq!(self.data(NONCE, 0x00, 0x8000, &NUMBERS), next, "TempKey");
    }

    /// The status and the reason of a refusal.
    pub(crate) fn refuses(&mut self, command: Call<'_>, status: u8, why: &str) {
        let (opcode, param1, param2, data) = command;
        let reply = self.send(opcode, param1, param2, data);
        assert_eq!((reply, self.why()), (vec![status], why.to_owned()), "{opcode:#04x} {param1:#04x}");
    }

    pub(crate) fn slot_contents(&self, slot: u8) -> Vec<u8> {
        self.bus.reveal_eeprom().slot(atecc::Slot::new(slot).unwrap()).to_vec()
    }
}
