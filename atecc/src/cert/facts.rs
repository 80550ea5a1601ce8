//! What stands at the places where certificates differ.

use super::template::{Element, Place, Value};
use super::{CertError, CompressedCertificate, DateFormat, KeyId, SerialFacts, key_id};
use crate::PublicKey;
use crate::config::SerialNumber;

/// All that a certificate says beside its template.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The compressed certificate.
    pub compressed: &'a CompressedCertificate,
    /// The key that is certified.
    pub public_key: &'a PublicKey,
    /// The identifier of the authority's key: [`key_id`], or what its certificate calls it. Needed if the template
    /// has it.
    pub authority_key_id: Option<KeyId>,
    /// The chip's serial number. Needed if the template or the serial number's source has it.
    pub device_serial: Option<SerialNumber>,
    /// What is stored in the chip, for templates that have [`Value::Stored`].
    pub stored: &'a [Stored<'a>],
}

/// What is stored at a place in the chip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored<'a> {
    /// The place.
    pub place: Place,
    /// Its bytes.
    pub data: &'a [u8],
}

/// Bytes of the longest value that is computed: a serial number that is a whole hash.
const SCRATCH: usize = 32;

impl Facts<'_> {
    /// Writes a value at its place.
    pub(super) fn write(&self, element: Element, tbs: &mut [u8]) -> Result<(), CertError> {
        let mut scratch = [0; SCRATCH];
        let value = self.value(element, &mut scratch)?;
        let place = element.of_mut(tbs).filter(|place| place.len() == element.conversion.size(value.len()));
        let place = place.ok_or(CertError::Template(element.offset))?;
        for (to, from) in place.iter_mut().zip(element.conversion.apply(value)) {
            *to = from;
        }
        Ok(())
    }

    /// Whether a value stands at its place.
    pub(super) fn compare(&self, element: Element, tbs: &[u8]) -> Result<(), CertError> {
        let mut scratch = [0; SCRATCH];
        let value = self.value(element, &mut scratch)?;
        let place = element.of(tbs).ok_or(CertError::Template(element.offset))?;
        let is_equal = element.conversion.apply(value).eq(place.iter().copied());
        if is_equal { Ok(()) } else { Err(CertError::OtherValue(element.offset)) }
    }

    fn value<'b>(&'b self, element: Element, scratch: &'b mut [u8; SCRATCH]) -> Result<&'b [u8], CertError> {
        Ok(match element.value {
            Value::PublicKey => &self.public_key.0,
            Value::SubjectKeyId => fill(scratch, &key_id(self.public_key)),
            Value::AuthorityKeyId => {
                fill(scratch, &self.authority_key_id.ok_or(CertError::NoAuthorityKeyId)?)
            }
            Value::Begins(format) => date(format, self.compressed.validity.begins(), scratch)?,
            Value::Ends(format) => date(format, self.compressed.validity.ends(format), scratch)?,
            Value::SignerId => &self.compressed.signer_id.0,
            Value::SerialNumber => self.serial_number(element, scratch)?,
            Value::DeviceSerial { from, len } => {
                let serial = self.device_serial.as_ref().ok_or(CertError::NoDeviceSerial)?;
                let part = serial.0.get(usize::from(from)..).and_then(|rest| rest.get(..len.into()));
                part.ok_or(CertError::Template(element.offset))?
            }
            Value::Stored(place) => {
                let stored = self.stored.iter().find(|stored| stored.place == place);
                stored.ok_or(CertError::NotStored(place))?.data
            }
        })
    }

    /// As many bytes of it as the element takes.
    fn serial_number<'b>(
        &self,
        element: Element,
        scratch: &'b mut [u8; SCRATCH],
    ) -> Result<&'b [u8], CertError> {
        let len = element.conversion.original_len(element.len.into());
        let room = len.and_then(|len| scratch.get_mut(..len)).ok_or(CertError::Template(element.offset))?;
        let facts = SerialFacts {
            public_key: self.public_key,
            validity: self.compressed.validity,
            signer_id: self.compressed.signer_id,
            device_serial: self.device_serial,
        };
        self.compressed.serial_source.write(&facts, room)?;
        Ok(room)
    }
}

impl Element {
    /// The element at the place where its value stands in an example: how a template is made from a certificate
    /// that is at hand, with the `facts` that the certificate was made from. `len` is to be right already, `offset`
    /// does not matter.
    ///
    /// # Errors
    /// [`CertError::NotLocated`] if the value is not there, or there is more than one place;
    /// [`CertError::Template`] if `len` is not that of the value; errors that name what is missing in `facts`.
    pub fn locate(self, facts: &Facts<'_>, tbs: &[u8]) -> Result<Self, CertError> {
        let mut scratch = [0; SCRATCH];
        let value = facts.value(self, &mut scratch)?;
        let len = self.conversion.size(value.len());
        if len != usize::from(self.len) || len == 0 {
            return Err(CertError::Template(self.offset));
        }
        let is_it = |window: &[u8]| self.conversion.apply(value).eq(window.iter().copied());
        let mut places = tbs.windows(len).enumerate().filter(|(_, window)| is_it(window));
        let place = match (places.next(), places.next()) {
            (Some((offset, _)), None) => u16::try_from(offset).ok(),
            _ => None,
        };
        place.map(|offset| Self { offset, ..self }).ok_or(CertError::NotLocated(self.value))
    }
}

fn fill<'a>(scratch: &'a mut [u8; SCRATCH], value: &KeyId) -> &'a [u8] {
    let (room, _) = scratch.split_at_mut(value.len());
    room.copy_from_slice(value);
    room
}

fn date(format: DateFormat, date: super::DateTime, scratch: &mut [u8; SCRATCH]) -> Result<&[u8], CertError> {
    format.write(date, scratch)?;
    scratch.get(..format.size()).ok_or(CertError::NoDate)
}
