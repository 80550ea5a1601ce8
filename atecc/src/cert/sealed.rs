//! What certificates and certificate requests have in common: something that is signed, the name of the algorithm,
//! and the signature.

use super::CertError;
use super::der::{BIT_STRING, Reader, SEQUENCE, Writer};
use crate::Signature;

/// AlgorithmIdentifier of ecdsa-with-SHA256 (RFC 5758): its OID, and no parameters.
pub(super) const ECDSA_WITH_SHA256: [u8; 12] =
    [0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];

/// Algorithm and signature at their longest: two INTEGERs of 33 bytes, with the heads round them.
const MAX_TAIL: usize = ECDSA_WITH_SHA256.len() + 2 * (2 + 33) + 2 + 1 + 2;
/// The head of a value of up to 16 MB.
const MAX_HEAD: usize = 5;

/// Bytes that are enough for a signed object, whatever the signature will be, if what is signed has `len` bytes.
#[must_use]
pub const fn max_sealed_size(len: usize) -> usize {
    len + MAX_TAIL + MAX_HEAD
}

/// Bytes of a signed object, if what is signed has `len` bytes.
#[must_use]
pub fn sealed_size(len: usize, signature: &Signature) -> usize {
    let mut nothing = [];
    let mut writer = Writer::new(&mut nothing);
    tail(&mut writer, signature);
    let content = writer.len() + len;
    writer.head(SEQUENCE, content);
    writer.len() + len
}

/// Makes a certificate or a request of what was signed, the first `len` bytes of `buffer`, and its signature. Tells
/// how many bytes it has.
///
/// # Errors
/// [`CertError::BufferTooSmall`]; the buffer is then as it was.
pub fn seal(buffer: &mut [u8], len: usize, signature: &Signature) -> Result<usize, CertError> {
    let needed = sealed_size(len, signature);
    if needed > buffer.len() || len > buffer.len() {
        return Err(CertError::BufferTooSmall { needed });
    }
    let mut end = [0; MAX_TAIL];
    let mut writer = Writer::new(&mut end);
    tail(&mut writer, signature);
    let end_len = writer.finish()?;
    let mut head = [0; MAX_HEAD];
    let mut writer = Writer::new(&mut head);
    writer.head(SEQUENCE, len + end_len);
    let head_len = writer.finish()?;
    buffer.copy_within(..len, head_len);
    let parts = head.iter().take(head_len).enumerate();
    let parts =
        parts.chain(end.iter().take(end_len).enumerate().map(|(at, byte)| (head_len + len + at, byte)));
    for (at, byte) in parts {
        if let Some(room) = buffer.get_mut(at) {
            *room = *byte;
        }
    }
    Ok(needed)
}

/// Takes a certificate or a request apart: what is signed, and the signature.
///
/// # Errors
/// [`CertError::NotSigned`] if it is not DER of that form, or signed with something else than ECDSA, P-256 and
/// SHA-256.
pub fn open(der: &[u8]) -> Result<(&[u8], Signature), CertError> {
    parse(der).ok_or(CertError::NotSigned)
}

fn parse(der: &[u8]) -> Option<(&[u8], Signature)> {
    let mut outer = Reader::new(der);
    let content = outer.value(SEQUENCE)?;
    let mut reader = Reader::new(content);
    reader.value(SEQUENCE)?;
    let signed = content.get(..content.len() - reader.rest().len())?;
    let mut reader = Reader::new(reader.rest().strip_prefix(&ECDSA_WITH_SHA256)?);
    let signature = parse_signature(reader.value(BIT_STRING)?)?;
    (outer.rest().is_empty() && reader.rest().is_empty()).then_some((signed, signature))
}

/// From the content of a BIT STRING: no unused bits, then ECDSA-Sig-Value.
fn parse_signature(bits: &[u8]) -> Option<Signature> {
    let mut outer = Reader::new(bits.strip_prefix(&[0])?);
    let mut reader = Reader::new(outer.value(SEQUENCE)?);
    let (r, s) = (reader.unsigned::<32>()?, reader.unsigned::<32>()?);
    if !reader.rest().is_empty() || !outer.rest().is_empty() {
        return None;
    }
    let mut signature = [0; 64];
    for (to, from) in signature.iter_mut().zip(r.iter().chain(&s)) {
        *to = *from;
    }
    Some(Signature(signature))
}

fn tail(writer: &mut Writer<'_>, signature: &Signature) {
    let (r, s) = signature.0.split_at(signature.0.len() / 2);
    writer.value(BIT_STRING, |w| {
        w.value(SEQUENCE, |w| {
            w.unsigned(s);
            w.unsigned(r);
        });
        w.bytes(&[0]);
    });
    writer.bytes(&ECDSA_WITH_SHA256);
}
