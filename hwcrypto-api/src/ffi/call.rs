//! A table used from Rust: the same traits that a driver implements.

use crate::{Ecdh, Error, HwCrypto, KeyRef, P256Sign, PublicKey, Random, Sha256, Sha256Stream, StreamId};

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
