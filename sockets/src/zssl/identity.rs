use alloc::{string::ToString, sync::Arc, vec::Vec};
use core::fmt;

use hwcrypto_api::{HwCrypto, KeyRef, installed};
use rustls::crypto::CryptoProvider;
use rustls::sign::{CertifiedKey, SigningKey};
use rustls_pki_types::{CertificateDer, SubjectPublicKeyInfoDer};
use tls_glue::Wait;
use zeroize::Zeroizing;

use super::certificates::{certificates, private_key};
use crate::ConfigError;

/// Who we are: a certificate chain, leaf first, and its private key, wherever that is.
///
/// Chains are PEM, or DER of a single certificate. Nothing is checked before the context is built.
#[derive(Clone)]
pub struct Identity {
    chain: Vec<Vec<u8>>,
    /// Whether the public key alone is shown; there is no chain then.
    raw: bool,
    key: Key,
    wait: Wait,
}

#[derive(Clone)]
enum Key {
    Bytes(Zeroizing<Vec<u8>>),
    Slot(u8),
    Element(&'static HwCrypto, KeyRef),
}

impl Identity {
    /// A private key in memory: PEM, or DER.
    #[must_use]
    pub fn pem(chain: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Self {
        Self::new([chain], Key::Bytes(Zeroizing::new(key.as_ref().to_vec())))
    }

    /// A private key in memory and the chain as single certificates, all in DER.
    #[must_use]
    pub fn der<C: AsRef<[u8]>>(chain: impl IntoIterator<Item = C>, key: impl AsRef<[u8]>) -> Self {
        Self::new(chain, Key::Bytes(Zeroizing::new(key.as_ref().to_vec())))
    }

    /// A private key in a slot of the crypto element that is in use ([`hwcrypto_api::installed`]) when the context is
    /// built; a later change of the installed table does not concern the context.
    #[must_use]
    pub fn slot(chain: impl AsRef<[u8]>, slot: u8) -> Self {
        Self::new([chain], Key::Slot(slot))
    }

    /// A private key in a given crypto element.
    #[must_use]
    pub fn element(chain: impl AsRef<[u8]>, element: &'static HwCrypto, key: KeyRef) -> Self {
        Self::new([chain], Key::Element(element, key))
    }

    /// A private key in memory whose public key is shown without any certificate (RFC 7250): PEM, or DER. Only in TLS 1.3,
    /// to peers that [trust](super::ContextBuilder::trust_raw_key) that key, and as the only identity of a context.
    #[must_use]
    pub fn raw_pem(key: impl AsRef<[u8]>) -> Self {
        Self::raw(Key::Bytes(Zeroizing::new(key.as_ref().to_vec())))
    }

    /// As [`raw_pem`](Self::raw_pem), with the private key in a slot of the crypto element that is in use
    /// ([`hwcrypto_api::installed`]) when the context is built.
    #[must_use]
    pub fn raw_slot(slot: u8) -> Self {
        Self::raw(Key::Slot(slot))
    }

    /// As [`raw_pem`](Self::raw_pem), with the private key in a given crypto element.
    #[must_use]
    pub fn raw_element(element: &'static HwCrypto, key: KeyRef) -> Self {
        Self::raw(Key::Element(element, key))
    }

    fn raw(key: Key) -> Self {
        Self { raw: true, ..Self::new::<&[u8]>([], key) }
    }

    fn new<C: AsRef<[u8]>>(chain: impl IntoIterator<Item = C>, key: Key) -> Self {
        let chain = chain.into_iter().map(|part| part.as_ref().to_vec()).collect();
        Self { chain, raw: false, key, wait: Wait::default() }
    }

    /// What to do when the element is busy; keys in memory never are.
    #[must_use]
    pub const fn wait(mut self, wait: Wait) -> Self {
        self.wait = wait;
        self
    }

    pub(super) const fn is_raw(&self) -> bool {
        self.raw
    }

    /// Chain and key, checked against each other, or the key alone.
    pub(super) fn certified(&self, provider: &CryptoProvider) -> Result<Arc<CertifiedKey>, ConfigError> {
        let mut chain = Vec::new();
        for part in &self.chain {
            chain.extend(certificates(part, "certificate chain")?);
        }
        let certified = match (&self.key, self.in_element()?) {
            (_, Some((element, key))) if self.raw => {
                tls_glue::raw_key(element, key, self.wait).map_err(ConfigError::Element)?
            }
            (_, Some((element, key))) => {
                tls_glue::certified_key(element, key, chain, self.wait).map_err(ConfigError::Element)?
            }
            (Key::Bytes(bytes), None) if self.raw => raw_in_memory(provider, bytes)?,
            (Key::Bytes(bytes), None) => in_memory(provider, chain, bytes)?,
            (Key::Slot(_) | Key::Element(..), None) => return Err(ConfigError::NoElement),
        };
        Ok(Arc::new(certified))
    }

    /// The element that holds the key, if one does, and which key that is.
    pub(super) fn in_element(&self) -> Result<Option<(&'static HwCrypto, KeyRef)>, ConfigError> {
        Ok(match &self.key {
            Key::Bytes(_) => None,
            Key::Slot(slot) => {
                Some((installed::current().ok_or(ConfigError::NoElement)?, KeyRef::slot(*slot)))
            }
            Key::Element(element, key) => Some((element, *key)),
        })
    }

    /// What to do when the element is busy.
    pub(super) const fn patience(&self) -> Wait {
        self.wait
    }
}

fn in_memory(
    provider: &CryptoProvider,
    chain: Vec<CertificateDer<'static>>,
    key: &[u8],
) -> Result<CertifiedKey, ConfigError> {
    tls_glue::check_chain(&chain).map_err(ConfigError::Element)?;
    let certified = CertifiedKey::new(chain, load(provider, key)?);
    match certified.keys_match() {
        Ok(()) => Ok(certified),
        Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::KeyMismatch)) => {
            Err(ConfigError::KeyMismatch)
        }
        Err(reason) => Err(ConfigError::PrivateKey(reason.to_string())),
    }
}

fn raw_in_memory(provider: &CryptoProvider, key: &[u8]) -> Result<CertifiedKey, ConfigError> {
    let key = load(provider, key)?;
    let public = key.public_key().map(SubjectPublicKeyInfoDer::into_owned);
    let public = public.ok_or_else(|| ConfigError::PrivateKey("it does not tell its public key".into()))?;
    Ok(tls_glue::with_raw_key(public, key))
}

fn load(provider: &CryptoProvider, key: &[u8]) -> Result<Arc<dyn SigningKey>, ConfigError> {
    provider
        .key_provider
        .load_private_key(private_key(key)?)
        .map_err(|reason| ConfigError::PrivateKey(reason.to_string()))
}

impl fmt::Debug for Identity {
    /// Never shows a private key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = match &self.key {
            Key::Bytes(_) => "in memory".to_string(),
            Key::Slot(slot) => KeyRef::slot(*slot).to_string(),
            Key::Element(_, key) => key.to_string(),
        };
        f.debug_struct("Identity").field("key", &key).finish_non_exhaustive()
    }
}
