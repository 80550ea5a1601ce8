use core::fmt;
use core::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use atecc::PublicKey;
use atecc::cert::{self, CertError, DateTime, TbsCertificate, max_sealed_size, seal};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{DerSignature, Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::Generate;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use x509_cert::Certificate;
use x509_cert::der::{Decode, DecodePem, Encode, EncodePem};
use x509_cert::name::Name;
use x509_cert::request::CertReq;

use crate::{Template, Usage};

/// A P-256 key in software: an authority's, or a server's.
pub struct KeyPair(SigningKey);

impl KeyPair {
    /// A new one, from the system's entropy.
    #[must_use]
    pub fn generate() -> Self {
        Self(SigningKey::generate())
    }

    /// From PKCS #8 PEM.
    ///
    /// # Errors
    /// [`AuthorityError::Key`] if that is not what the text is.
    pub fn from_pem(pem: &str) -> Result<Self, AuthorityError> {
        SigningKey::from_pkcs8_pem(pem).map(Self).map_err(|_| AuthorityError::Key)
    }

    /// As PKCS #8 PEM. It is a secret: mind where it goes.
    ///
    /// # Errors
    /// [`AuthorityError::Encoding`]
    pub fn to_pem(&self) -> Result<String, AuthorityError> {
        self.0.to_pkcs8_pem(LineEnding::LF).map(|pem| pem.to_string()).map_err(encoding)
    }

    fn public(&self) -> PublicKey {
        public(self.0.verifying_key())
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyPair(..)")
    }
}

/// An authority that signs certificates with a key in software: for demonstrations and tests, and as the model of the
/// interface to a real one.
#[derive(Debug)]
pub struct CertificateAuthority {
    certificate: Certificate,
    key: KeyPair,
}

impl CertificateAuthority {
    /// A new authority with a self-signed certificate.
    ///
    /// # Errors
    /// [`AuthorityError::Encoding`] if `subject` is no distinguished name.
    pub fn create(subject: &str, days: u32) -> Result<Self, AuthorityError> {
        Self::with_key(KeyPair::generate(), subject, days)
    }

    /// The same with a key that is there already.
    ///
    /// # Errors
    /// [`AuthorityError::Encoding`] if `subject` is no distinguished name.
    pub fn with_key(key: KeyPair, subject: &str, days: u32) -> Result<Self, AuthorityError> {
        let subject = Name::from_str(subject).map_err(encoding)?;
        let template = Template::new(Usage::Authority, &[], days);
        let certificate = sign(&key, &subject, &subject, &key.public(), &template)?;
        Ok(Self { certificate, key })
    }

    /// One that was kept.
    ///
    /// # Errors
    /// [`AuthorityError`] if the texts are not a certificate and its key.
    pub fn from_pem(certificate: &str, key: &str) -> Result<Self, AuthorityError> {
        let certificate = Certificate::from_pem(certificate).map_err(|_| AuthorityError::Certificate)?;
        let key = KeyPair::from_pem(key)?;
        let certified = certificate.tbs_certificate().subject_public_key_info().subject_public_key.as_bytes();
        if certified.and_then(parse_key).as_ref() != Some(key.0.verifying_key()) {
            return Err(AuthorityError::Mismatch);
        }
        Ok(Self { certificate, key })
    }

    /// Its certificate.
    #[must_use]
    pub const fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Its key.
    #[must_use]
    pub const fn key(&self) -> &KeyPair {
        &self.key
    }

    /// A certificate for whoever made `request`, if the request is signed with the key that it asks for.
    ///
    /// # Errors
    /// [`AuthorityError::Request`] if it is not.
    pub fn issue(&self, request: &CertReq, template: &Template) -> Result<Certificate, AuthorityError> {
        let key = check(request).ok_or(AuthorityError::Request)?;
        self.certify(&request.info.subject, &public(&key), template)
    }

    /// A certificate for a key that is here in software.
    ///
    /// # Errors
    /// [`AuthorityError::Encoding`] if `subject` is no distinguished name.
    pub fn issue_for(
        &self,
        key: &KeyPair,
        subject: &str,
        template: &Template,
    ) -> Result<Certificate, AuthorityError> {
        self.certify(&Name::from_str(subject).map_err(encoding)?, &key.public(), template)
    }

    fn certify(
        &self,
        subject: &Name,
        key: &PublicKey,
        template: &Template,
    ) -> Result<Certificate, AuthorityError> {
        sign(&self.key, self.certificate.tbs_certificate().subject(), subject, key, template)
    }

    /// `certificates`, leaf first, as PEM.
    ///
    /// # Errors
    /// [`AuthorityError::Encoding`]
    pub fn chain_pem(certificates: &[&Certificate]) -> Result<String, AuthorityError> {
        certificates.iter().map(|certificate| certificate.to_pem(LineEnding::LF).map_err(encoding)).collect()
    }
}

fn encoding(error: impl fmt::Display) -> AuthorityError {
    AuthorityError::Encoding(error.to_string())
}

fn parse_key(sec1: &[u8]) -> Option<VerifyingKey> {
    VerifyingKey::from_sec1_bytes(sec1).ok()
}

fn public(key: &VerifyingKey) -> PublicKey {
    let point = key.to_sec1_point(false);
    // After the byte that says how the point is written.
    PublicKey(point.as_bytes().last_chunk().copied().unwrap_or([0; 64]))
}

fn sign(
    key: &KeyPair,
    issuer: &Name,
    subject: &Name,
    public_key: &PublicKey,
    template: &Template,
) -> Result<Certificate, AuthorityError> {
    let (issuer, subject) = (issuer.to_der().map_err(encoding)?, subject.to_der().map_err(encoding)?);
    let names = template.alternative_names();
    let tbs = TbsCertificate {
        serial_number: &serial_number()?,
        issuer: cert::Name::Der(&issuer),
        subject: cert::Name::Der(&subject),
        begins: date(template.not_before)?,
        ends: date(template.not_after)?,
        public_key,
        extensions: template.extensions(&names, public_key, &key.public()),
    };
    let mut der = vec![0; max_sealed_size(tbs.size().map_err(encoding)?)];
    let len = tbs.write(&mut der).map_err(encoding)?;
    let signature: Signature = key.0.sign(der.get(..len).unwrap_or_default());
    let size = seal(&mut der, len, &atecc::Signature(signature.to_bytes().into())).map_err(encoding)?;
    der.truncate(size);
    Certificate::from_der(&der).map_err(encoding)
}

/// Positive, and of full length.
fn serial_number() -> Result<[u8; 16], AuthorityError> {
    let mut serial = [0; 16];
    getrandom::fill(&mut serial).map_err(encoding)?;
    let [first, ..] = &mut serial;
    *first = *first & 0x3F | 0x40;
    Ok(serial)
}

fn date(time: SystemTime) -> Result<DateTime, AuthorityError> {
    let seconds = time.duration_since(UNIX_EPOCH).map_err(encoding)?.as_secs();
    DateTime::from_posix(seconds).ok_or_else(|| encoding(CertError::NoDate))
}

/// The key that a request asks a certificate for: whoever asks must hold it.
fn check(request: &CertReq) -> Option<VerifyingKey> {
    let key = parse_key(request.info.public_key.subject_public_key.as_bytes()?)?;
    let signature = DerSignature::from_bytes(request.signature.as_bytes()?).ok()?;
    key.verify(&request.info.to_der().ok()?, &signature).ok()?;
    Some(key)
}

/// Why an authority did not do it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthorityError {
    /// Not a PEM certificate.
    Certificate,
    /// Not a P-256 key in PKCS #8 PEM.
    Key,
    /// Certificate and key do not belong together.
    Mismatch,
    /// The request is not signed with the key that it asks for.
    Request,
    /// Something could not be encoded.
    Encoding(String),
}

impl fmt::Display for AuthorityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Certificate => f.write_str("the file holds no PEM certificate"),
            Self::Key => f.write_str("the file holds no P-256 private key in PKCS #8 PEM"),
            Self::Mismatch => f.write_str("the authority's certificate and key do not belong together"),
            Self::Request => f.write_str("the certificate request is not signed with its own key"),
            Self::Encoding(error) => write!(f, "the certificate cannot be encoded: {error}"),
        }
    }
}

impl core::error::Error for AuthorityError {}
