//! Text that a peer may have chosen, for people to read.

use alloc::{format, string::String};

use super::reader::{OID, Reader};

/// `text`, which a peer may have had a hand in, on one line of at most about 200 characters, with nothing that a
/// terminal obeys.
#[must_use]
pub fn printable(text: &str) -> String {
    const MAX_CHARACTERS: usize = 200;
    let plain = |c: char| if c.is_control() || is_invisible(c) { '?' } else { c };
    let mut shown: String = text.chars().take(MAX_CHARACTERS).map(plain).collect();
    if text.chars().nth(MAX_CHARACTERS).is_some() {
        shown.push_str("...");
    }
    shown
}

/// Characters that are not seen but change how others are: separators of lines, directions of writing, joiners.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{61C}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    )
}

/// An OID in dots.
pub(super) fn dotted(arcs: impl Iterator<Item = usize>) -> String {
    let mut text = String::new();
    for arc in arcs {
        let dot = if text.is_empty() { "" } else { "." };
        text.push_str(&format!("{dot}{arc}"));
    }
    printable(&text)
}

/// The arcs of an OID, from its content (X.690 8.19). One that is too large for a number is cut.
pub(super) fn arcs(oid: &[u8]) -> impl Iterator<Item = usize> {
    let mut arc = 0_usize;
    let arcs = oid.iter().filter_map(move |byte| {
        arc = arc.wrapping_shl(7) | usize::from(byte & 0x7F);
        (byte & 0x80 == 0).then(|| core::mem::take(&mut arc))
    });
    // The first number holds two arcs.
    arcs.enumerate()
        .flat_map(|(index, arc)| match (index, arc) {
            (0, 0..80) => [Some(arc / 40), Some(arc % 40)],
            (0, _) => [Some(2), Some(arc - 80)],
            _ => [Some(arc), None],
        })
        .flatten()
}

/// The OID of an AlgorithmIdentifier, from the content of that.
pub(super) fn algorithm(identifier: &[u8]) -> String {
    dotted(arcs(Reader::new(identifier).read(OID).unwrap_or_default()))
}
