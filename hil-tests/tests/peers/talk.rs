//! What is said over a session: something small and something that takes many records, each in both directions.

pub(crate) mod echo;
pub(crate) mod http;
pub(crate) mod mqtt;

const LINE: usize = 64;

/// Text of `lines` lines, each another, of 64 bytes. Programs that read commands find none in it.
fn text(lines: usize) -> Vec<u8> {
    let letter = |number: usize| b'a' + u8::try_from(number % 26).unwrap();
    let line = |line: usize| (1..LINE).map(move |column| letter(line * (column + 3) + column)).chain([b'\n']);
    (0..lines).flat_map(line).collect()
}

/// One line.
pub(crate) fn small() -> Vec<u8> {
    text(1)
}

/// 100 KB.
pub(crate) fn large() -> Vec<u8> {
    text(1600)
}
