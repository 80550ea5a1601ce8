//! An element that can be taken away while tables and contexts still name it: `Option<D>` is a driver too, and `None`
//! does not answer.

use crate::{Ecdh, Error, KeyRef, P256Sign, PublicKey, Random, Sha256, Sha256Stream, StreamId};

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
