//! Text that a peer may have chosen, for people to read.

use alloc::{format, string::String};

use super::reader::{OID, Reader};

/// `text`, which a peer may have had a hand in, on one line of at most about 200 characters, with nothing that a
/// terminal obeys.
#[must_use]
pub fn printable(text: &str) -> String {
    const MAX_CHARACTERS: usize = 200;
    let plain = |c: char| if c.is_control() { '?' } else { c };
    let mut shown: String = text.chars().take(MAX_CHARACTERS).map(plain).collect();
    if text.chars().nth(MAX_CHARACTERS).is_some() {
        shown.push_str("...");
    }
    shown
}

/// An OID in dots, from its content.
pub(super) fn dotted(oid: &[u8]) -> String {
    let mut text = String::new();
    let mut arc = 0_u64;
    for byte in oid {
        arc = arc.wrapping_shl(7) | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            text = match (text.is_empty(), arc) {
                (true, 0..80) => format!("{}.{}", arc / 40, arc % 40),
                (true, _) => format!("2.{}", arc - 80),
                (false, _) => format!("{text}.{arc}"),
            };
            arc = 0;
        }
    }
    printable(&text)
}

/// The OID of an AlgorithmIdentifier, from the content of that.
pub(super) fn algorithm(identifier: &[u8]) -> String {
    dotted(Reader::new(identifier).read(OID).unwrap_or_default())
}
