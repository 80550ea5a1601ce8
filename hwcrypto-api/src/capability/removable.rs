//! An element that can be taken away while tables and contexts still name it: `Option<D>` is a driver too, and `None`
//! does not answer.

use crate::{
    Aes128, Ecdh, EphemeralKey, Error, HmacSha256, Identity, KeyRef, MonotonicCounter, P256Sign, P256Verify,
    PublicKey, Random, Sha256, Sha256Clone, Sha256Stream, StreamId,
};

fn present<D>(driver: &mut Option<D>) -> Result<&mut D, Error> {
    driver.as_mut().ok_or(Error::NoResponse)
}

impl<D: PublicKey> PublicKey for Option<D> {
    fn public_key(&mut self, key: KeyRef) -> Result<[u8; 64], Error> {
        present(self)?.public_key(key)
    }
}

impl<D: P256Sign> P256Sign for Option<D> {
    fn p256_sign(&mut self, key: KeyRef, digest: &[u8; 32]) -> Result<[u8; 64], Error> {
        present(self)?.p256_sign(key, digest)
    }
}

impl<D: Ecdh> Ecdh for Option<D> {
    fn ecdh(&mut self, key: KeyRef, peer: &[u8; 64]) -> Result<[u8; 32], Error> {
        present(self)?.ecdh(key, peer)
    }
}

impl<D: Random> Random for Option<D> {
    fn random(&mut self, out: &mut [u8]) -> Result<(), Error> {
        present(self)?.random(out)
    }
}

impl<D: Sha256> Sha256 for Option<D> {
    fn sha256(&mut self, data: &[u8]) -> Result<[u8; 32], Error> {
        present(self)?.sha256(data)
    }
}

impl<D: Sha256Stream> Sha256Stream for Option<D> {
    fn sha256_open(&mut self) -> Result<StreamId, Error> {
        present(self)?.sha256_open()
    }

    fn sha256_start(&mut self, stream: StreamId) -> Result<(), Error> {
        present(self)?.sha256_start(stream)
    }

    fn sha256_update(&mut self, stream: StreamId, data: &[u8]) -> Result<(), Error> {
        present(self)?.sha256_update(stream, data)
    }

    fn sha256_finish(&mut self, stream: StreamId) -> Result<[u8; 32], Error> {
        present(self)?.sha256_finish(stream)
    }

    fn sha256_close(&mut self, stream: StreamId) {
        if let Some(driver) = self {
            driver.sha256_close(stream);
        }
    }
}

impl<D: Sha256Clone> Sha256Clone for Option<D> {
    fn sha256_clone(&mut self, stream: StreamId) -> Result<StreamId, Error> {
        present(self)?.sha256_clone(stream)
    }
}

impl<D: P256Verify> P256Verify for Option<D> {
    fn p256_verify(
        &mut self,
        public_key: &[u8; 64],
        digest: &[u8; 32],
        signature: &[u8; 64],
    ) -> Result<bool, Error> {
        present(self)?.p256_verify(public_key, digest, signature)
    }
}

impl<D: EphemeralKey> EphemeralKey for Option<D> {
    fn ephemeral_key(&mut self) -> Result<(KeyRef, [u8; 64]), Error> {
        present(self)?.ephemeral_key()
    }

    fn discard_ephemeral_key(&mut self, key: KeyRef) {
        if let Some(driver) = self {
            driver.discard_ephemeral_key(key);
        }
    }
}

impl<D: HmacSha256> HmacSha256 for Option<D> {
    fn hmac_sha256(&mut self, key: KeyRef, data: &[u8]) -> Result<[u8; 32], Error> {
        present(self)?.hmac_sha256(key, data)
    }
}

impl<D: Aes128> Aes128 for Option<D> {
    fn aes128_encrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error> {
        present(self)?.aes128_encrypt(key, block)
    }

    fn aes128_decrypt(&mut self, key: KeyRef, block: &[u8; 16]) -> Result<[u8; 16], Error> {
        present(self)?.aes128_decrypt(key, block)
    }
}

impl<D: MonotonicCounter> MonotonicCounter for Option<D> {
    fn counter(&mut self, id: u32) -> Result<u64, Error> {
        present(self)?.counter(id)
    }

    fn increment_counter(&mut self, id: u32) -> Result<u64, Error> {
        present(self)?.increment_counter(id)
    }
}

impl<D: Identity> Identity for Option<D> {
    fn serial_number(&mut self, out: &mut [u8]) -> Result<usize, Error> {
        present(self)?.serial_number(out)
    }
}
