//! An element that is inside a signature until the test lets it go.

use core::time::Duration;
use std::sync::mpsc;

use hwcrypto_api::{Error, HwCrypto, KeyRef, P256Sign, PublicKey, Shared, Software};
use p256::pkcs8::DecodePrivateKey;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use tokio::sync::mpsc as tokio_mpsc;

/// The slot that holds the key.
pub(crate) const SLOT: u8 = 0;

/// A signature that nobody lets go for so long has stalled the test: it fails then, instead of hanging it.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Slow {
    software: Software<ChaCha20Rng>,
    entered: tokio_mpsc::UnboundedSender<()>,
    verdicts: mpsc::Receiver<Result<(), Error>>,
}

impl PublicKey for Slow {
    fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error> {
        self.software.public_key(key)
    }
}

impl P256Sign for Slow {
    fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
        // Nobody listens any more once the test is over.
        let _ = self.entered.send(());
        self.verdicts.recv_timeout(PATIENCE).map_err(|_| Error::NoResponse)??;
        self.software.p256_sign(key, digest)
    }
}

/// The test's end of the element.
pub(crate) struct Hand {
    entered: tokio_mpsc::UnboundedReceiver<()>,
    verdicts: mpsc::Sender<Result<(), Error>>,
}

impl Hand {
    /// Waits until a signature has begun.
    pub(crate) async fn signing(&mut self) {
        self.entered.recv().await.unwrap();
    }

    /// Lets the signature that has begun, or the next one, succeed or fail.
    pub(crate) fn finish(&self, verdict: Result<(), Error>) {
        self.verdicts.send(verdict).unwrap();
    }
}

/// An element that holds `key` (PKCS #8 in PEM), and its hand.
pub(crate) fn holding(key: &str) -> (&'static HwCrypto, Hand) {
    let scalar = p256::SecretKey::from_pkcs8_pem(key).unwrap().to_bytes();
    let software = Software::new(ChaCha20Rng::seed_from_u64(1), b"slow");
    let software = software.with_private_key(SLOT, &scalar.into()).unwrap();
    let (entered, hear) = tokio_mpsc::unbounded_channel();
    let (say, verdicts) = mpsc::channel();
    let driver: &'static Shared<parking_lot::RawMutex, _> =
        Box::leak(Box::new(Shared::new(Slow { software, entered, verdicts })));
    let table = HwCrypto::builder(driver).public_key().p256_sign().build();
    (Box::leak(Box::new(table)), Hand { entered: hear, verdicts: say })
}
