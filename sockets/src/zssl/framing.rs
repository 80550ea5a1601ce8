//! The records in the stream of the peer, told apart before they are kept.

use super::engine::MAX_PLAINTEXT;

/// The length of a record's header: type, version, length.
const HEADER: usize = 5;
/// The longest record without its header: TLS 1.2 may add up to 2048 bytes (RFC 5246 6.2.3).
const MAX_RECORD: usize = MAX_PLAINTEXT + 2048;
/// rustls takes handshake messages of up to this size, over several records, which stay in the buffer meanwhile.
const MAX_HANDSHAKE: usize = 0xffff;
/// What the cipher suites of rustls add to plaintext: a nonce and a tag in TLS 1.2, a type and a tag in TLS 1.3.
const EXPANSION: usize = 8 + 16;

/// Types of records (RFC 8446 5.1).
const CHANGE_CIPHER_SPEC: u8 = 20;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;

/// How long records of the peer may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReceiveLimit(usize);

impl ReceiveLimit {
    /// Records with so many bytes of plaintext, at most [`MAX_PLAINTEXT`].
    pub(super) const fn plaintext(len: usize) -> Self {
        Self(len)
    }

    /// The longest record without its header.
    const fn record(self) -> usize {
        if self.0 < MAX_PLAINTEXT { self.0 + EXPANSION } else { MAX_RECORD }
    }

    /// How much is ever held: by the protocol's limit everything that rustls accepts is complete before, by a lower one a
    /// handshake message has to fit into one record.
    pub(super) const fn buffer(self) -> usize {
        HEADER + self.record() + if self.0 < MAX_PLAINTEXT { 0 } else { MAX_HANDSHAKE }
    }
}

/// What comes next in the stream.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// The header of a record, whole.
    Header([u8; HEADER]),
    /// Bytes of the record, and whether they end it.
    Body(&'a [u8], bool),
    /// The header of a record that is too long.
    TooLong([u8; HEADER]),
}

/// Where in the stream of the peer we are.
#[derive(Debug)]
pub(super) struct Framing {
    limit: ReceiveLimit,
    header: [u8; HEADER],
    /// Bytes of `header` that have come.
    have: usize,
    /// Bytes of the record that have not come.
    left: usize,
    encrypting: bool,
}

impl Framing {
    pub(super) const fn new(limit: ReceiveLimit) -> Self {
        Self { limit, header: [0; HEADER], have: 0, left: 0, encrypting: false }
    }

    /// Takes the next piece off `bytes`; `None` if it has not come whole.
    pub(super) fn next<'a>(&mut self, bytes: &mut &'a [u8]) -> Option<Piece<'a>> {
        if self.left > 0 {
            let (body, rest) = bytes.split_at(self.left.min(bytes.len()));
            *bytes = rest;
            self.left -= body.len();
            return (!body.is_empty()).then_some(Piece::Body(body, self.left == 0));
        }
        while let Some(place) = self.header.get_mut(self.have) {
            let (byte, rest) = bytes.split_first()?;
            (*place, *bytes) = (*byte, rest);
            self.have += 1;
        }
        self.have = 0;
        Some(self.judge())
    }

    /// Looks at the header that has come.
    fn judge(&mut self) -> Piece<'static> {
        let [kind, major, _, high, low] = self.header;
        self.left = u16::from_be_bytes([high, low]).into();
        // What is no record of TLS is left to rustls, which says so.
        let is_tls = major == 3 && (CHANGE_CIPHER_SPEC..=APPLICATION_DATA).contains(&kind);
        if is_tls && self.limit.0 < MAX_PLAINTEXT && self.left > self.limit.record() {
            return Piece::TooLong(self.header);
        }
        self.encrypting |= seals(kind);
        Piece::Header(self.header)
    }

    /// Whether the peer, whose last record has this header, is not encrypting yet.
    pub(super) const fn is_plain(&self, header: [u8; HEADER]) -> bool {
        !self.encrypting && header[0] == HANDSHAKE
    }
}

/// Whether somebody who has sent a record of this type encrypts, or is about to.
const fn seals(kind: u8) -> bool {
    matches!(kind, CHANGE_CIPHER_SPEC | APPLICATION_DATA)
}

/// Whether somebody who has sent these whole records encrypts, or is about to.
pub(super) fn any_seals(mut records: &[u8]) -> bool {
    while let [kind, _, _, high, low, rest @ ..] = records {
        if seals(*kind) {
            return true;
        }
        records = rest.get(usize::from(u16::from_be_bytes([*high, *low]))..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn pieces(framing: &mut Framing, mut bytes: &[u8]) -> Vec<(usize, bool)> {
        let mut pieces = Vec::new();
        while let Some(piece) = framing.next(&mut bytes) {
            pieces.push(match piece {
                Piece::Header(header) => (header.len(), false),
                Piece::Body(body, last) => (body.len(), last),
                Piece::TooLong(_) => (usize::MAX, true),
            });
        }
        pieces
    }

    #[test]
    fn records_are_told_apart_wherever_the_stream_is_cut() {
        let stream = [22, 3, 1, 0, 3, 1, 2, 3, 20, 3, 3, 0, 1, 1, 23, 3, 3, 0, 0, 23, 3, 3, 0, 1, 9];
        for cut in 0..stream.len() {
            let mut framing = Framing::new(ReceiveLimit::plaintext(64));
            let (first, second) = stream.split_at(cut);
            let mut seen = pieces(&mut framing, first);
            seen.extend(pieces(&mut framing, second));
            let headers = seen.iter().filter(|piece| **piece == (5, false)).count();
            let bytes: usize = seen.iter().map(|piece| piece.0).sum();
            assert_eq!((headers, bytes), (4, stream.len()), "cut at {cut}: {seen:?}");
        }
    }

    #[test]
    fn a_limit_counts_plaintext() {
        let header = |len: usize| {
            let [high, low] = u16::try_from(len).unwrap().to_be_bytes();
            [23, 3, 3, high, low]
        };
        for (limit, longest) in [(64, 64 + 24), (8192, 8192 + 24), (16384, 65535)] {
            let mut framing = Framing::new(ReceiveLimit::plaintext(limit));
            assert_eq!(
                framing.next(&mut &header(longest)[..]),
                Some(Piece::Header(header(longest))),
                "{limit}"
            );
            if longest < 65535 {
                let mut framing = Framing::new(ReceiveLimit::plaintext(limit));
                let next = header(longest + 1);
                assert_eq!(framing.next(&mut &next[..]), Some(Piece::TooLong(next)), "{limit}");
            }
        }
        let mut other = Framing::new(ReceiveLimit::plaintext(64));
        assert_eq!(other.next(&mut &b"SSH-2.0"[..]), Some(Piece::Header(*b"SSH-2")), "no TLS at all");
    }

    #[test]
    fn whoever_encrypts_has_said_so() {
        assert!(!any_seals(&[22, 3, 1, 0, 1, 20, 22, 3, 1, 0, 0]));
        assert!(any_seals(&[22, 3, 1, 0, 1, 0, 20, 3, 3, 0, 1, 1]));
        let mut framing = Framing::new(ReceiveLimit::plaintext(64));
        assert!(framing.is_plain([22, 3, 3, 0x40, 0]) && !framing.is_plain([23, 3, 3, 0x40, 0]));
        pieces(&mut framing, &[20, 3, 3, 0, 1, 1]);
        assert!(!framing.is_plain([22, 3, 3, 0x40, 0]));
    }
}
