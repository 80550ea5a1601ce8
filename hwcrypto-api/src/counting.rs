use crate::{
    Aes128, Ecdh, EphemeralKey, Error, HmacSha256, Identity, KeyRef, MonotonicCounter, P256Sign, P256Verify,
    PublicKey, Random, Sha256, Sha256Clone, Sha256Stream, StreamId,
};

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

impl<D: PublicKey> PublicKey for Counting<D> {
    fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error> {
        self.counts.public_key += 1;
        self.driver.public_key(key)
    }
}

impl<D: P256Sign> P256Sign for Counting<D> {
    fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
        self.counts.p256_sign += 1;
        self.driver.p256_sign(key, digest)
    }
}

impl<D: Ecdh> Ecdh for Counting<D> {
    fn ecdh(&mut self, key: KeyRef, peer: &[u8; 64]) -> Result<[u8; 32], Error> {
        self.counts.ecdh += 1;
        self.driver.ecdh(key, peer)
    }
}

impl<D: Random> Random for Counting<D> {
    fn random(&mut self, out: &mut [u8]) -> Result<(), Error> {
        self.counts.random += 1;
        self.driver.random(out)
    }
}

impl<D: Sha256> Sha256 for Counting<D> {
    fn sha256(&mut self, data: &[u8]) -> Result<[u8; 32], Error> {
        self.counts.sha256 += 1;
        self.driver.sha256(data)
    }
}

impl<D: Sha256Stream> Sha256Stream for Counting<D> {
    fn sha256_open(&mut self) -> Result<StreamId, Error> {
        self.driver.sha256_open()
    }

    fn sha256_start(&mut self, stream: StreamId) -> Result<(), Error> {
        self.driver.sha256_start(stream)
    }

    fn sha256_update(&mut self, stream: StreamId, data: &[u8]) -> Result<(), Error> {
        self.driver.sha256_update(stream, data)
    }

    fn sha256_finish(&mut self, stream: StreamId) -> Result<[u8; 32], Error> {
        self.counts.sha256 += 1;
        self.driver.sha256_finish(stream)
    }

    fn sha256_close(&mut self, stream: StreamId) {
        self.driver.sha256_close(stream);
    }
}

impl<D: Sha256Clone> Sha256Clone for Counting<D> {
    fn sha256_clone(&mut self, stream: StreamId) -> Result<StreamId, Error> {
        self.driver.sha256_clone(stream)
    }
}

impl<D: P256Verify> P256Verify for Counting<D> {
    fn p256_verify(
        &mut self,
        public_key: &[u8; 64],
        digest: &[u8; 32],
        signature: &[u8; 64],
    ) -> Result<bool, Error> {
        self.counts.p256_verify += 1;
        self.driver.p256_verify(public_key, digest, signature)
    }
}

impl<D: EphemeralKey> EphemeralKey for Counting<D> {
    fn ephemeral_key(&mut self) -> Result<(KeyRef, [u8; 64]), Error> {
        self.counts.ephemeral_key += 1;
        self.driver.ephemeral_key()
    }

    fn discard_ephemeral_key(&mut self, key: KeyRef) {
        self.driver.discard_ephemeral_key(key);
    }
}

impl<D: HmacSha256> HmacSha256 for Counting<D> {
    fn hmac_sha256(&mut self, key: KeyRef, data: &[u8]) -> Result<[u8; 32], Error> {
        self.counts.hmac_sha256 += 1;
        self.driver.hmac_sha256(key, data)
    }
}

impl<D: Aes128> Aes128 for Counting<D> {
    fn aes128_encrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error> {
        self.counts.aes128 += 1;
        self.driver.aes128_encrypt(key, block)
    }

    fn aes128_decrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error> {
        self.counts.aes128 += 1;
        self.driver.aes128_decrypt(key, block)
    }
}

impl<D: MonotonicCounter> MonotonicCounter for Counting<D> {
    fn counter(&mut self, id: u32) -> Result<u64, Error> {
        self.counts.counter += 1;
        self.driver.counter(id)
    }

    fn increment_counter(&mut self, id: u32) -> Result<u64, Error> {
        self.counts.counter += 1;
        self.driver.increment_counter(id)
    }
}

impl<D: Identity> Identity for Counting<D> {
    fn serial_number(&mut self, out: &mut [u8]) -> Result<usize, Error> {
        self.counts.serial_number += 1;
        self.driver.serial_number(out)
    }
}
