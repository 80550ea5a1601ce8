use embedded_hal::delay::DelayNs;
use hwcrypto_api::{Ecdh, EphemeralKey, Error, KeyRef, P256Sign, P256Verify, PublicKey};

use super::{Element, Ephemeral, coarse, slot};
use crate::blocking::Bus;
use crate::{PublicKey as Point, Signature};

impl<I2C: Bus, D: DelayNs> PublicKey for Element<I2C, D> {
    fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error> {
        self.atecc.public_key(slot(key)?).map(|key| key.0).map_err(coarse)
    }
}

impl<I2C: Bus, D: DelayNs> P256Sign for Element<I2C, D> {
    fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
        self.atecc.sign_digest(slot(key)?, digest).map(|signature| signature.0).map_err(coarse)
    }
}

/// The answer crosses the bus in clear: it is for a bus that is trusted.
impl<I2C: Bus, D: DelayNs> P256Verify for Element<I2C, D> {
    fn p256_verify(
        &mut self,
        public_key: &[u8; 64],
        digest: &[u8; 32],
        signature: &[u8; 64],
    ) -> Result<bool, Error> {
        let (key, signature) = (Point(*public_key), Signature(*signature));
        self.atecc.verify_digest(&key, digest, &signature).map_err(coarse)
    }
}

/// The secret crosses the bus in clear: it is for a bus that is trusted.
impl<I2C: Bus, D: DelayNs> Ecdh for Element<I2C, D> {
    fn ecdh(&mut self, key: KeyRef, peer: &[u8; 64]) -> Result<[u8; 32], Error> {
        let peer = Point(*peer);
        let secret = match key.as_ephemeral() {
            None => self.atecc.ecdh(slot(key)?, &peer),
            Some(token) => {
                match self.ephemeral.take_if(|(alive, _)| *alive == token).ok_or(Error::StateLost)? {
                    (_, Ephemeral::TempKey(key)) => self.atecc.ecdh_ephemeral(key, &peer),
                    (_, Ephemeral::Slot(slot)) => self.atecc.ecdh(slot, &peer),
                }
            }
        };
        secret.map(|secret| *secret.expose()).map_err(coarse)
    }
}

/// The key lives in TempKey or in the slot that was chosen, so there is one; signing with another one does not disturb it.
impl<I2C: Bus, D: DelayNs> EphemeralKey for Element<I2C, D> {
    fn ephemeral_key(&mut self) -> Result<(KeyRef, [u8; 64]), Error> {
        let (key, public) = match (self.ephemeral_slot, &self.ephemeral) {
            (None, _) => {
                let (key, public) = self.atecc.ephemeral_key().map_err(coarse)?;
                (Ephemeral::TempKey(key), public)
            }
            (Some(_), Some(_)) => return Err(Error::Busy),
            (Some(slot), None) => (Ephemeral::Slot(slot), self.atecc.gen_key(slot).map_err(coarse)?),
        };
        self.last_token = self.last_token.wrapping_add(1);
        self.ephemeral = Some((self.last_token, key));
        Ok((KeyRef::ephemeral(self.last_token), public.0))
    }

    fn discard_ephemeral_key(&mut self, key: KeyRef) {
        let discarded = self.ephemeral.take_if(|(alive, _)| key.as_ephemeral() == Some(*alive));
        if let Some((_, Ephemeral::TempKey(_))) = discarded {
            self.atecc.discard_ephemeral_key();
        }
    }
}
