use crate::around::Around;
use crate::{Error, Operation};

/// How often an element was asked for each capability, successes and failures alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Public keys asked for.
    pub public_key: u32,
    /// Signatures asked for.
    pub p256_sign: u32,
    /// Key agreements asked for.
    pub ecdh: u32,
    /// Fillings with random bytes asked for.
    pub random: u32,
    /// Digests asked for, in one go or by finishing a stream.
    pub sha256: u32,
    /// Signatures of others to be checked.
    pub p256_verify: u32,
    /// Ephemeral keys asked for.
    pub ephemeral_key: u32,
    /// Message authentication codes asked for.
    pub hmac_sha256: u32,
    /// Blocks to be encrypted or decrypted.
    pub aes128: u32,
    /// Counters read or stepped.
    pub counter: u32,
    /// Serial numbers asked for.
    pub serial_number: u32,
}

/// Counts what goes to the driver inside, so that a test or a log can prove who did the work.
#[derive(Debug, Default)]
pub struct Counting<D> {
    driver: D,
    counts: Counts,
}

impl<D> Counting<D> {
    /// Wraps `driver`, counting from zero.
    pub const fn new(driver: D) -> Self {
        let counts = Counts {
            public_key: 0,
            p256_sign: 0,
            ecdh: 0,
            random: 0,
            sha256: 0,
            p256_verify: 0,
            ephemeral_key: 0,
            hmac_sha256: 0,
            aes128: 0,
            counter: 0,
            serial_number: 0,
        };
        Self { driver, counts }
    }

    /// What was asked for so far.
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// The driver inside, past the counting.
    pub const fn driver(&mut self) -> &mut D {
        &mut self.driver
    }

    /// Takes the driver out again.
    pub fn into_inner(self) -> D {
        self.driver
    }
}

impl<D> Around for Counting<D> {
    type Driver = D;

    fn around<T>(
        &mut self,
        operation: Operation,
        call: impl FnOnce(&mut D) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let counts = &mut self.counts;
        let count = match operation {
            Operation::PublicKey(_) => Some(&mut counts.public_key),
            Operation::P256Sign(_) => Some(&mut counts.p256_sign),
            Operation::Ecdh(_) => Some(&mut counts.ecdh),
            Operation::Random(_) => Some(&mut counts.random),
            Operation::Sha256(_) | Operation::Sha256Finish(_) => Some(&mut counts.sha256),
            Operation::P256Verify => Some(&mut counts.p256_verify),
            Operation::EphemeralKey => Some(&mut counts.ephemeral_key),
            Operation::HmacSha256(..) => Some(&mut counts.hmac_sha256),
            Operation::Aes128Encrypt(_) | Operation::Aes128Decrypt(_) => Some(&mut counts.aes128),
            Operation::Counter(_) | Operation::IncrementCounter(_) => Some(&mut counts.counter),
            Operation::SerialNumber => Some(&mut counts.serial_number),
            // Streams count when they give a digest, ephemeral keys when they are made.
            Operation::DiscardEphemeralKey(_)
            | Operation::Sha256Open
            | Operation::Sha256Start(_)
            | Operation::Sha256Update(..)
            | Operation::Sha256Close(_)
            | Operation::Sha256Clone(_) => None,
        };
        if let Some(count) = count {
            *count = count.saturating_add(1);
        }
        call(&mut self.driver)
    }
}
