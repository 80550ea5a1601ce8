use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::Generate;
use p256::elliptic_curve::rand_core::CryptoRng;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{SecretKey, ecdh};

use super::Software;
use crate::{Ecdh, EphemeralKey, Error, KeyRef, P256Sign, P256Verify, PublicKey};

/// SEC 1: what an uncompressed point begins with.
const UNCOMPRESSED: u8 = 0x04;

/// X‖Y of the public half.
fn point_of(key: &SecretKey) -> Result<[u8; 64], Error> {
    let point = key.public_key().to_sec1_point(false);
    point.as_bytes().get(1..).and_then(|bytes| bytes.try_into().ok()).ok_or(Error::Internal)
}

fn sec1(point: &[u8; 64]) -> [u8; 65] {
    let mut bytes = [UNCOMPRESSED; 65];
    bytes.iter_mut().skip(1).zip(point).for_each(|(to, from)| *to = *from);
    bytes
}

fn agree(key: &SecretKey, peer: &[u8; 64]) -> Result<[u8; 32], Error> {
    let peer = p256::PublicKey::from_sec1_bytes(&sec1(peer)).map_err(|_| Error::InvalidInput)?;
    let secret = ecdh::diffie_hellman(key.to_nonzero_scalar(), peer.as_affine());
    Ok((*secret.raw_secret_bytes()).into())
}

impl<G> PublicKey for Software<G> {
    fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error> {
        point_of(self.private_key(key)?)
    }
}

impl<G> P256Sign for Software<G> {
    fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
        let key = SigningKey::from(self.private_key(key)?);
        let signature: Signature = key.sign_prehash(digest).map_err(|_| Error::Internal)?;
        Ok(signature.to_bytes().into())
    }
}

impl<G> P256Verify for Software<G> {
    fn p256_verify(
        &mut self,
        public_key: &[u8; 64],
        digest: &[u8; 32],
        signature: &[u8; 64],
    ) -> Result<bool, Error> {
        let key = VerifyingKey::from_sec1_bytes(&sec1(public_key)).map_err(|_| Error::InvalidInput)?;
        // One with r or s out of range is no signature of anything.
        Ok(Signature::from_slice(signature)
            .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok()))
    }
}

impl<G> Ecdh for Software<G> {
    fn ecdh(&mut self, key: KeyRef, peer: &[u8; 64]) -> Result<[u8; 32], Error> {
        let Some(token) = key.as_ephemeral() else { return agree(self.private_key(key)?, peer) };
        match self.ephemeral.take_if(|(alive, _)| *alive == token) {
            Some((_, key)) => agree(&key, peer),
            None => Err(Error::StateLost),
        }
    }
}

impl<G: CryptoRng> EphemeralKey for Software<G> {
    fn ephemeral_key(&mut self) -> Result<(KeyRef, [u8; 64]), Error> {
        if self.ephemeral.is_some() {
            return Err(Error::Busy);
        }
        let key = SecretKey::generate_from_rng(&mut self.random);
        let point = point_of(&key)?;
        self.last_token = self.last_token.wrapping_add(1);
        self.ephemeral = Some((self.last_token, key));
        Ok((KeyRef::ephemeral(self.last_token), point))
    }

    fn discard_ephemeral_key(&mut self, key: KeyRef) {
        self.ephemeral.take_if(|(alive, _)| key.as_ephemeral() == Some(*alive));
    }
}
