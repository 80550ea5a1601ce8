//! Verification by the element: ECDSA signatures with P-256 and SHA-256, of certificates and of handshakes.

use alloc::{sync::Arc, vec, vec::Vec};

use hwcrypto_api::{HwCrypto, P256Verify};
use rustls::SignatureScheme;
use rustls::crypto::WebPkiSupportedAlgorithms;
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha2::Digest;

use crate::failures::Failures;
use crate::{Wait, der, point};

/// A peer's P-256 signature, hashed here and judged by the element.
///
/// Keys and signatures that cannot be any are refused here: the element is not asked, and does not take them for an
/// error of its own.
#[derive(Debug)]
pub(crate) struct HwVerify {
    pub(crate) element: &'static HwCrypto,
    pub(crate) wait: Wait,
    pub(crate) failures: Arc<Failures>,
}

impl HwVerify {
    fn verify(&self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
        let point = point::from_uncompressed(public_key)?;
        let signature = der::to_raw(signature)?;
        if !signature.as_chunks().0.iter().all(is_scalar) {
            return None;
        }
        let digest = sha2::Sha256::digest(message).into();
        self.wait
            .until_free(|| { self.element }.p256_verify(point, &digest, &signature))
            .inspect_err(|error| self.failures.verify(*error))
            .ok()
    }
}

impl SignatureVerificationAlgorithm for HwVerify {
    fn verify_signature(
        &self,
        public_key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        match self.verify(public_key, message, signature) {
            Some(true) => Ok(()),
            _ => Err(InvalidSignature),
        }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

/// Whether `number` is from 1 to the order of the group less one (FIPS 186-5 6.4.2).
fn is_scalar(number: &[u8; 32]) -> bool {
    /// The order of the group (SP 800-186 3.2.1.3).
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
        0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    *number != [0; 32] && *number < ORDER
}

type Algorithm = &'static dyn SignatureVerificationAlgorithm;
type Mapping = (SignatureScheme, &'static [Algorithm]);

/// What verifies certificates: as `base`, but P-256 signatures only by `hardware`.
pub(crate) fn for_chains(base: &mut WebPkiSupportedAlgorithms, hardware: Algorithm) {
    base.all = replace(base.all, hardware);
}

/// What verifies handshakes: as `base`, but P-256 signatures only by `hardware`, and asked for before all others: in
/// TLS 1.2 a P-256 key may sign any digest, and most peers take the first that they find, of which the hardware may
/// know nothing.
pub(crate) fn for_handshakes(base: &mut WebPkiSupportedAlgorithms, hardware: Algorithm) {
    const SCHEME: SignatureScheme = SignatureScheme::ECDSA_NISTP256_SHA256;
    let (same, others): (Vec<Mapping>, Vec<_>) =
        base.mapping.iter().partition(|(scheme, _)| *scheme == SCHEME);
    let algorithms = same.first().map_or(&[][..], |(_, algorithms)| algorithms);
    let mut mapping = vec![(SCHEME, replace(algorithms, hardware))];
    mapping.extend(others);
    base.mapping = mapping.leak();
}

/// `hardware` first, since TLS 1.3 tries no other, and none of those that do the same.
fn replace(base: &[Algorithm], hardware: Algorithm) -> &'static [Algorithm] {
    let id = |algorithm: &Algorithm| (algorithm.public_key_alg_id(), algorithm.signature_alg_id());
    let mut algorithms = vec![hardware];
    algorithms.extend(base.iter().filter(|algorithm| id(algorithm) != id(&hardware)));
    algorithms.leak()
}
