//! The parts of a certificate (RFC 5280 4.1) that tell why it is not accepted.

use alloc::string::String;

use rustls_pki_types::UnixTime;

use super::reader::{
    BIT_STRING, BOOLEAN, INTEGER, OCTET_STRING, OID, Reader, SEQUENCE, SET, Value, context, inside,
};
use super::{date, text};

const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1D, 0x11];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 0x13];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1D, 0x25];
const RSA_ENCRYPTION: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
const RSASSA_PSS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];

/// A certificate, taken apart. Names and algorithms are the content of their SEQUENCE, as webpki has them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Certificate<'a> {
    /// What is signed.
    pub(super) signed: &'a [u8],
    pub(super) signature_algorithm: &'a [u8],
    pub(super) signature: &'a [u8],
    pub(super) issuer: &'a [u8],
    pub(super) subject: &'a [u8],
    pub(super) not_before: UnixTime,
    pub(super) not_after: UnixTime,
    pub(super) key: PublicKey<'a>,
    extensions: Reader<'a>,
}

impl<'a> Certificate<'a> {
    /// `None` if this is no certificate.
    pub(super) fn parse(der: &'a [u8]) -> Option<Self> {
        let mut outer = inside(der, SEQUENCE)?;
        let tbs = outer.read_value(SEQUENCE)?;
        let signature_algorithm = outer.read(SEQUENCE)?;
        let signature = bits(outer.read(BIT_STRING)?)?;
        let mut fields = Reader::new(tbs.content);
        fields.read(context(0));
        fields.read(INTEGER)?;
        fields.read(SEQUENCE)?;
        let issuer = fields.read(SEQUENCE)?;
        let mut validity = Reader::new(fields.read(SEQUENCE)?);
        let subject = fields.read(SEQUENCE)?;
        let key = PublicKey::parse(Reader::new(fields.read(SEQUENCE)?))?;
        let extensions = fields
            .find(|field| field.tag == context(3))
            .and_then(|field| inside(field.content, SEQUENCE))
            .unwrap_or(Reader::new(&[]));
        Some(Self {
            signed: tbs.encoding,
            signature_algorithm,
            signature,
            issuer,
            subject,
            not_before: date::parse(&validity.next()?)?,
            not_after: date::parse(&validity.next()?)?,
            key,
            extensions,
        })
    }

    /// Whether the certificate says that it was issued by its own subject.
    pub(super) fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    pub(super) fn has_alternative_names(&self) -> bool {
        self.extension(SUBJECT_ALT_NAME).is_some()
    }

    pub(super) fn is_authority(&self) -> bool {
        let constraints = self.extension(BASIC_CONSTRAINTS).and_then(|value| inside(value, SEQUENCE));
        constraints.and_then(|mut fields| fields.read(BOOLEAN)).is_some_and(|ca| ca != [0])
    }

    /// Whether the certificate may be used for `purpose`, the OID of an extended key usage.
    pub(super) fn is_for(&self, purpose: &str) -> bool {
        let purposes = self.extension(EXTENDED_KEY_USAGE).and_then(|value| inside(value, SEQUENCE));
        purposes.is_none_or(|mut purposes| {
            purposes.any(|found| text::dotted(text::arcs(found.content)) == purpose)
        })
    }

    fn extension(&self, id: &[u8]) -> Option<&'a [u8]> {
        self.extensions.into_iter().find_map(|extension| {
            let mut fields = Reader::new(extension.content);
            (fields.read(OID)? == id).then(|| {
                fields.read(BOOLEAN);
                fields.read(OCTET_STRING)
            })?
        })
    }
}

/// The content of a SubjectPublicKeyInfo.
#[derive(Debug, Clone, Copy)]
pub(super) struct PublicKey<'a> {
    pub(super) algorithm: &'a [u8],
    pub(super) bits: &'a [u8],
}

impl<'a> PublicKey<'a> {
    pub(super) fn parse(mut fields: Reader<'a>) -> Option<Self> {
        Some(Self { algorithm: fields.read(SEQUENCE)?, bits: bits(fields.read(BIT_STRING)?)? })
    }

    /// The size of the modulus, if this is an RSA key.
    pub(super) fn rsa_bits(&self) -> Option<usize> {
        let algorithm = Reader::new(self.algorithm).read(OID)?;
        if algorithm != RSA_ENCRYPTION && algorithm != RSASSA_PSS {
            return None;
        }
        let modulus = inside(self.bits, SEQUENCE)?.read(INTEGER)?;
        let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
        let digits = modulus.get(zeros..)?;
        let top = digits.first()?.leading_zeros() as usize;
        Some(digits.len() * 8 - top)
    }
}

/// The content of a BIT STRING of whole bytes.
fn bits(content: &[u8]) -> Option<&[u8]> {
    content.split_first().filter(|(unused, _)| **unused == 0).map(|(_, bits)| bits)
}

/// The common name in the content of a Name.
pub(super) fn common_name(name: &[u8]) -> Option<String> {
    attributes(name).find(|(id, _)| *id == COMMON_NAME).map(|(_, value)| shown(&value))
}

/// A Name as people call it: by its common name, or by whatever else is in it.
pub(super) fn display_name(name: &[u8]) -> String {
    common_name(name).unwrap_or_else(|| {
        let all = attributes(name).map(|(_, value)| shown(&value)).collect::<alloc::vec::Vec<_>>();
        text::printable(&all.join(", "))
    })
}

fn shown(value: &Value<'_>) -> String {
    text::printable(&String::from_utf8_lossy(value.content))
}

/// OID and value of each attribute in the content of a Name.
fn attributes(name: &[u8]) -> impl Iterator<Item = (&[u8], Value<'_>)> {
    Reader::new(name).filter(|set| set.tag == SET).flat_map(|set| Reader::new(set.content)).filter_map(
        |attribute| {
            let mut fields = Reader::new(attribute.content);
            Some((fields.read(OID)?, fields.next()?))
        },
    )
}
