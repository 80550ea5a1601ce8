//! rustls' signing key over the table.

use alloc::{boxed::Box, vec::Vec};

use hwcrypto_api::{HwCrypto, KeyRef, P256Sign, PublicKey};
use rustls::sign::{Signer, SigningKey};
use rustls::{SignatureAlgorithm, SignatureScheme};
use rustls_pki_types::{SubjectPublicKeyInfoDer, alg_id};
use sha2::Digest;

use crate::debug::{Level, event};
use crate::{DerSignature, ElementFailure, Error, Operation, Wait, point};

/// A P-256 key that stays in the element, as rustls' [`SigningKey`].
///
/// It offers ECDSA with P-256 and SHA-256 and nothing else, in TLS 1.2 and 1.3. The message is hashed here; the
/// element gets 32 bytes. Its public key is read once, when this is made.
#[derive(Debug)]
pub struct HwSigningKey {
    signer: HwSigner,
    spki: SubjectPublicKeyInfoDer<'static>,
}

impl HwSigningKey {
    /// The key `key` of `element`. `wait` says what to do when the element is busy, now and at each signature.
    ///
    /// # Errors
    /// [`Error::Element`] if the element does not hand out the public key.
    pub fn new(element: &'static HwCrypto, key: KeyRef, wait: Wait) -> Result<Self, Error> {
        let xy =
            wait.until_free(|| { element }.public_key(key)).map_err(|error| Error::Element { key, error })?;
        let mut sec1 = Vec::with_capacity(1 + xy.len());
        sec1.push(point::UNCOMPRESSED);
        sec1.extend_from_slice(&xy);
        let spki = rustls::sign::public_key_to_spki(&alg_id::ECDSA_P256, sec1);
        Ok(Self { signer: HwSigner { element, key, wait }, spki })
    }

    /// Which key of the element this is.
    #[must_use]
    pub const fn key(&self) -> KeyRef {
        self.signer.key
    }

    /// The public key as a SubjectPublicKeyInfo (RFC 5280 4.1.2.7), as peers pin it.
    #[must_use]
    pub fn public_key_info(&self) -> SubjectPublicKeyInfoDer<'_> {
        SubjectPublicKeyInfoDer::from(self.spki.as_ref())
    }
}

impl SigningKey for HwSigningKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        offered.contains(&self.signer.scheme()).then(|| Box::new(self.signer.clone()) as _)
    }

    fn public_key(&self) -> Option<SubjectPublicKeyInfoDer<'_>> {
        Some(self.public_key_info())
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

#[derive(Debug, Clone)]
struct HwSigner {
    element: &'static HwCrypto,
    key: KeyRef,
    wait: Wait,
}

impl Signer for HwSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        let digest = sha2::Sha256::digest(message).into();
        event(Level::Debug, "tls_glue", format_args!("signature with {}", self.key));
        let raw = self
            .wait
            .until_free(|| { self.element }.p256_sign(self.key, &digest))
            .inspect_err(|error| {
                event(Level::Error, "tls_glue", format_args!("no signature with {}: {error}", self.key));
            })
            .map_err(|error| ElementFailure::new(Operation::Sign, Some(self.key), error))?;
        Ok(DerSignature::from_raw(&raw).as_bytes().to_vec())
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP256_SHA256
    }
}
