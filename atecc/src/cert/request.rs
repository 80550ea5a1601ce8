//! Certificate requests: PKCS #10.

use super::der::{OBJECT_IDENTIFIER, SEQUENCE, SET, Writer, constructed};
use super::x509::write_public_key;
use super::{CertError, Extensions, Name};
use crate::PublicKey;

/// What is signed in a certificate request (CertificationRequestInfo of RFC 2986).
#[derive(Debug, Clone, Copy)]
pub struct RequestInfo<'a> {
    /// Who asks.
    pub subject: Name<'a>,
    /// The key that is to be certified. The request is signed with its private half.
    pub public_key: &'a PublicKey,
    /// What the certificate should say. An authority need not heed it.
    pub extensions: Extensions<'a>,
}

/// pkcs-9-at-extensionRequest (RFC 2985).
const EXTENSION_REQUEST: [u8; 9] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x0E];
/// The context-specific tag of the attributes.
const ATTRIBUTES: u8 = 0;
/// v1.
const V1: u8 = 0;

impl RequestInfo<'_> {
    /// Its bytes in DER.
    ///
    /// # Errors
    /// [`CertError::Attribute`], [`CertError::Name`], [`CertError::AlternativeName`] if these cannot be written.
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
        self.subject.check()?;
        self.extensions.check()
    }

    fn write_body(&self, w: &mut Writer<'_>) {
        w.value(SEQUENCE, |w| {
            // The attributes are there even if there are none.
            w.value(constructed(ATTRIBUTES), |w| {
                if !self.extensions.is_empty() {
                    w.value(SEQUENCE, |w| {
                        w.value(SET, |w| self.extensions.write(w, self.subject.is_empty()));
                        w.primitive(OBJECT_IDENTIFIER, &EXTENSION_REQUEST);
                    });
                }
            });
            write_public_key(w, self.public_key);
            self.subject.write(w);
            w.unsigned(&[V1]);
        });
    }
}
