//! From 72 bytes to a whole certificate.

use super::{CertError, Facts, Template, seal, sealed_size};
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
        super::max_sealed_size(self.tbs.len())
    }

    /// Writes the certificate, byte for byte as the authority signed it, to the beginning of `out`, and tells how many bytes
    /// it has.
    ///
    /// # Errors
    /// [`CertError::OtherTemplate`] or [`CertError::OtherSerialSource`] if it was not compressed with this template,
    /// [`CertError::BufferTooSmall`], [`CertError::Template`] if the template is at fault, and errors that name what is
    /// missing in `facts`.
    pub fn rebuild(&self, facts: &Facts<'_>, out: &mut [u8]) -> Result<usize, CertError> {
        facts.check(self)?;
        let signature = &facts.compressed.signature;
        let needed = self.certificate_size(signature);
        let too_small = CertError::BufferTooSmall { needed };
        let tbs = out.get_mut(..self.tbs.len()).ok_or(too_small)?;
        tbs.copy_from_slice(self.tbs);
        for element in self.elements {
            facts.write(*element, tbs)?;
        }
        seal(out, self.tbs.len(), signature)
    }
}
