//! The demonstration chain: a root, a signer, and the certificate that each part gets.

use std::sync::OnceLock;

use atecc::cert::{
    CompressedCertificate, Facts, KeptCertificate, KeyId, KeyPlace, SignerId, Stored, Template, Validity,
    key_id, max_sealed_size, open, seal,
};
use atecc::config::SerialNumber;
use atecc::{PublicKey, Signature};
use p256::SecretKey;
use sha2::{Digest, Sha256};

use super::preset::{Preset, slot};
use super::template::{self, DEVICE_VALIDITY, EUI_48, Parts, SERIAL_SOURCE, SIGNER_VALIDITY};
use crate::curve::{public_half, sign_deterministically};

/// The private keys of root and signer are SHA-256 of these labels.
const ROOT_LABEL: &[u8] = b"atecc-sim demonstration root: this key is public and worthless";
const SIGNER_LABEL: &[u8] = b"atecc-sim demonstration signer: this key is public and worthless";
/// The only signer.
const SIGNER_ID: SignerId = SignerId([0x00, 0x01]);

/// The private keys of the authorities.
struct Authorities {
    root: SecretKey,
    signer: SecretKey,
}

fn authorities() -> &'static Authorities {
    static AUTHORITIES: OnceLock<Authorities> = OnceLock::new();
    AUTHORITIES
        .get_or_init(|| Authorities { root: labelled_key(ROOT_LABEL), signer: labelled_key(SIGNER_LABEL) })
}

struct Templates {
    signer: Template<'static>,
    tng_tls: Template<'static>,
    tflx_tls: Template<'static>,
}

fn templates() -> &'static Templates {
    static PARTS: OnceLock<[Parts; 3]> = OnceLock::new();
    static TEMPLATES: OnceLock<Templates> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let parts = PARTS.get_or_init(|| [template::signer(), template::tng_tls(), template::tflx_tls()]);
        let [signer, tng_tls, tflx_tls] = parts.each_ref().map(Parts::template);
        Templates { signer, tng_tls, tflx_tls }
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
    public(&authorities().root)
}

pub(super) fn signer_key() -> PublicKey {
    public(&authorities().signer)
}

/// In DER, signed with its own key.
pub(super) fn root_certificate() -> Vec<u8> {
    let tbs = template::root(&root_key(), key_id(&root_key()));
    let signature = sign(&authorities().root, &tbs);
    let mut der = vec![0; max_sealed_size(tbs.len())];
    for (to, from) in der.iter_mut().zip(&tbs) {
        *to = *from;
    }
    let len = seal(&mut der, tbs.len(), &signature).unwrap_or_default();
    der.truncate(len);
    der
}

/// Where they are in a part: the device's, then the signer's.
pub(super) fn kept(preset: Preset) -> [KeptCertificate<'static>; 2] {
    let device = KeptCertificate {
        template: device_template(preset),
        slot: slot::DEVICE_CERTIFICATE,
        offset: 0,
        public_key: KeyPlace::Private(slot::PRIMARY),
    };
    let signer = KeptCertificate {
        template: &templates().signer,
        slot: slot::SIGNER_CERTIFICATE,
        offset: 0,
        public_key: KeyPlace::Public { slot: slot::SIGNER_KEY, offset: 0 },
    };
    [device, signer]
}

fn device_template(preset: Preset) -> &'static Template<'static> {
    match preset {
        Preset::TngTls => &templates().tng_tls,
        Preset::TflxTls => &templates().tflx_tls,
    }
}

/// What the root says about the signer.
pub(super) fn signer_certificate() -> CompressedCertificate {
    let template = &templates().signer;
    let unsigned = unsigned(template, SIGNER_VALIDITY);
    let authority = key_id(&root_key());
    certify(template, &facts(&unsigned, &signer_key(), authority, None, &[]), &authorities().root)
}

/// What the signer says about the key of a part.
pub(super) fn device_certificate(
    preset: Preset,
    public_key: &PublicKey,
    serial_number: SerialNumber,
    eui_48: &[u8],
) -> CompressedCertificate {
    let template = device_template(preset);
    let unsigned = unsigned(template, DEVICE_VALIDITY);
    let stored = [Stored { place: EUI_48, data: eui_48 }];
    let authority = key_id(&signer_key());
    let facts = facts(&unsigned, public_key, authority, Some(serial_number), &stored);
    certify(template, &facts, &authorities().signer)
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
