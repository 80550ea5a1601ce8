//! Raw public keys instead of certificates (RFC 7250), in TLS 1.3.

use alloc::{sync::Arc, vec, vec::Vec};

use hwcrypto_api::{HwCrypto, KeyRef};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::sign::{CertifiedKey, SigningKey};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error as TlsError, PeerIncompatible,
    SignatureScheme,
};
use rustls_pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};

use crate::{Error, HwSigningKey, Wait};

/// The key `key` of `element` as an identity without a certificate, for [`ClientIdentity::raw`](crate::ClientIdentity::raw)
/// and [`ServerIdentity::raw`](crate::ServerIdentity::raw).
///
/// # Errors
/// [`Error::Element`] if the element does not hand out its public key.
pub fn raw_key(element: &'static HwCrypto, key: KeyRef, wait: Wait) -> Result<CertifiedKey, Error> {
    let key = HwSigningKey::new(element, key, wait)?;
    let public = key.public_key_info().into_owned();
    Ok(with_raw_key(public, Arc::new(key)))
}

/// A key that is not in an element, and its public half, as an identity without a certificate.
#[must_use]
pub fn with_raw_key(public: SubjectPublicKeyInfoDer<'_>, key: Arc<dyn SigningKey>) -> CertifiedKey {
    // rustls carries a raw key where a certificate would be.
    CertifiedKey::new(vec![CertificateDer::from(public.to_vec())], key)
}

/// Accepts peers that hold one of these keys, without certificates: rustls' verifier for either side.
///
/// Whoever holds a key may use it under any name and at any time, until it is taken off the list.
#[derive(Debug)]
pub struct PinnedKeys {
    keys: Vec<SubjectPublicKeyInfoDer<'static>>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl PinnedKeys {
    /// Accepts the holders of `keys`, whose signatures `provider` checks.
    #[must_use]
    pub fn new(
        provider: &CryptoProvider,
        keys: impl IntoIterator<Item = SubjectPublicKeyInfoDer<'static>>,
    ) -> Self {
        Self { keys: keys.into_iter().collect(), algorithms: provider.signature_verification_algorithms }
    }

    fn is_pinned(&self, shown: &CertificateDer<'_>) -> Result<(), TlsError> {
        if self.keys.iter().any(|key| key.as_ref() == shown.as_ref()) {
            return Ok(());
        }
        Err(TlsError::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
    }

    fn verify(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let key = SubjectPublicKeyInfoDer::from(shown.as_ref());
        verify_tls13_signature_with_raw_key(message, &key, signature, &self.algorithms)
    }
}

/// There is no way to show a raw key in TLS 1.2 here.
const TOO_OLD: TlsError = TlsError::PeerIncompatible(PeerIncompatible::Tls12NotOffered);

impl ServerCertVerifier for PinnedKeys {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        self.is_pinned(end_entity).map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        Err(TOO_OLD)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.verify(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

impl ClientCertVerifier for PinnedKeys {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, TlsError> {
        self.is_pinned(end_entity).map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        Err(TOO_OLD)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        self.verify(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}
