//! Which certificate a client shows. A server needs nothing of its own: `rustls::sign::SingleCertAndKey` fails
//! loudly there when no signature scheme is in common.

use alloc::{boxed::Box, string::ToString, sync::Arc, vec::Vec};

use rustls::client::ResolvesClientCert;
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use rustls::{SignatureAlgorithm, SignatureScheme};

/// A client's one certificate and key, whatever kind of key that is.
///
/// When the server accepts no signature scheme of the key, rustls would go on without a certificate and leave the
/// caller to guess why the server refused. Here the handshake fails and says so.
#[derive(Debug)]
pub struct ClientIdentity {
    certified: Arc<CertifiedKey>,
    without_scheme: Arc<CertifiedKey>,
}

impl ClientIdentity {
    /// Shows `certified` to every server that asks for a certificate.
    #[must_use]
    pub fn new(certified: Arc<CertifiedKey>) -> Self {
        let refusal = NoCommonScheme(certified.key.algorithm());
        let without_scheme = CertifiedKey::new(certified.cert.clone(), Arc::new(refusal));
        Self { certified, without_scheme: Arc::new(without_scheme) }
    }
}

impl ResolvesClientCert for ClientIdentity {
    fn resolve(
        &self,
        _root_hint_subjects: &[&[u8]],
        offered: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        let common = self.certified.key.choose_scheme(offered).is_some();
        Some(Arc::clone(if common { &self.certified } else { &self.without_scheme }))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

/// Stands in for a key that the peer has no use for: it signs nothing and says why.
#[derive(Debug, Clone)]
struct NoCommonScheme(SignatureAlgorithm);

impl SigningKey for NoCommonScheme {
    fn choose_scheme(&self, _offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        Some(Box::new(self.clone()))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.0
    }
}

impl Signer for NoCommonScheme {
    fn sign(&self, _message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        Err(rustls::Error::General(
            "the server asks for a certificate but accepts no signature scheme of our key; \
             allow ecdsa_secp256r1_sha256 there for a P-256 key"
                .to_string(),
        ))
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP256_SHA256
    }
}
