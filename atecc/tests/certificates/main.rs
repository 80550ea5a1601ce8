//! Certificates against what we did not write: a factory-provisioned part, and what Microchip's own library makes.

mod batch;
#[path = "../common/campaign.rs"]
mod campaign;
mod common;
mod compressed;
mod dates;
mod device;
mod factory;
mod factory_certificate;
#[path = "../common/fault_kinds.rs"]
mod fault_kinds;
#[path = "../common/life.rs"]
mod life;
#[path = "../common/locked.rs"]
mod locked;
mod openssl;
mod request;
mod serial;
mod template;
mod vendor;
mod x509;

/// The bytes of a hexadecimal text.
pub(crate) fn hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "{text}");
    let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(digit).collect()
}

/// The same, of a known length.
pub(crate) fn hex_array<const N: usize>(text: &str) -> [u8; N] {
    hex(text).try_into().unwrap()
}
