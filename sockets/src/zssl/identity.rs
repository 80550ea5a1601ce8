use alloc::{string::ToString, sync::Arc, vec::Vec};
use core::fmt;

use hwcrypto_api::{HwCrypto, KeyRef, installed};
use rustls::crypto::CryptoProvider;
use rustls::sign::CertifiedKey;
use rustls_pki_types::CertificateDer;
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

    fn new<C: AsRef<[u8]>>(chain: impl IntoIterator<Item = C>, key: Key) -> Self {
        let chain = chain.into_iter().map(|part| part.as_ref().to_vec()).collect();
        Self { chain, key, wait: Wait::default() }
    }

    /// What to do when the element is busy; keys in memory never are.
    #[must_use]
    pub const fn wait(mut self, wait: Wait) -> Self {
        self.wait = wait;
        self
    }

    /// Chain and key, checked against each other.
    pub(super) fn certified(&self, provider: &CryptoProvider) -> Result<Arc<CertifiedKey>, ConfigError> {
        let mut chain = Vec::new();
        for part in &self.chain {
            chain.extend(certificates(part, "certificate chain")?);
        }
        let certified = match (&self.key, self.in_element()?) {
            (_, Some((element, key))) => {
                tls_glue::certified_key(element, key, chain, self.wait).map_err(ConfigError::Element)?
            }
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
    let key = provider
        .key_provider
        .load_private_key(private_key(key)?)
        .map_err(|reason| ConfigError::PrivateKey(reason.to_string()))?;
    let certified = CertifiedKey::new(chain, key);
    match certified.keys_match() {
        Ok(()) => Ok(certified),
        Err(rustls::Error::InconsistentKeys(rustls::InconsistentKeys::KeyMismatch)) => {
            Err(ConfigError::KeyMismatch)
        }
        Err(reason) => Err(ConfigError::PrivateKey(reason.to_string())),
    }
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
