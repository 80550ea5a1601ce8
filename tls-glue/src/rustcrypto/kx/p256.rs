//! ECDH on P-256 (RFC 8446, 4.2.8.2).

use alloc::boxed::Box;

use p256::elliptic_curve::sec1::ToSec1Point;
use p256::{PublicKey, SecretKey, ecdh};
use rustls::crypto::{ActiveKeyExchange, GetRandomFailed, SecureRandom, SharedSecret, SupportedKxGroup};
use rustls::ffdhe_groups::FfdheGroup;
use rustls::{Error, NamedGroup, PeerMisbehaved};
use zeroize::Zeroizing;

/// Bytes of an uncompressed point, the only form that TLS sends: 0x04, x, y.
const POINT: usize = 65;
const UNCOMPRESSED: u8 = 0x04;

/// How often a secret is drawn before the source of random numbers counts as broken. Not even one in 2^32 draws is out
/// of range.
const DRAWS: usize = 8;

#[derive(Debug)]
pub(super) struct Secp256r1 {
    pub(super) random: &'static dyn SecureRandom,
}

impl Secp256r1 {
    fn secret(&self) -> Result<SecretKey, GetRandomFailed> {
        let mut scalar = Zeroizing::new([0; 32]);
        for _ in 0..DRAWS {
            self.random.fill(scalar.as_mut())?;
            if let Ok(secret) = SecretKey::from_slice(scalar.as_ref()) {
                return Ok(secret);
            }
        }
        Err(GetRandomFailed)
    }
}

impl SupportedKxGroup for Secp256r1 {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        let secret = self.secret()?;
        let mut public = [0; POINT];
        public.copy_from_slice(secret.public_key().to_sec1_point(false).as_bytes());
        Ok(Box::new(Started { secret, public }))
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        None
    }

    fn name(&self) -> NamedGroup {
        NamedGroup::secp256r1
    }
}

/// Our half; the secret is zeroized when this is dropped.
struct Started {
    secret: SecretKey,
    public: [u8; POINT],
}

impl ActiveKeyExchange for Started {
    fn complete(self: Box<Self>, peer: &[u8]) -> Result<SharedSecret, Error> {
        let peer = peer_point(peer).ok_or(PeerMisbehaved::InvalidKeyShare)?;
        let shared = ecdh::diffie_hellman(self.secret.to_nonzero_scalar(), peer.as_affine());
        Ok(SharedSecret::from(shared.raw_secret_bytes().as_slice()))
    }

    fn pub_key(&self) -> &[u8] {
        &self.public
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        None
    }

    fn group(&self) -> NamedGroup {
        NamedGroup::secp256r1
    }
}

/// The peer's point, if it is one of the curve and uncompressed.
fn peer_point(encoding: &[u8]) -> Option<PublicKey> {
    let uncompressed = encoding.len() == POINT && encoding.first() == Some(&UNCOMPRESSED);
    uncompressed.then(|| PublicKey::from_sec1_bytes(encoding).ok()).flatten()
}
