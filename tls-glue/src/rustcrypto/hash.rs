//! Hash functions as rustls wants them.

use alloc::boxed::Box;
use core::marker::PhantomData;

use rustls::crypto::hash::{Context, Hash, HashAlgorithm, Output};
use sha2::Digest;

pub(super) static SHA256: Hasher<sha2::Sha256> = Hasher(PhantomData);
#[cfg(feature = "aes256-gcm")]
pub(super) static SHA384: Hasher<sha2::Sha384> = Hasher(PhantomData);

/// A hash function that TLS has a number for.
pub(super) trait Numbered: Digest + Clone + Send + Sync + 'static {
    const NUMBER: HashAlgorithm;
}

impl Numbered for sha2::Sha256 {
    const NUMBER: HashAlgorithm = HashAlgorithm::SHA256;
}

#[cfg(feature = "aes256-gcm")]
impl Numbered for sha2::Sha384 {
    const NUMBER: HashAlgorithm = HashAlgorithm::SHA384;
}

/// The hash function `D`.
pub(super) struct Hasher<D>(PhantomData<D>);

impl<D: Numbered> Hash for Hasher<D> {
    fn start(&self) -> Box<dyn Context> {
        Box::new(Transcript(D::new()))
    }

    fn hash(&self, data: &[u8]) -> Output {
        Output::new(&D::digest(data))
    }

    fn output_len(&self) -> usize {
        <D as Digest>::output_size()
    }

    fn algorithm(&self) -> HashAlgorithm {
        D::NUMBER
    }
}

struct Transcript<D>(D);

impl<D: Numbered> Context for Transcript<D> {
    fn fork_finish(&self) -> Output {
        Output::new(&self.0.clone().finalize())
    }

    fn fork(&self) -> Box<dyn Context> {
        Box::new(Self(self.0.clone()))
    }

    fn finish(self: Box<Self>) -> Output {
        Output::new(&self.0.finalize())
    }

    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }
}
