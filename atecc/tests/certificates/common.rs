//! Keys in software, and what the library `x509-cert` says about certificates.

use atecc::cert::{Attribute, Name, open, seal};
use atecc::{PublicKey, Signature};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{SigningKey, VerifyingKey};

pub(crate) fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

pub(crate) fn public(key: &SigningKey) -> PublicKey {
    PublicKey(key.verifying_key().to_sec1_point(false).as_bytes()[1..].try_into().unwrap())
}

pub(crate) const DEVICE_NAME: &[Attribute<'_>] =
    &[Attribute::organization("Ümlaut & Söhne"), Attribute::common_name("device 7")];
pub(crate) const DEVICE: Name<'_> = Name::Attributes(DEVICE_NAME);

/// Signs what is written at the beginning of a buffer.
pub(crate) fn signed(mut buffer: Vec<u8>, len: usize, key: &SigningKey) -> Vec<u8> {
    let signature: p256::ecdsa::Signature = key.sign(&buffer[..len]);
    let len = seal(&mut buffer, len, &Signature(signature.to_bytes().into())).unwrap();
    buffer.truncate(len);
    buffer
}

/// Panics if it is not signed with that key.
pub(crate) fn verify(der: &[u8], key: &PublicKey) {
    let (body, signature) = open(der).unwrap();
    let key = VerifyingKey::from_sec1_bytes(&[&[4][..], &key.0].concat()).unwrap();
    key.verify(body, &p256::ecdsa::Signature::from_slice(&signature.0).unwrap()).unwrap();
}
