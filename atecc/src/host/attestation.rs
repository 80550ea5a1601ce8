use super::{InternalMessage, SignedSlot, TempKey};
use crate::command::{CounterId, GenKey, RandomNonce, SignInternal};
use crate::policy::TempKeyFlags;
use crate::{BLOCK_SIZE, ConfigZone, PublicKey, Signature, Slot};

/// What a chip attests: its key signs a message that it has composed itself, of a digest of this and of a nonce.
#[derive(Debug, Clone, Copy)]
pub enum Claim<'a> {
    /// The private half of this key is in this slot.
    PrivateKey(Slot, &'a PublicKey),
    /// This block of the configuration zone (0–3) is what the snapshot says.
    ConfigBlock(u8),
    /// SlotConfig, KeyConfig and lock of this slot are what the snapshot says.
    KeyConfig(Slot),
    /// This counter stands at this value.
    Counter(CounterId, u32),
}

/// A chip's signature over a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attestation {
    /// The slot of the private key that signed.
    pub signer: Slot,
    /// The chip's share of the nonce.
    pub rand_out: [u8; 32],
    /// Over the message.
    pub signature: Signature,
}

impl Attestation {
    pub(crate) const fn request(signer: Slot) -> SignInternal {
        SignInternal { key: signer, with_serial_number: true, for_invalidate: false }
    }

    /// The digest of the message that the chip must have signed to attest `claim` in answer to `challenge`, the verifier's
    /// twenty random bytes. `zone` is a snapshot of the chip's configuration, of which the serial number and the rules of the
    /// slot take part. `None` for a block of the configuration from 4 up.
    #[must_use]
    pub fn digest(&self, claim: &Claim<'_>, challenge: &[u8; 20], zone: &ConfigZone) -> Option<[u8; 32]> {
        let serial = zone.serial_number();
        let nonce = TempKey::random(&self.rand_out, challenge, &RandomNonce::update_seed(challenge));
        let gen_key_data = matches!(claim, Claim::PrivateKey(..));
        let (temp_key, slot) = match *claim {
            Claim::PrivateKey(slot, key) => {
                (nonce.gen_key(&GenKey::public(slot).with_digest(), slot, key, &serial), slot)
            }
            Claim::ConfigBlock(block) => {
                let (blocks, _) = zone.as_bytes().as_chunks::<BLOCK_SIZE>();
                let value = blocks.get(usize::from(block))?;
                (nonce.gen_dig_block(0, block, value, &serial), NO_SLOT)
            }
            Claim::KeyConfig(slot) => {
                let (rules, key) = (zone.slot_config(slot), zone.key_config(slot));
                (nonce.gen_dig_key_config(slot, rules, key, zone.slot_locked(slot), &serial), NO_SLOT)
            }
            Claim::Counter(id, value) => (nonce.gen_dig_counter(id, value, &serial), NO_SLOT),
        };
        let flags =
            TempKeyFlags { valid: true, gen_key_data, key_id: slot.number(), ..TempKeyFlags::default() };
        let about = SignedSlot::in_zone(zone, slot);
        Some(InternalMessage::new(&Self::request(self.signer), &temp_key, flags, about, &serial).digest())
    }

    /// Whether this attests `claim` in answer to `challenge`. `verifies` checks the signature over a digest with the public
    /// key of the signer, which the caller trusts.
    #[must_use]
    pub fn verify(
        &self,
        claim: &Claim<'_>,
        challenge: &[u8; 20],
        zone: &ConfigZone,
        verifies: impl FnOnce(&[u8; 32], &Signature) -> bool,
    ) -> bool {
        self.digest(claim, challenge, zone).is_some_and(|digest| verifies(&digest, &self.signature))
    }
}

/// TempKey.KeyID of what GenDig made of anything but a slot.
const NO_SLOT: Slot = Slot::from_nibble(0);
