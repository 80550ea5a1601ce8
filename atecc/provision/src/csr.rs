use core::fmt;
use core::str::FromStr;

use atecc::blocking::{Atecc, Bus};
use atecc::cert::{Extensions, Name, RequestInfo, max_sealed_size};
use atecc::{PublicKey, Slot};
use embedded_hal::delay::DelayNs;
use x509_cert::der::{Decode, Encode};
use x509_cert::request::CertReq;

/// Why there is no certificate request.
#[derive(Debug)]
#[non_exhaustive]
pub enum CsrError<E> {
    /// The chip did not sign.
    Chip(atecc::Error<E>),
    /// The subject is no distinguished name, or the request could not be encoded.
    Encoding(String),
}

impl<E: fmt::Debug> fmt::Display for CsrError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chip(error) => write!(f, "the chip did not sign the certificate request: {error}"),
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
    let subject =
        x509_cert::name::Name::from_str(subject).and_then(|name| name.to_der()).map_err(encoding)?;
    let info =
        RequestInfo { subject: Name::Der(&subject), public_key: key, extensions: Extensions::default() };
    let mut der = vec![0; max_sealed_size(info.size().map_err(encoding)?)];
    let size = atecc.sign_request(slot, &info, &mut der).map_err(CsrError::Chip)?;
    der.truncate(size);
    CertReq::from_der(&der).map_err(encoding)
}

fn encoding<E>(error: impl fmt::Display) -> CsrError<E> {
    CsrError::Encoding(error.to_string())
}
