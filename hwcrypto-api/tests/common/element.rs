//! The element behind the tables of these tests.

use hwcrypto_api::{Counting, HwCrypto, Shared, Software};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

/// The scalar of RFC 6979 A.2.5, in slot 3.
pub(crate) const SCALAR: [u8; 32] = [
    0xC9, 0xAF, 0xA9, 0xD8, 0x45, 0xBA, 0x75, 0x16, 0x6B, 0x5C, 0x21, 0x57, 0x67, 0xB1, 0xD6, 0x93, 0x4E,
    0x50, 0xC3, 0xDB, 0x36, 0xE8, 0x9B, 0x12, 0x7B, 0x8A, 0x62, 0x2B, 0x12, 0x0F, 0x67, 0x21,
];
/// The secret in slot 5: the key of RFC 4231, test case 1, filled up with zeros as HMAC fills it up.
pub(crate) const SECRET: [u8; 32] = {
    let mut secret = [0; 32];
    let mut at = 0;
    while at < 20 {
        secret[at] = 0x0B;
        at += 1;
    }
    secret
};
/// The keys in slot 9: of FIPS 197 appendix B, and of its appendix C.1.
pub(crate) const AES_KEYS: [u8; 32] = [
    0x2B, 0x7E, 0x15, 0x16, 0x28, 0xAE, 0xD2, 0xA6, 0xAB, 0xF7, 0x15, 0x88, 0x09, 0xCF, 0x4F, 0x3C, //
    0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
];
pub(crate) const SERIAL: [u8; 9] = [0x01, 0x23, 1, 2, 3, 4, 5, 6, 0xEE];

pub(crate) type Element = Software<ChaCha20Rng>;
pub(crate) type Driver = Shared<parking_lot::RawMutex, Counting<Element>>;

pub(crate) fn element() -> Element {
    Software::new(ChaCha20Rng::from_seed([1; 32]), &SERIAL)
        .with_private_key(3, &SCALAR)
        .and_then(|element| element.with_secret(5, &SECRET))
        .and_then(|element| element.with_secret(9, &AES_KEYS))
        .unwrap()
}

pub(crate) fn driver() -> &'static Driver {
    Box::leak(Box::new(Shared::new(Counting::new(element()))))
}

/// With every entry.
pub(crate) fn table(driver: &'static Driver) -> HwCrypto {
    HwCrypto::builder(driver)
        .public_key()
        .p256_sign()
        .sha256()
        .sha256_stream()
        .ecdh()
        .random()
        .sha256_clone()
        .p256_verify()
        .ephemeral_key()
        .hmac_sha256()
        .aes128()
        .counter()
        .serial_number()
        .build()
}
