//! From a whole certificate to 72 bytes.

use super::template::{Element, Place, Value};
use super::{
    CertError, CompressedCertificate, DateFormat, Facts, Format, KeyId, SignerId, Template, Validity, open,
};
use crate::PublicKey;
use crate::config::SerialNumber;

/// What is left of a certificate when its template is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compressed {
    /// The 72 bytes.
    pub certificate: CompressedCertificate,
    /// The key that it certifies.
    pub public_key: PublicKey,
}

/// What a certificate does not tell by itself, but must agree with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known {
    /// The identifier of the authority's key. Needed if the template has it.
    pub authority_key_id: Option<KeyId>,
    /// The serial number of the chip. Needed if the template has it.
    pub device_serial: Option<SerialNumber>,
}

impl Template<'_> {
    /// Compresses a certificate in DER. What comes out is what [`rebuild`](Self::rebuild) makes the same bytes of:
    /// everything that is not an element must be as in the template, and each element must be what `known` and the
    /// certificate itself make of it. What is [`Value::Stored`] is read with [`stored`](Self::stored). The
    /// signature is not verified.
    ///
    /// # Errors
    /// [`CertError::NotSigned`] if it is no such certificate; [`CertError::Differs`] or [`CertError::OtherValue`]
    /// where it is not of this template; [`CertError::DatesNotCompressible`]; [`CertError::TemplateLacks`] if the
    /// template has no place for what the compressed certificate needs; errors that name what is missing in
    /// `known`.
    pub fn compress(&self, der: &[u8], known: &Known) -> Result<Compressed, CertError> {
        let (tbs, signature) = open(der)?;
        self.compare(tbs)?;
        let public_key = self.find("public key", |value| (value == Value::PublicKey).then_some(()))?;
        let validity = self.validity(tbs)?;
        let mut compressed = Compressed {
            certificate: CompressedCertificate {
                signature,
                validity,
                signer_id: self.signer_id(tbs)?,
                template: self.id,
                serial_source: self.serial_source,
            },
            public_key: PublicKey(public_key.0.read_array(tbs)?),
        };
        let first = self.compare_elements(tbs, &compressed, known);
        // A later format than the dates need shows in serial numbers that are hashes.
        if matches!(first, Err(CertError::OtherValue(_))) {
            compressed.certificate.validity = validity.with_format(Format::V1)?;
            return self.compare_elements(tbs, &compressed, known).or(first).map(|()| compressed);
        }
        first.map(|()| compressed)
    }

    /// What a certificate in DER has at a place where something stands that is [`Value::Stored`] in the chip: to be
    /// written there. It is put at the beginning of `out`.
    ///
    /// # Errors
    /// [`CertError::OtherValue`] if the place cannot have come from the chip, [`CertError::Template`] if it is
    /// outside or `out` too small for it.
    pub fn stored<'b>(&self, element: Element, der: &[u8], out: &'b mut [u8]) -> Result<&'b [u8], CertError> {
        let (tbs, _) = open(der)?;
        element.read(tbs, out)
    }

    /// Everything that is not an element.
    fn compare(&self, tbs: &[u8]) -> Result<(), CertError> {
        let covered = |offset: usize| self.elements.iter().any(|element| element.covers(offset));
        let same = |(offset, (ours, theirs)): (usize, (&u8, &u8))| ours == theirs || covered(offset);
        match self.tbs.iter().zip(tbs).enumerate().position(|pair| !same(pair)) {
            Some(offset) => Err(CertError::Differs(offset)),
            None if tbs.len() != self.tbs.len() => Err(CertError::Differs(tbs.len().min(self.tbs.len()))),
            None => Ok(()),
        }
    }

    fn compare_elements(&self, tbs: &[u8], compressed: &Compressed, known: &Known) -> Result<(), CertError> {
        let facts = Facts {
            compressed: &compressed.certificate,
            public_key: &compressed.public_key,
            authority_key_id: known.authority_key_id,
            device_serial: known.device_serial,
            stored: &[],
        };
        self.elements.iter().try_for_each(|element| match element.value {
            Value::Stored(place) => element.is_of(place, tbs),
            _ => facts.compare(*element, tbs),
        })
    }

    /// The first element of a kind, and what `kind` says of it.
    fn find<T>(
        &self,
        name: &'static str,
        kind: impl Fn(Value) -> Option<T>,
    ) -> Result<(Element, T), CertError> {
        let mut found = self.elements.iter().filter_map(|element| Some((*element, kind(element.value)?)));
        found.next().ok_or(CertError::TemplateLacks(name))
    }

    /// Certificates that are not from one of several signers have no number of one: 0.
    fn signer_id(&self, tbs: &[u8]) -> Result<SignerId, CertError> {
        match self.find("signer", |value| (value == Value::SignerId).then_some(())) {
            Ok((element, ())) => element.read_array(tbs).map(SignerId),
            Err(_) => Ok(SignerId([0; 2])),
        }
    }

    fn validity(&self, tbs: &[u8]) -> Result<Validity, CertError> {
        let mut scratch = [0; DateFormat::MAX_SIZE];
        let (element, format) = self.find("date of issue", |value| match value {
            Value::Begins(format) => Some(format),
            _ => None,
        })?;
        let begins = format.parse(element.read(tbs, &mut scratch)?)?;
        let (element, format) = self.find("date of expiry", |value| match value {
            Value::Ends(format) => Some(format),
            _ => None,
        })?;
        Validity::between(begins, format.parse(element.read(tbs, &mut scratch)?)?, format)
    }
}

impl Element {
    /// Its value in a TBSCertificate, before it was converted, at the beginning of `out`.
    fn read<'b>(self, tbs: &[u8], out: &'b mut [u8]) -> Result<&'b [u8], CertError> {
        let written = self.of(tbs).ok_or(CertError::Template(self.offset))?;
        let fits = self.conversion.original_len(written.len()).is_some_and(|len| len <= out.len());
        if !fits {
            return Err(CertError::Template(self.offset));
        }
        self.conversion.undo(written, out).ok_or(CertError::OtherValue(self.offset))
    }

    /// Whether what stands there can have come from a place in the chip.
    fn is_of(self, place: Place, tbs: &[u8]) -> Result<(), CertError> {
        let mut data = [0; Place::MAX_LEN];
        let len = self.read(tbs, &mut data)?.len();
        if len == usize::from(place.len) { Ok(()) } else { Err(CertError::Template(self.offset)) }
    }

    /// Its value, of a known length.
    fn read_array<const N: usize>(self, tbs: &[u8]) -> Result<[u8; N], CertError> {
        let mut value = [0; N];
        let len = self.read(tbs, &mut value)?.len();
        if len == N { Ok(value) } else { Err(CertError::Template(self.offset)) }
    }
}
