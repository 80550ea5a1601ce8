use super::{InternalMessage, SignedSlot, TempKey};
use crate::command::{DigestPublicKey, SignInternal};
use crate::policy::{Rules, Source, TempKeyFlags};
use crate::{ConfigZone, PublicKey, Slot};

/// What the parent of a stored public key signs, to make it valid or invalid: the message of an internal signature, whether
/// a chip or a host signs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validation {
    pub(crate) slot: Slot,
    pub(crate) nonce: [u8; 32],
    pub(crate) invalidate: bool,
    pub(crate) other_data: [u8; 19],
    digest: [u8; 32],
}

impl Validation {
    /// Makes `key`, the public key in `slot`, valid.
    #[must_use]
    pub fn valid(slot: Slot, key: &PublicKey, nonce: &[u8; 32], zone: &ConfigZone) -> Self {
        Self::new(slot, key, nonce, zone, false)
    }

    /// Makes `key`, the public key in `slot`, invalid, so that it can be overwritten.
    #[must_use]
    pub fn invalid(slot: Slot, key: &PublicKey, nonce: &[u8; 32], zone: &ConfigZone) -> Self {
        Self::new(slot, key, nonce, zone, true)
    }

    fn new(slot: Slot, key: &PublicKey, nonce: &[u8; 32], zone: &ConfigZone, invalidate: bool) -> Self {
        let serial = zone.serial_number();
        let gen_key = DigestPublicKey::of(slot);
        let temp_key = TempKey::loaded(*nonce).public_key(gen_key.other_data, key, &serial);
        let flags = TempKeyFlags {
            valid: true,
            source: Source::Fixed,
            gen_key_data: true,
            key_id: slot.number(),
            ..TempKeyFlags::default()
        };
        let parent = Rules::new(zone).validating_key(slot);
        let request = SignInternal { key: parent, with_serial_number: false, for_invalidate: invalidate };
        let about = SignedSlot::in_zone(zone, slot);
        let message = InternalMessage::new(&request, &temp_key, flags, about, &serial);
        Self { slot, nonce: *nonce, invalidate, other_data: message.other_data(), digest: message.digest() }
    }

    /// What the private half of the parent signs: the key that ReadKey of the slot names.
    #[must_use]
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}
