//! From 72 bytes to a whole certificate.

use super::der::{INTEGER, Reader, SEQUENCE, constructed};
use super::sealed::ECDSA_WITH_SHA256;
use super::x509::VERSION;
use super::{CertError, Element, Facts, SerialSource, Stored, Template, max_sealed_size, seal, sealed_size};
use crate::Signature;

impl Template<'_> {
    /// Bytes of a certificate with this signature. They differ by a few: DER writes numbers as short as it can.
    #[must_use]
    pub fn certificate_size(&self, signature: &Signature) -> usize {
        sealed_size(self.tbs.len(), signature)
    }

    /// Bytes that are enough for each certificate.
    #[must_use]
    pub const fn max_certificate_size(&self) -> usize {
        max_sealed_size(self.tbs.len())
    }

    /// Writes the certificate, byte for byte as the authority signed it, to the beginning of `out`, and tells how
    /// many bytes it has.
    ///
    /// # Errors
    /// [`CertError::OtherTemplate`] or [`CertError::OtherSerialSource`] if it was not compressed with this
    /// template, [`CertError::BufferTooSmall`], [`CertError::Template`] if the template is at fault,
    /// [`CertError::SerialLength`] if a stored serial number has another length than in the template, and errors
    /// that name what is missing in `facts`.
    pub fn rebuild(&self, facts: &Facts<'_>, out: &mut [u8]) -> Result<usize, CertError> {
        let mut draft = self.draft(facts, out)?;
        for element in self.elements {
            draft.write(*element, facts.stored)?;
        }
        draft.seal()
    }

    /// Begins a certificate at the beginning of `out`.
    pub(crate) fn draft<'a>(&self, facts: &Facts<'a>, out: &'a mut [u8]) -> Result<Draft<'a>, CertError> {
        if facts.compressed.template != self.id {
            return Err(CertError::OtherTemplate(facts.compressed.template));
        }
        if facts.compressed.serial_source != self.serial_source {
            return Err(CertError::OtherSerialSource(facts.compressed.serial_source));
        }
        let needed = self.certificate_size(&facts.compressed.signature);
        if out.len() < needed {
            return Err(CertError::BufferTooSmall { needed });
        }
        let len = self.tbs.len();
        let room = out.get_mut(..len).ok_or(CertError::BufferTooSmall { needed })?;
        room.copy_from_slice(self.tbs);
        Ok(Draft { facts: *facts, out, len })
    }
}

/// A certificate whose elements are not all written yet.
pub(crate) struct Draft<'a> {
    facts: Facts<'a>,
    out: &'a mut [u8],
    len: usize,
}

impl Draft<'_> {
    /// Writes an element; if it is a stored one, from `stored`.
    pub(crate) fn write(&mut self, element: Element, stored: &[Stored<'_>]) -> Result<(), CertError> {
        let tbs = self.out.get_mut(..self.len).unwrap_or_default();
        Facts { stored, ..self.facts }.write(element, tbs)
    }

    /// Ends it with the signature, and tells how many bytes it has.
    pub(crate) fn seal(self) -> Result<usize, CertError> {
        if self.facts.compressed.serial_source == SerialSource::StoredDynamic {
            let len = self.out.get(..self.len).and_then(broken_serial_size);
            len.map_or(Ok(()), |len| Err(CertError::SerialLength(len)))?;
        }
        seal(self.out, self.len, &self.facts.compressed.signature)
    }
}

/// What is written as the length of the serial number, if that is not its length: if the algorithm does not follow
/// it.
fn broken_serial_size(tbs: &[u8]) -> Option<usize> {
    let mut reader = Reader::new(Reader::new(tbs).value(SEQUENCE)?);
    reader.value(constructed(VERSION))?;
    let len = reader.rest().get(1).copied().map(usize::from);
    let is_whole = reader.value(INTEGER).is_some() && reader.rest().starts_with(&ECDSA_WITH_SHA256);
    if is_whole { None } else { len }
}
