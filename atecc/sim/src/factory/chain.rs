//! The demonstration chain: a root, a signer, and the certificate that each part gets.

use std::sync::OnceLock;

use atecc::cert::{
    CompressedCertificate, Facts, KeyId, SignerId, Stored, Template, Validity, key_id, max_sealed_size, open,
    seal,
};
use atecc::config::SerialNumber;
use atecc::{PublicKey, Signature};
use p256::SecretKey;
use sha2::{Digest, Sha256};

use super::preset::Preset;
use super::template::{self, DEVICE_VALIDITY, EUI_48, Parts, SERIAL_SOURCE, SIGNER_VALIDITY};
use crate::curve::{public_half, sign_deterministically};

/// The private keys of root and signer are SHA-256 of these labels.
const ROOT_LABEL: &[u8] = b"atecc-sim demonstration root: this key is public and worthless";
const SIGNER_LABEL: &[u8] = b"atecc-sim demonstration signer: this key is public and worthless";
/// The only signer.
const SIGNER_ID: SignerId = SignerId([0x00, 0x01]);

/// All that is the same for all parts.
struct Chain {
    root: SecretKey,
    signer: SecretKey,
    signer_template: Parts,
    tng_tls: Parts,
    tflx_tls: Parts,
}

fn chain() -> &'static Chain {
    static CHAIN: OnceLock<Chain> = OnceLock::new();
    CHAIN.get_or_init(|| Chain {
        root: labelled_key(ROOT_LABEL),
        signer: labelled_key(SIGNER_LABEL),
        signer_template: template::signer(),
        tng_tls: template::tng_tls(),
        tflx_tls: template::tflx_tls(),
    })
}

/// SHA-256 of a label, hashed again should it be no private key.
fn labelled_key(label: &[u8]) -> SecretKey {
    let mut digest = Sha256::digest(label);
    loop {
        if let Ok(key) = SecretKey::from_slice(&digest) {
            return key;
        }
        digest = Sha256::digest(digest);
    }
}

fn public(key: &SecretKey) -> PublicKey {
    PublicKey(public_half(key))
}

pub(super) fn root_key() -> PublicKey {
    public(&chain().root)
}

pub(super) fn signer_key() -> PublicKey {
    public(&chain().signer)
}

/// In DER, signed with its own key.
pub(super) fn root_certificate() -> Vec<u8> {
    let tbs = template::root(&root_key(), key_id(&root_key()));
    let signature = sign(&chain().root, &tbs);
    let mut der = vec![0; max_sealed_size(tbs.len())];
    for (to, from) in der.iter_mut().zip(&tbs) {
        *to = *from;
    }
    let len = seal(&mut der, tbs.len(), &signature).unwrap_or_default();
    der.truncate(len);
    der
}

pub(super) fn signer_template() -> Template<'static> {
    chain().signer_template.template()
}

pub(super) fn device_template(preset: Preset) -> Template<'static> {
    match preset {
        Preset::TngTls => chain().tng_tls.template(),
        Preset::TflxTls => chain().tflx_tls.template(),
    }
}

/// What the root says about the signer.
pub(super) fn signer_certificate() -> CompressedCertificate {
    let template = signer_template();
    let unsigned = unsigned(&template, SIGNER_VALIDITY);
    let authority = key_id(&root_key());
    certify(&template, &facts(&unsigned, &signer_key(), authority, None, &[]), &chain().root)
}

/// What the signer says about the key of a part.
pub(super) fn device_certificate(
    preset: Preset,
    public_key: &PublicKey,
    serial_number: SerialNumber,
    eui_48: &[u8],
) -> CompressedCertificate {
    let template = device_template(preset);
    let unsigned = unsigned(&template, DEVICE_VALIDITY);
    let stored = [Stored { place: EUI_48, data: eui_48 }];
    let authority = key_id(&signer_key());
    let facts = facts(&unsigned, public_key, authority, Some(serial_number), &stored);
    certify(&template, &facts, &chain().signer)
}

/// Any signature will do until the right one is there.
fn unsigned(template: &Template<'_>, validity: Validity) -> CompressedCertificate {
    CompressedCertificate {
        signature: Signature([1; 64]),
        validity,
        signer_id: SIGNER_ID,
        template: template.id,
        serial_source: SERIAL_SOURCE,
    }
}

fn facts<'a>(
    compressed: &'a CompressedCertificate,
    public_key: &'a PublicKey,
    authority_key_id: KeyId,
    device_serial: Option<SerialNumber>,
    stored: &'a [Stored<'a>],
) -> Facts<'a> {
    Facts { compressed, public_key, authority_key_id: Some(authority_key_id), device_serial, stored }
}

/// Signs the certificate that the template makes of the facts.
fn certify(template: &Template<'_>, facts: &Facts<'_>, key: &SecretKey) -> CompressedCertificate {
    let mut der = vec![0; template.max_certificate_size()];
    let len = template.rebuild(facts, &mut der).unwrap_or_default();
    der.truncate(len);
    // What the template makes is a certificate.
    let tbs = open(&der).map_or(&[][..], |(tbs, _)| tbs);
    CompressedCertificate { signature: sign(key, tbs), ..*facts.compressed }
}

fn sign(key: &SecretKey, tbs: &[u8]) -> Signature {
    Signature(sign_deterministically(key, &Sha256::digest(tbs).into()))
}
