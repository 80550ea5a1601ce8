//! Private keys are the element's business.

use alloc::string::ToString;
use alloc::sync::Arc;

use rustls::Error;
use rustls::crypto::KeyProvider;
use rustls::sign::SigningKey;
use rustls_pki_types::PrivateKeyDer;

/// Takes no private key into memory.
#[derive(Debug)]
pub(super) struct InElement;

impl KeyProvider for InElement {
    fn load_private_key(&self, _: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, Error> {
        Err(Error::General(
            "this provider takes no private keys into memory: name a key of the crypto element with \
             tls_glue::certified_key and give the result to with_client_cert_resolver or with_cert_resolver"
                .to_string(),
        ))
    }
}
