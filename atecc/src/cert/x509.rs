//! Certificates that are written from scratch, for the chip to sign.

use super::der::{BIT_STRING, GENERALIZED_TIME, OBJECT_IDENTIFIER, SEQUENCE, UTC_TIME, Writer, constructed};
use super::key_id::UNCOMPRESSED;
use super::sealed::ECDSA_WITH_SHA256;
use super::{CertError, DateFormat, DateTime, Extensions, Name};
use crate::PublicKey;

/// What is signed in a certificate (TBSCertificate of RFC 5280, version 3).
#[derive(Debug, Clone, Copy)]
pub struct TbsCertificate<'a> {
    /// The serial number, a positive number of up to 20 bytes, big-endian. Each certificate of an issuer has
    /// another one.
    pub serial_number: &'a [u8],
    /// Who signs.
    pub issuer: Name<'a>,
    /// Whose key it is. In a self-signed certificate it is the issuer.
    pub subject: Name<'a>,
    /// When it begins.
    pub begins: DateTime,
    /// When it ends; [`DateTime::NEVER`] if it does not.
    pub ends: DateTime,
    /// The key that is certified.
    pub public_key: &'a PublicKey,
    /// What else it says.
    pub extensions: Extensions<'a>,
}

/// Largest number of bytes of a serial number (RFC 5280, 4.1.2.2).
const MAX_SERIAL_SIZE: usize = 20;
/// Context-specific tags of a TBSCertificate.
pub(super) const VERSION: u8 = 0;
const EXTENSIONS: u8 = 3;
/// v3.
const V3: u8 = 2;

impl TbsCertificate<'_> {
    /// Its bytes in DER.
    ///
    /// # Errors
    /// [`CertError::SerialLength`] if the serial number is empty, zero or too long; [`CertError::Attribute`],
    /// [`CertError::Name`], [`CertError::AlternativeName`] if these cannot be written.
    pub fn size(&self) -> Result<usize, CertError> {
        self.check()?;
        Ok(Writer::measure(|w| self.write_body(w)))
    }

    /// Writes it in DER to the beginning of `out`, and tells how many bytes it has.
    ///
    /// # Errors
    /// As [`size`](Self::size), and [`CertError::BufferTooSmall`].
    pub fn write(&self, out: &mut [u8]) -> Result<usize, CertError> {
        self.check()?;
        Writer::write(out, |w| self.write_body(w))
    }

    fn check(&self) -> Result<(), CertError> {
        let significant = self.serial_number.iter().position(|byte| *byte != 0);
        let serial = significant.and_then(|first| self.serial_number.get(first..)).unwrap_or_default();
        // A zero goes before a top bit.
        let size = serial.len() + usize::from(serial.first().is_some_and(|first| *first >= 0x80));
        if !(1..=MAX_SERIAL_SIZE).contains(&size) {
            return Err(CertError::SerialLength(size));
        }
        self.issuer.check()?;
        self.subject.check()?;
        self.extensions.check()
    }

    fn write_body(&self, w: &mut Writer<'_>) {
        w.value(SEQUENCE, |w| {
            if !self.extensions.is_empty() {
                w.value(constructed(EXTENSIONS), |w| self.extensions.write(w, self.subject.is_empty()));
            }
            write_public_key(w, self.public_key);
            self.subject.write(w);
            w.value(SEQUENCE, |w| {
                write_time(w, self.ends);
                write_time(w, self.begins);
            });
            self.issuer.write(w);
            w.bytes(&ECDSA_WITH_SHA256);
            w.unsigned(self.serial_number);
            w.value(constructed(VERSION), |w| w.unsigned(&[V3]));
        });
    }
}

/// UTCTime up to 2049, GeneralizedTime later (RFC 5280, 4.1.2.5).
fn write_time(w: &mut Writer<'_>, time: DateTime) {
    let mut text = [0; DateFormat::MAX_SIZE];
    let utc = DateFormat::UtcTime.write(time, &mut text).is_ok();
    let (tag, format) =
        if utc { (UTC_TIME, DateFormat::UtcTime) } else { (GENERALIZED_TIME, DateFormat::GeneralizedTime) };
    if format.write(time, &mut text).is_ok() {
        w.primitive(tag, text.get(..format.size()).unwrap_or_default());
    }
}

/// id-ecPublicKey and prime256v1 (RFC 5480).
const EC_PUBLIC_KEY: [u8; 7] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
const P256: [u8; 8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];

/// SubjectPublicKeyInfo.
pub(super) fn write_public_key(w: &mut Writer<'_>, key: &PublicKey) {
    w.value(SEQUENCE, |w| {
        w.value(BIT_STRING, |w| {
            w.bytes(&key.0);
            // No bits unused.
            w.bytes(&[0, UNCOMPRESSED]);
        });
        w.value(SEQUENCE, |w| {
            w.primitive(OBJECT_IDENTIFIER, &P256);
            w.primitive(OBJECT_IDENTIFIER, &EC_PUBLIC_KEY);
        });
    });
}
