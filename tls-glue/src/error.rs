use core::fmt;

use hwcrypto_api::KeyRef;

/// Why an identity cannot be made from a certificate chain and a key of the element.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The chain is empty.
    EmptyChain,
    /// A certificate of the chain cannot be parsed. Position 0 is the leaf.
    Certificate {
        /// Where in the chain.
        position: usize,
        /// What the parser says.
        reason: rustls::Error,
    },
    /// The leaf certificate holds another public key than the element has under this name.
    KeyMismatch(KeyRef),
    /// The element did not hand out the public key.
    Element {
        /// The key that was asked for.
        key: KeyRef,
        /// What the element says.
        error: hwcrypto_api::Error,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyChain => {
                f.write_str("the certificate chain is empty; give the leaf first, then its issuers")
            }
            Self::Certificate { position, reason } => {
                write!(f, "certificate {position} of our chain (0 is the leaf) cannot be parsed: ")?;
                match reason {
                    rustls::Error::InvalidCertificate(reason) => write!(f, "{reason}"),
                    reason => write!(f, "{reason}"),
                }
            }
            Self::KeyMismatch(key) => write!(
                f,
                "the certificate does not belong to the key in {key} of the crypto element; \
                 use the certificate issued for that key"
            ),
            Self::Element {
                key,
                error: error @ (hwcrypto_api::Error::Refused | hwcrypto_api::Error::InvalidKey),
            } => {
                write!(
                    f,
                    "{key} of the crypto element holds no private key that tells its public key: {error}"
                )
            }
            Self::Element { key, error } => {
                write!(f, "cannot read the public key of {key} from the crypto element: {error}")
            }
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Element { error, .. } => Some(error),
            _ => None,
        }
    }
}
