//! The suites' numbers and limits are those that ring's have in rustls.

use rustls::{CipherSuite, SupportedCipherSuite};

use super::provider;
use crate::parties::ring;

/// What a suite is made of, without its implementation.
fn facts(suite: &SupportedCipherSuite) -> (CipherSuite, u64, usize, String) {
    let (common, rest) = match suite {
        SupportedCipherSuite::Tls12(suite) => {
            let shape = suite.aead_alg.key_block_shape();
            let lens = (shape.enc_key_len, shape.fixed_iv_len, shape.explicit_nonce_len);
            (&suite.common, format!("{:?} {lens:?}", suite.kx))
        }
        SupportedCipherSuite::Tls13(suite) => (&suite.common, format!("{}", suite.aead_alg.key_len())),
    };
    let hash = common.hash_provider;
    (common.suite, common.confidentiality_limit, hash.output_len(), format!("{:?} {rest}", hash.algorithm()))
}

#[test]
fn each_suite_is_what_ring_has_under_its_number() {
    let theirs = ring().cipher_suites;
    let ours = provider().cipher_suites;
    assert_eq!(ours.len(), theirs.len());
    for suite in &ours {
        let same = theirs.iter().find(|known| known.suite() == suite.suite()).unwrap();
        assert_eq!(facts(suite), facts(same));
    }
}

#[test]
fn private_keys_are_refused_with_the_way_to_go() {
    let key = crate::pki::Authority::new("authority").issue("device").key;
    let key = rustls::pki_types::pem::PemObject::from_pem_slice(key.as_bytes()).unwrap();
    let error = provider().key_provider.load_private_key(key).unwrap_err().to_string();
    assert!(error.contains("tls_glue::certified_key"), "{error}");
}
