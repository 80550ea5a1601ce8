//! ECDH on the curves of NIST (RFC 8446, 4.2.8.2).

use alloc::boxed::Box;
use core::fmt;
use core::marker::PhantomData;

use p256::elliptic_curve::sec1::{FromSec1Point, ModulusSize, Sec1Point, ToSec1Point};
use p256::elliptic_curve::{CurveArithmetic, FieldBytes, PublicKey, SecretKey, ecdh};
use rustls::crypto::{ActiveKeyExchange, GetRandomFailed, SecureRandom, SharedSecret, SupportedKxGroup};
use rustls::ffdhe_groups::FfdheGroup;
use rustls::{Error, NamedGroup, PeerMisbehaved};
use zeroize::Zeroizing;

/// How an uncompressed point begins; TLS sends no other form.
const UNCOMPRESSED: u8 = 0x04;

/// How often a secret is drawn before the source of random numbers counts as broken. Not even one draw in 2^32 is out
/// of range.
const DRAWS: usize = 8;

/// A curve that TLS has a number for.
pub(super) trait Curve:
    CurveArithmetic<AffinePoint: FromSec1Point<Self> + ToSec1Point<Self>, FieldBytesSize: ModulusSize>
    + Send
    + Sync
{
    const GROUP: NamedGroup;
}

impl Curve for p256::NistP256 {
    const GROUP: NamedGroup = NamedGroup::secp256r1;
}

#[cfg(feature = "p384")]
impl Curve for p384::NistP384 {
    const GROUP: NamedGroup = NamedGroup::secp384r1;
}

/// Key exchange on `C`.
pub(super) struct Ecdh<C> {
    random: &'static dyn SecureRandom,
    curve: PhantomData<C>,
}

impl<C: Curve> Ecdh<C> {
    pub(super) fn new(random: &'static dyn SecureRandom) -> Self {
        Self { random, curve: PhantomData }
    }

    fn secret(&self) -> Result<SecretKey<C>, GetRandomFailed> {
        let mut scalar = Zeroizing::new(FieldBytes::<C>::default());
        for _ in 0..DRAWS {
            self.random.fill(&mut scalar)?;
            if let Ok(secret) = SecretKey::from_bytes(&scalar) {
                return Ok(secret);
            }
        }
        Err(GetRandomFailed)
    }
}

impl<C: Curve> fmt::Debug for Ecdh<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ecdh").field(&C::GROUP).finish()
    }
}

impl<C: Curve> SupportedKxGroup for Ecdh<C> {
    fn start(&self) -> Result<Box<dyn ActiveKeyExchange>, Error> {
        let secret = self.secret()?;
        let share = secret.public_key().to_sec1_point(false);
        Ok(Box::new(Started { secret, share }))
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        None
    }

    fn name(&self) -> NamedGroup {
        C::GROUP
    }
}

/// Our half; the secret is zeroized when this is dropped.
struct Started<C: Curve> {
    secret: SecretKey<C>,
    share: Sec1Point<C>,
}

impl<C: Curve> ActiveKeyExchange for Started<C> {
    fn complete(self: Box<Self>, peer: &[u8]) -> Result<SharedSecret, Error> {
        let peer = point::<C>(peer).ok_or(PeerMisbehaved::InvalidKeyShare)?;
        let shared = ecdh::diffie_hellman(self.secret.to_nonzero_scalar(), peer.as_affine());
        Ok(SharedSecret::from(shared.raw_secret_bytes().as_slice()))
    }

    fn pub_key(&self) -> &[u8] {
        self.share.as_bytes()
    }

    fn ffdhe_group(&self) -> Option<FfdheGroup<'static>> {
        None
    }

    fn group(&self) -> NamedGroup {
        C::GROUP
    }
}

/// The peer's point, if it is one of the curve, and uncompressed.
fn point<C: Curve>(encoding: &[u8]) -> Option<PublicKey<C>> {
    let uncompressed = encoding.first() == Some(&UNCOMPRESSED);
    uncompressed.then(|| PublicKey::from_sec1_bytes(encoding).ok()).flatten()
}
