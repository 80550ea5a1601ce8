//! HMAC (RFC 2104): rustls makes HKDF and the PRF of TLS 1.2 of it.

use alloc::boxed::Box;
use core::iter;
use core::marker::PhantomData;

use hmac::{EagerHash, KeyInit, Mac};
use rustls::crypto::hmac::{Hmac, Key, Tag};
use sha2::Digest;
use zeroize::{Zeroize, ZeroizeOnDrop};

pub(super) static SHA256: Authenticator<sha2::Sha256> = Authenticator(PhantomData);
#[cfg(feature = "aes256-gcm")]
pub(super) static SHA384: Authenticator<sha2::Sha384> = Authenticator(PhantomData);

/// HMAC with the hash function `D`.
pub(super) struct Authenticator<D>(PhantomData<D>);

impl<D> Hmac for Authenticator<D>
where
    D: Digest + EagerHash + Send + Sync,
    // What HMAC keeps of its key are two states of the hash function.
    <D as EagerHash>::Core: ZeroizeOnDrop,
    hmac::Hmac<D>: KeyInit + Mac + Clone + Send + Sync + 'static,
{
    fn with_key(&self, key: &[u8]) -> Box<dyn Key> {
        let mut block = hmac::digest::Key::<hmac::Hmac<D>>::default();
        if key.len() <= block.len() {
            fill(&mut block, key);
        } else {
            fill(&mut block, &D::digest(key));
        }
        let keyed = hmac::Hmac::<D>::new(&block);
        block.as_mut_slice().zeroize();
        Box::new(Keyed(keyed))
    }

    fn hash_output_len(&self) -> usize {
        <D as Digest>::output_size()
    }
}

/// Puts `bytes` at the beginning of `block`.
fn fill(block: &mut [u8], bytes: &[u8]) {
    for (place, byte) in iter::zip(block, bytes) {
        *place = *byte;
    }
}

/// The hash function after it took the key, so that a tag does not hash the key again. A copy is made for each tag.
struct Keyed<M>(M);

impl<M: Mac + Clone + Send + Sync> Key for Keyed<M> {
    fn sign_concat(&self, first: &[u8], middle: &[&[u8]], last: &[u8]) -> Tag {
        let mut mac = self.0.clone();
        mac.update(first);
        for part in middle {
            mac.update(part);
        }
        mac.update(last);
        Tag::new(&mac.finalize().into_bytes())
    }

    fn tag_len(&self) -> usize {
        M::output_size()
    }
}
