//! A crypto element in software, behind the table, counted, and breakable on purpose.

use hwcrypto_api::{Counting, Counts, Error, HwCrypto, KeyRef, P256Sign, PublicKey, Random, Shared};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::pkcs8::DecodePrivateKey;

/// The slot that holds the key; the others are empty.
pub(crate) const SLOT: u8 = 2;

pub(crate) struct Software {
    key: p256::SecretKey,
    signing_fails_with: Option<Error>,
}

impl Software {
    fn key(&self, key: KeyRef) -> Result<&p256::SecretKey, Error> {
        if key == KeyRef::slot(SLOT) { Ok(&self.key) } else { Err(Error::InvalidKey) }
    }
}

impl PublicKey for Software {
    fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error> {
        let point = self.key(key)?.public_key().to_sec1_point(false);
        Ok(point.as_bytes()[1..].try_into().unwrap())
    }
}

impl P256Sign for Software {
    fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
        let key = self.key(key)?;
        if let Some(error) = self.signing_fails_with {
            return Err(error);
        }
        let signature: p256::ecdsa::Signature =
            p256::ecdsa::SigningKey::from(key.clone()).sign_prehash(digest).unwrap();
        Ok(signature.to_bytes().into())
    }
}

impl Random for Software {
    fn random(&mut self, out: &mut [u8]) -> Result<(), Error> {
        for (place, count) in out.iter_mut().zip(1..) {
            *place = count;
        }
        Ok(())
    }
}

/// An element for the rest of the program's life, as tables are.
pub(crate) struct Element {
    driver: &'static Shared<parking_lot::RawMutex, Counting<Software>>,
    pub(crate) table: &'static HwCrypto,
}

impl Element {
    /// Holds `key` (PKCS #8 in PEM) in [`SLOT`].
    pub(crate) fn holding(key: &str) -> Self {
        let key = p256::SecretKey::from_pkcs8_pem(key).unwrap();
        let software = Software { key, signing_fails_with: None };
        let driver = Box::leak(Box::new(Shared::new(Counting::new(software))));
        let table = HwCrypto::builder(driver).public_key().p256_sign().random().build();
        Self { driver, table: Box::leak(Box::new(table)) }
    }

    pub(crate) fn counts(&self) -> Counts {
        self.driver.with(|element| Ok::<_, Error>(element.counts())).unwrap()
    }

    /// From now on every signature fails with `error`.
    pub(crate) fn break_signing(&self, error: Error) {
        self.driver
            .with(|element| {
                element.driver().signing_fails_with = Some(error);
                Ok::<_, Error>(())
            })
            .unwrap();
    }

    /// Runs `operation` while somebody else, this caller, uses the element.
    pub(crate) fn busy_while<T>(&self, operation: impl FnOnce() -> T) -> T {
        self.driver.with(|_| Ok::<_, Error>(operation())).unwrap()
    }
}
