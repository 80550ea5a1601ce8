//! A certificate chain and the key in the element that it belongs to.

use alloc::{string::ToString, sync::Arc, vec::Vec};

use hwcrypto_api::{HwCrypto, KeyRef};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use rustls_pki_types::CertificateDer;
use webpki::EndEntityCert;

use crate::{Error, HwSigningKey, Wait};

/// Joins `chain` (leaf first) with the key `key` of `element`, for a client or a server.
///
/// Everything that can be wrong is found here, before anything is sent: rustls itself would notice a
/// certificate of another key only in the peer's refusal.
///
/// # Errors
/// [`Error::EmptyChain`], [`Error::Certificate`] for a certificate that cannot be parsed, [`Error::KeyMismatch`]
/// if the leaf is not that key's, [`Error::Element`] if the element does not hand out its public key.
pub fn certified_key(
    element: &'static HwCrypto,
    key: KeyRef,
    chain: Vec<CertificateDer<'static>>,
    wait: Wait,
) -> Result<CertifiedKey, Error> {
    check_chain(&chain)?;
    let certified = CertifiedKey::new(chain, Arc::new(HwSigningKey::new(element, key, wait)?));
    certified.keys_match().map_err(|_| Error::KeyMismatch(key))?;
    Ok(certified)
}

/// Checks that `chain` has a leaf and that each of its certificates can be parsed.
///
/// # Errors
/// [`Error::EmptyChain`] and [`Error::Certificate`].
pub fn check_chain(chain: &[CertificateDer<'_>]) -> Result<(), Error> {
    if chain.is_empty() {
        return Err(Error::EmptyChain);
    }
    for (position, certificate) in chain.iter().enumerate() {
        ParsedCertificate::try_from(certificate).map_err(|reason| Error::Certificate { position, reason })?;
    }
    Ok(())
}

/// A certificate's names and issuer, which rustls' own parsed form does not tell.
pub(crate) fn parsed<'a>(
    position: usize,
    certificate: &'a CertificateDer<'a>,
) -> Result<EndEntityCert<'a>, Error> {
    EndEntityCert::try_from(certificate)
        .map_err(|reason| Error::Certificate { position, reason: rustls::Error::General(reason.to_string()) })
}
