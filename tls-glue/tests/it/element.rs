//! A crypto element in software, behind the table, counted, and breakable on purpose.

use hwcrypto_api::{
    Counting, Counts, Ecdh, EphemeralKey, Error, HwCrypto, KeyRef, P256Sign, P256Verify, PublicKey, Random,
    Shared, Software,
};
use p256::SecretKey;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::pkcs8::DecodePrivateKey;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

/// The slot that holds the key; the others are empty.
pub(crate) const SLOT: u8 = 2;
/// The slot that holds the second key, if there are two.
pub(crate) const OTHER_SLOT: u8 = 3;

/// Does everything, until something is broken.
pub(crate) struct Breakable {
    software: Software<ChaCha20Rng>,
    signing_fails_with: Option<Error>,
    /// The next ephemeral key, if the test has chosen it.
    pub(crate) planned: Option<SecretKey>,
    verifying_fails_with: Option<Error>,
    random_fails_with: Option<Error>,
}

/// The name of an ephemeral key that the test chose.
const PLANNED: KeyRef = KeyRef::ephemeral(u32::MAX);

impl PublicKey for Breakable {
    fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error> {
        self.software.public_key(key)
    }
}

impl P256Sign for Breakable {
    fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
        match self.signing_fails_with {
            Some(error) => Err(error),
            None => self.software.p256_sign(key, digest),
        }
    }
}

impl P256Verify for Breakable {
    fn p256_verify(&mut self, key: &[u8; 64], digest: &[u8; 32], rs: &[u8; 64]) -> Result<bool, Error> {
        match self.verifying_fails_with {
            Some(error) => Err(error),
            None => self.software.p256_verify(key, digest, rs),
        }
    }
}

impl Ecdh for Breakable {
    fn ecdh(&mut self, key: KeyRef, peer: &[u8; 64]) -> Result<[u8; 32], Error> {
        match self.planned.take_if(|_| key == PLANNED) {
            Some(planned) => Ok(agree(&planned, peer)),
            None => self.software.ecdh(key, peer),
        }
    }
}

impl EphemeralKey for Breakable {
    fn ephemeral_key(&mut self) -> Result<(KeyRef, [u8; 64]), Error> {
        match &self.planned {
            Some(planned) => Ok((PLANNED, point_of(planned))),
            None => self.software.ephemeral_key(),
        }
    }

    fn discard_ephemeral_key(&mut self, key: KeyRef) {
        self.software.discard_ephemeral_key(key);
    }
}

impl Random for Breakable {
    fn random(&mut self, out: &mut [u8]) -> Result<(), Error> {
        match self.random_fails_with {
            Some(error) => Err(error),
            None => self.software.random(out),
        }
    }
}

/// An element for the rest of the program's life, as tables are.
pub(crate) struct Element {
    pub(crate) driver: &'static Shared<parking_lot::RawMutex, Counting<Breakable>>,
    pub(crate) table: &'static HwCrypto,
}

impl Element {
    /// Holds `key` (PKCS #8 in PEM) in [`SLOT`].
    pub(crate) fn holding(key: &str) -> Self {
        Self::with_keys(&[(SLOT, key)])
    }

    /// Holds `key` in [`SLOT`] and `other` in [`OTHER_SLOT`].
    pub(crate) fn holding_two(key: &str, other: &str) -> Self {
        Self::with_keys(&[(SLOT, key), (OTHER_SLOT, other)])
    }

    fn with_keys(keys: &[(u8, &str)]) -> Self {
        let mut software = Software::new(ChaCha20Rng::seed_from_u64(1), b"software");
        for (slot, key) in keys {
            let scalar = SecretKey::from_pkcs8_pem(key).unwrap().to_bytes();
            software = software.with_private_key(*slot, &scalar.into()).unwrap();
        }
        let breakable = Breakable {
            software,
            signing_fails_with: None,
            verifying_fails_with: None,
            random_fails_with: None,
            planned: None,
        };
        let driver = Box::leak(Box::new(Shared::new(Counting::new(breakable))));
        let table = HwCrypto::builder(driver)
            .public_key()
            .p256_sign()
            .p256_verify()
            .ecdh()
            .ephemeral_key()
            .random()
            .build();
        Self { driver, table: Box::leak(Box::new(table)) }
    }

    pub(crate) fn counts(&self) -> Counts {
        self.driver.with(|element| Ok::<_, Error>(element.counts())).unwrap()
    }

    /// From now on every signature fails with `error`.
    pub(crate) fn break_signing(&self, error: Error) {
        self.change(|element| element.signing_fails_with = Some(error));
    }

    /// From now on every verification fails with `error`, which is another thing than finding a bad signature.
    pub(crate) fn break_verifying(&self, error: Error) {
        self.change(|element| element.verifying_fails_with = Some(error));
    }

    /// From now on random numbers fail with `error`, or come again.
    pub(crate) fn break_random(&self, error: impl Into<Option<Error>>) {
        self.change(|element| element.random_fails_with = error.into());
    }

    fn change(&self, change: impl FnOnce(&mut Breakable)) {
        self.driver
            .with(|element| {
                change(element.driver());
                Ok::<_, Error>(())
            })
            .unwrap();
    }

    /// Runs `operation` while somebody else, this caller, uses the element.
    pub(crate) fn busy_while<T>(&self, operation: impl FnOnce() -> T) -> T {
        self.driver.with(|_| Ok::<_, Error>(operation())).unwrap()
    }
}

fn point_of(key: &SecretKey) -> [u8; 64] {
    key.public_key().to_sec1_point(false).as_bytes()[1..].try_into().unwrap()
}

/// The X coordinate that `key` shares with the point `peer`.
pub(crate) fn agree(key: &SecretKey, peer: &[u8; 64]) -> [u8; 32] {
    let peer = p256::PublicKey::from_sec1_bytes(&[&[4], &peer[..]].concat()).unwrap();
    let secret = p256::ecdh::diffie_hellman(key.to_nonzero_scalar(), peer.as_affine());
    (*secret.raw_secret_bytes()).into()
}
