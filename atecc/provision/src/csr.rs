use core::cell::RefCell;
use core::fmt;
use core::str::FromStr;

use atecc::blocking::{Atecc, Bus};
use atecc::{PublicKey, Slot};
use embedded_hal::delay::DelayNs;
use p256::ecdsa::signature::{self, Keypair, Signer};
use p256::ecdsa::{DerSignature, VerifyingKey};
use sha2::{Digest, Sha256};
use x509_cert::builder::Builder;
use x509_cert::der::oid::db::rfc5912::ECDSA_WITH_SHA_256;
use x509_cert::name::Name;
use x509_cert::request::{CertReq, RequestBuilder};
use x509_cert::spki::{self, AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier};

/// Why there is no certificate request.
#[derive(Debug)]
#[non_exhaustive]
pub enum CsrError<E> {
    /// The chip did not sign.
    Chip(atecc::Error<E>),
    /// The chip's public key is no point of the curve.
    Key,
    /// The subject is no distinguished name, or the request could not be encoded.
    Encoding(String),
}

impl<E: fmt::Debug> fmt::Display for CsrError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chip(error) => write!(f, "the chip did not sign the certificate request: {error}"),
            Self::Key => f.write_str("the chip gave a public key that is not on the curve"),
            Self::Encoding(error) => write!(f, "the certificate request cannot be encoded: {error}"),
        }
    }
}

impl<E: fmt::Debug> core::error::Error for CsrError<E> {}

/// A PKCS #10 certificate request for `subject` (RFC 4514, such as `CN=device 7`), signed by the chip with the key in
/// `slot`, whose public half is `key`.
///
/// # Errors
/// [`CsrError`]
pub fn request<I2C: Bus, D: DelayNs>(
    atecc: &mut Atecc<I2C, D>,
    slot: Slot,
    key: &PublicKey,
    subject: &str,
) -> Result<CertReq, CsrError<I2C::Error>> {
    let encoding = |error: &dyn fmt::Display| CsrError::Encoding(error.to_string());
    let subject = Name::from_str(subject).map_err(|error| encoding(&error))?;
    let key = verifying_key(key).ok_or(CsrError::Key)?;
    let signer = ChipSigner { atecc: RefCell::new(atecc), slot, key, failure: RefCell::new(None) };
    let builder = RequestBuilder::new(subject).map_err(|error| encoding(&error))?;
    match builder.build::<_, DerSignature>(&signer) {
        Ok(request) => Ok(request),
        Err(error) => Err(signer.failure.take().map_or_else(|| encoding(&error), CsrError::Chip)),
    }
}

/// The key as the certificate code wants it.
fn verifying_key(key: &PublicKey) -> Option<VerifyingKey> {
    const UNCOMPRESSED: u8 = 0x04;
    let sec1: Vec<u8> = [UNCOMPRESSED].into_iter().chain(key.0).collect();
    VerifyingKey::from_sec1_bytes(&sec1).ok()
}

/// Lets the certificate builder sign with the chip. Its interface is for software keys: `&self`, and an error that
/// tells nothing; the chip's own error is kept beside it.
struct ChipSigner<'a, I2C: Bus, D> {
    atecc: RefCell<&'a mut Atecc<I2C, D>>,
    slot: Slot,
    key: VerifyingKey,
    failure: RefCell<Option<atecc::Error<I2C::Error>>>,
}

impl<I2C: Bus, D: DelayNs> Signer<DerSignature> for ChipSigner<'_, I2C, D> {
    fn try_sign(&self, message: &[u8]) -> Result<DerSignature, signature::Error> {
        let digest = Sha256::digest(message).into();
        match self.atecc.borrow_mut().sign_digest(self.slot, &digest) {
            Ok(raw) => p256::ecdsa::Signature::from_slice(&raw.0).map(|signature| signature.to_der()),
            Err(error) => {
                self.failure.replace(Some(error));
                Err(signature::Error::new())
            }
        }
    }
}

impl<I2C: Bus, D> Keypair for ChipSigner<'_, I2C, D> {
    type VerifyingKey = VerifyingKey;

    fn verifying_key(&self) -> VerifyingKey {
        self.key
    }
}

impl<I2C: Bus, D> DynSignatureAlgorithmIdentifier for ChipSigner<'_, I2C, D> {
    fn signature_algorithm_identifier(&self) -> spki::Result<AlgorithmIdentifierOwned> {
        Ok(AlgorithmIdentifierOwned { oid: ECDSA_WITH_SHA_256, parameters: None })
    }
}
