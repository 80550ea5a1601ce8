use sha2::{Digest, Sha256};

use super::TempKey;
use crate::command::SignInternal;
use crate::config::{KeyConfig, SerialNumber, SlotConfig};
use crate::policy::TempKeyFlags;
use crate::{ConfigZone, Opcode, Slot};

/// What the chip tells of the slot that TempKey speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedSlot {
    /// Its SlotConfig.
    pub rules: SlotConfig,
    /// Its KeyConfig.
    pub key: KeyConfig,
    /// Whether it is locked on its own.
    pub locked: bool,
}

impl SignedSlot {
    /// What a snapshot of the configuration says of `slot`.
    #[must_use]
    pub fn in_zone(zone: &ConfigZone, slot: Slot) -> Self {
        Self { rules: zone.slot_config(slot), key: zone.key_config(slot), locked: zone.slot_locked(slot) }
    }
}

/// The 55 bytes whose digest an internal signature signs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InternalMessage([u8; 55]);

impl core::fmt::Debug for InternalMessage {
    /// Not the bytes: TempKey is among them.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("InternalMessage(..)")
    }
}

impl InternalMessage {
    /// The message of `request`, when TempKey had this value and these flags, which speak of `about`.
    #[must_use]
    pub fn new(
        request: &SignInternal,
        temp_key: &TempKey,
        flags: TempKeyFlags,
        about: SignedSlot,
        serial: &SerialNumber,
    ) -> Self {
        let [s0, s1, s2, s3, s4, s5, s6, s7, s8] = serial.0;
        let whole = request.with_serial_number;
        let ([s2, s3], [s4, s5, s6, s7]) =
            if whole { ([s2, s3], [s4, s5, s6, s7]) } else { ([0; 2], [0; 4]) };
        let [id_low, id_high] = u16::from(request.key.number()).to_le_bytes();
        let [state, _] = flags.to_state();
        let pieces: [&[u8]; 7] = [
            temp_key.expose(),
            &[Opcode::Sign.to_byte(), request.mode(), id_low, id_high],
            &about.rules.0.to_le_bytes(),
            &about.key.0.to_le_bytes(),
            // After the flags, UseFlag and UpdateCount of older parts.
            &[state, 0, 0],
            &[s8, s4, s5, s6, s7, s0, s1, s2, s3],
            &[u8::from(!about.locked), u8::from(request.for_invalidate), 0],
        ];
        let mut message = [0; 55];
        for (to, from) in message.iter_mut().zip(pieces.into_iter().flatten()) {
            *to = *from;
        }
        Self(message)
    }

    /// Its digest, over which the signature is.
    #[must_use]
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// The parts that [`Validate`](crate::command::Validate) sends along.
    #[must_use]
    pub fn other_data(&self) -> [u8; 19] {
        let mut other = [0; 19];
        let parts = self.0.iter().skip(33).take(10);
        let parts = parts.chain(self.0.iter().skip(44).take(4)).chain(self.0.iter().skip(50).take(5));
        for (to, from) in other.iter_mut().zip(parts) {
            *to = *from;
        }
        other
    }
}
