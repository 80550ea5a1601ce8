use core::fmt;

use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use super::frame::{command, digest, fixed_serial};
use crate::command::{CounterId, GenKey, RandomNonce};
use crate::config::{KeyConfig, SerialNumber, SlotConfig};
use crate::{Opcode, PublicKey, Slot};

/// What TempKey holds, as far as the host can know it: it follows the commands that the chip was given. Wiped when dropped.
#[derive(Clone)]
pub struct TempKey([u8; 32]);

impl TempKey {
    /// After a [`LoadNonce`](crate::command::LoadNonce) of `value`.
    #[must_use]
    pub const fn loaded(value: [u8; 32]) -> Self {
        Self(value)
    }

    /// After a [`RandomNonce`] to which the chip answered `rand_out`.
    #[must_use]
    pub fn random(rand_out: &[u8; 32], num_in: &[u8; 20], nonce: &RandomNonce<'_>) -> Self {
        let mut hash = Sha256::new();
        hash.update(rand_out);
        hash.update(num_in);
        hash.update([Opcode::Nonce.to_byte(), nonce.mode(), 0x00]);
        Self(hash.finalize().into())
    }

    /// After GenDig of the key in `slot`.
    #[must_use]
    pub fn gen_dig_slot(&self, slot: Slot, key: &[u8; 32], serial: &SerialNumber) -> Self {
        self.gen_dig(key, 2, slot.number().into(), serial, &[0; 25])
    }

    /// After GenDig of a block of the configuration zone (`zone` 0) or the OTP zone (`zone` 1).
    #[must_use]
    pub fn gen_dig_block(&self, zone: u8, block: u8, value: &[u8; 32], serial: &SerialNumber) -> Self {
        self.gen_dig(value, zone, block.into(), serial, &[0; 25])
    }

    /// After GenDig of a counter that stands at `value`.
    #[must_use]
    pub fn gen_dig_counter(&self, id: CounterId, value: u32, serial: &SerialNumber) -> Self {
        let mut middle = [0; 25];
        let [_, value_at @ ..] = &mut middle;
        for (to, from) in value_at.iter_mut().zip(value.to_le_bytes()) {
            *to = from;
        }
        self.gen_dig(&[0; 32], 4, (id as u8).into(), serial, &middle)
    }

    /// After GenDig of a slot's configuration and lock.
    #[must_use]
    pub fn gen_dig_key_config(
        &self,
        slot: Slot,
        rules: SlotConfig,
        key: KeyConfig,
        locked: bool,
        serial: &SerialNumber,
    ) -> Self {
        let mut middle = [0; 25];
        let ([a, b], [c, d]) = (rules.0.to_le_bytes(), key.0.to_le_bytes());
        let [_, at @ ..] = &mut middle;
        // The chip puts 1 for a slot that is *not* locked.
        for (to, from) in at.iter_mut().zip([a, b, c, d, u8::from(!locked)]) {
            *to = from;
        }
        self.gen_dig(&[0; 32], 5, slot.number().into(), serial, &middle)
    }

    /// After GenDig of a nonce that both sides know.
    #[must_use]
    pub fn gen_dig_shared_nonce(&self, nonce: &[u8; 32], after: bool, serial: &SerialNumber) -> Self {
        // The most significant byte of the second parameter counts as 0 here.
        let command = command(Opcode::GenDig.to_byte(), 3, 0);
        let (first, last) = if after { (&self.0, nonce) } else { (nonce, &self.0) };
        Self(digest(first, command, serial, &[0; 25], last))
    }

    fn gen_dig(&self, value: &[u8; 32], zone: u8, id: u16, serial: &SerialNumber, middle: &[u8; 25]) -> Self {
        Self(digest(value, command(Opcode::GenDig.to_byte(), zone, id), serial, middle, &self.0))
    }

    /// After GenKey with its digest of `key`, the public key of `slot`.
    #[must_use]
    pub fn gen_key(&self, gen_key: &GenKey, slot: Slot, key: &PublicKey, serial: &SerialNumber) -> Self {
        let [low, high] = u16::from(slot.number()).to_le_bytes();
        self.public_key([gen_key.mode(), low, high], key, serial)
    }

    /// After [`DigestPublicKey`](crate::command::DigestPublicKey) of the stored `key`.
    #[must_use]
    pub fn public_key(&self, other_data: [u8; 3], key: &PublicKey, serial: &SerialNumber) -> Self {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update([Opcode::GenKey.to_byte()]);
        hash.update(other_data);
        hash.update(fixed_serial(serial));
        hash.update([0; 25]);
        hash.update(key.0);
        Self(hash.finalize().into())
    }

    /// The bytes. A copy of them is yours to wipe.
    #[must_use]
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl Drop for TempKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for TempKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TempKey(..)")
    }
}
