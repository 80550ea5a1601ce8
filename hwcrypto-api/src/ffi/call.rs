//! A table used from Rust: the same traits that a driver implements.

use super::table::{BlockFn, CounterFn, NOT_VERIFIED};
use crate::{
    Aes128, Ecdh, EphemeralKey, Error, HmacSha256, HwCrypto, Identity, KeyRef, MonotonicCounter, P256Sign,
    P256Verify, PublicKey, Random, Sha256, Sha256Clone, Sha256Stream, StreamId,
};

const fn check(code: i32) -> Result<(), Error> {
    if code == 0 { Ok(()) } else { Err(Error::from_code(code)) }
}

// SAFETY, for every call below: entry and context belong together by the construction of the table, each pointer
// is valid for the length that the entry's contract fixes, and no entry keeps one after it returns.

impl PublicKey for &HwCrypto {
    fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error> {
        let entry = self.ec_public_key.ok_or(Error::Unsupported)?;
        let mut point = [0; 64];
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, key, point.as_mut_ptr()) })?;
        Ok(point)
    }
}

impl P256Sign for &HwCrypto {
    fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
        let entry = self.ecdsa_p256_sign.ok_or(Error::Unsupported)?;
        let mut signature = [0; 64];
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, key, digest.as_ptr(), digest.len(), signature.as_mut_ptr()) })?;
        Ok(signature)
    }
}

impl Ecdh for &HwCrypto {
    fn ecdh(&mut self, key: KeyRef, peer: &[u8; 64]) -> Result<[u8; 32], Error> {
        let entry = self.ecdh.ok_or(Error::Unsupported)?;
        let mut secret = [0; 32];
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, key, peer.as_ptr(), secret.as_mut_ptr()) })?;
        Ok(secret)
    }
}

impl Random for &HwCrypto {
    fn random(&mut self, out: &mut [u8]) -> Result<(), Error> {
        let entry = self.random.ok_or(Error::Unsupported)?;
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, out.as_mut_ptr(), out.len()) })
    }
}

impl Sha256 for &HwCrypto {
    fn sha256(&mut self, data: &[u8]) -> Result<[u8; 32], Error> {
        let entry = self.sha256.ok_or(Error::Unsupported)?;
        let mut digest = [0; 32];
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, data.as_ptr(), data.len(), digest.as_mut_ptr()) })?;
        Ok(digest)
    }
}

impl Sha256Stream for &HwCrypto {
    fn sha256_open(&mut self) -> Result<StreamId, Error> {
        let entry = self.sha256_ctx_alloc.ok_or(Error::Unsupported)?;
        let mut stream = 0;
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, &raw mut stream) })?;
        Ok(StreamId(stream))
    }

    fn sha256_start(&mut self, stream: StreamId) -> Result<(), Error> {
        let entry = self.sha256_starts.ok_or(Error::Unsupported)?;
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, stream.0) })
    }

    fn sha256_update(&mut self, stream: StreamId, data: &[u8]) -> Result<(), Error> {
        let entry = self.sha256_update.ok_or(Error::Unsupported)?;
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, stream.0, data.as_ptr(), data.len()) })
    }

    fn sha256_finish(&mut self, stream: StreamId) -> Result<[u8; 32], Error> {
        let entry = self.sha256_finish.ok_or(Error::Unsupported)?;
        let mut digest = [0; 32];
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, stream.0, digest.as_mut_ptr()) })?;
        Ok(digest)
    }

    fn sha256_close(&mut self, stream: StreamId) {
        if let Some(entry) = self.sha256_ctx_free {
            // SAFETY: see above.
            unsafe { entry(self.header.ctx, stream.0) }
        }
    }
}

impl Sha256Clone for &HwCrypto {
    fn sha256_clone(&mut self, stream: StreamId) -> Result<StreamId, Error> {
        let entry = self.sha256_clone.ok_or(Error::Unsupported)?;
        let mut clone = 0;
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, stream.0, &raw mut clone) })?;
        Ok(StreamId(clone))
    }
}

impl P256Verify for &HwCrypto {
    fn p256_verify(
        &mut self,
        public_key: &[u8; 64],
        digest: &[u8; 32],
        signature: &[u8; 64],
    ) -> Result<bool, Error> {
        let entry = self.p256_verify.ok_or(Error::Unsupported)?;
        let (public_key, signature) = (public_key.as_ptr(), signature.as_ptr());
        // SAFETY: see above.
        match unsafe { entry(self.header.ctx, public_key, digest.as_ptr(), digest.len(), signature) } {
            NOT_VERIFIED => Ok(false),
            code => check(code).map(|()| true),
        }
    }
}

impl EphemeralKey for &HwCrypto {
    fn ephemeral_key(&mut self) -> Result<(KeyRef, [u8; 64]), Error> {
        let entry = self.ephemeral_key.ok_or(Error::Unsupported)?;
        let (mut key, mut point) = (KeyRef::ephemeral(0), [0; 64]);
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, &raw mut key, point.as_mut_ptr()) })?;
        Ok((key, point))
    }

    fn discard_ephemeral_key(&mut self, key: KeyRef) {
        if let Some(entry) = self.ephemeral_key_discard {
            // SAFETY: see above.
            unsafe { entry(self.header.ctx, key) }
        }
    }
}

impl HmacSha256 for &HwCrypto {
    fn hmac_sha256(&mut self, key: KeyRef, data: &[u8]) -> Result<[u8; 32], Error> {
        let entry = self.hmac_sha256.ok_or(Error::Unsupported)?;
        let mut mac = [0; 32];
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, key, data.as_ptr(), data.len(), mac.as_mut_ptr()) })?;
        Ok(mac)
    }
}

impl HwCrypto {
    fn block(&self, entry: BlockFn, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error> {
        let entry = entry.ok_or(Error::Unsupported)?;
        let mut out = [0; 16];
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, key, block.as_ptr(), out.as_mut_ptr()) })?;
        Ok(out)
    }

    fn count(&self, entry: CounterFn, id: u32) -> Result<u64, Error> {
        let entry = entry.ok_or(Error::Unsupported)?;
        let mut value = 0;
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, id, &raw mut value) })?;
        Ok(value)
    }
}

impl Aes128 for &HwCrypto {
    fn aes128_encrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error> {
        self.block(self.aes128_encrypt, key, block)
    }

    fn aes128_decrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error> {
        self.block(self.aes128_decrypt, key, block)
    }
}

impl MonotonicCounter for &HwCrypto {
    fn counter(&mut self, id: u32) -> Result<u64, Error> {
        self.count(self.counter, id)
    }

    fn increment_counter(&mut self, id: u32) -> Result<u64, Error> {
        self.count(self.counter_increment, id)
    }
}

impl Identity for &HwCrypto {
    fn serial_number(&mut self, out: &mut [u8]) -> Result<usize, Error> {
        let entry = self.serial_number.ok_or(Error::Unsupported)?;
        let mut len = 0;
        // SAFETY: see above.
        check(unsafe { entry(self.header.ctx, out.as_mut_ptr(), out.len(), &raw mut len) })?;
        // A length that the table cannot have written is the table's fault.
        if len <= out.len() { Ok(len) } else { Err(Error::Internal) }
    }
}
