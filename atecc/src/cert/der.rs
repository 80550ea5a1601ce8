//! As much of DER (X.690) as certificates need.

use super::CertError;

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const UTF8_STRING: u8 = 0x0C;
pub(super) const PRINTABLE_STRING: u8 = 0x13;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
const CONTEXT_SPECIFIC: u8 = 0x80;
const CONSTRUCTED: u8 = 0x20;

/// The tag `[number]` of a value that holds no others.
pub(super) const fn context(number: u8) -> u8 {
    CONTEXT_SPECIFIC | number
}

/// The tag `[number]` of a value that holds others.
pub(super) const fn constructed(number: u8) -> u8 {
    CONTEXT_SPECIFIC | CONSTRUCTED | number
}

/// From here on a length is written as the number of its bytes, with this bit, and those.
const LONG_FORM: u8 = 0x80;

/// Writes from the end of a buffer to its beginning, so that the length of what goes into a value is known when it
/// is time to write the length: what comes last is written first. Goes on counting when the buffer is full.
pub(super) struct Writer<'a> {
    buffer: &'a mut [u8],
    len: usize,
}

impl<'a> Writer<'a> {
    pub(super) const fn new(buffer: &'a mut [u8]) -> Self {
        Self { buffer, len: 0 }
    }

    /// How many bytes `body` writes.
    pub(super) fn measure(body: impl FnOnce(&mut Writer<'_>)) -> usize {
        let mut nothing = Writer::new(&mut []);
        body(&mut nothing);
        nothing.len
    }

    /// What `body` writes, at the beginning of `out`; gives its number of bytes.
    pub(super) fn write(out: &'a mut [u8], body: impl FnOnce(&mut Writer<'_>)) -> Result<usize, CertError> {
        let mut writer = Self::new(out);
        body(&mut writer);
        writer.finish()
    }

    /// Bytes that are written.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Puts `bytes` before what is written already.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let end = self.buffer.len().checked_sub(self.len);
        self.len += bytes.len();
        let room = end.and_then(|end| last_bytes(self.buffer.get_mut(..end)?, bytes.len()));
        if let Some(room) = room {
            room.copy_from_slice(bytes);
        }
    }

    /// Puts the head of a value of `len` bytes before it.
    pub(super) fn head(&mut self, tag: u8, len: usize) {
        let bytes = len.to_be_bytes();
        let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
        let bytes = bytes.get(first..).unwrap_or_default();
        match bytes {
            [] => self.bytes(&[tag, 0]),
            [short @ 0..LONG_FORM] => self.bytes(&[tag, *short]),
            long => {
                self.bytes(long);
                self.bytes(&[tag, LONG_FORM | u8::try_from(long.len()).unwrap_or_default()]);
            }
        }
    }

    /// A value with what `content` writes in it.
    pub(super) fn value(&mut self, tag: u8, content: impl FnOnce(&mut Self)) {
        let before = self.len;
        content(self);
        self.head(tag, self.len - before);
    }

    /// A value of those bytes.
    pub(super) fn primitive(&mut self, tag: u8, bytes: &[u8]) {
        self.value(tag, |w| w.bytes(bytes));
    }

    /// A positive INTEGER from big-endian bytes, with or without zeros before them.
    pub(super) fn unsigned(&mut self, bytes: &[u8]) {
        let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
        let bytes = bytes.get(first..).unwrap_or_default();
        self.value(INTEGER, |w| {
            w.bytes(bytes);
            if bytes.first().is_none_or(|first| *first >= 0x80) {
                w.bytes(&[0]);
            }
        });
    }

    /// Moves what is written to the beginning of the buffer and tells its size.
    pub(super) fn finish(self) -> Result<usize, CertError> {
        let start =
            self.buffer.len().checked_sub(self.len).ok_or(CertError::BufferTooSmall { needed: self.len })?;
        self.buffer.copy_within(start.., 0);
        Ok(self.len)
    }
}

fn last_bytes(bytes: &mut [u8], len: usize) -> Option<&mut [u8]> {
    let start = bytes.len().checked_sub(len)?;
    bytes.get_mut(start..)
}

/// Reads values one after the other.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// What follows.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// The content of the next value, which must have this tag and a length as short as it can be written.
    pub(super) fn value(&mut self, tag: u8) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(2)?;
        let (len, rest) = match head {
            [found, short @ 0..LONG_FORM] if *found == tag => (usize::from(*short), rest),
            [found, long] if *found == tag => long_length(usize::from(long & !LONG_FORM), rest)?,
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(len)?;
        self.0 = rest;
        Some(content)
    }

    /// A positive INTEGER, as `N` bytes.
    pub(super) fn unsigned<const N: usize>(&mut self) -> Option<[u8; N]> {
        let bytes = match self.value(INTEGER)? {
            // A zero goes before a top bit, and nowhere else.
            [0, rest @ ..] if rest.first().is_some_and(|first| *first >= 0x80) => rest,
            [0] => &[],
            bytes @ [1..0x80, ..] => bytes,
            _ => return None,
        };
        let mut value = [0; N];
        last_bytes(&mut value, bytes.len())?.copy_from_slice(bytes);
        Some(value)
    }
}

fn long_length(size: usize, bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (bytes, rest) = bytes.split_at_checked(size)?;
    let shortest = match bytes {
        [first] => *first >= LONG_FORM,
        [first, ..] => *first != 0 && size <= size_of::<u32>(),
        [] => false,
    };
    let len = bytes.iter().fold(0, |len: u64, byte| len << 8 | u64::from(*byte));
    if shortest { Some((usize::try_from(len).ok()?, rest)) } else { None }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;

    fn written(write: impl FnOnce(&mut Writer<'_>)) -> Vec<u8> {
        let mut buffer = vec![0xEE; 70_000];
        let mut writer = Writer::new(&mut buffer);
        write(&mut writer);
        let len = writer.finish().unwrap();
        buffer.truncate(len);
        buffer
    }

    /// The examples of X.690, 8.1.3, and the ends of each form.
    #[test]
    fn lengths_are_written_and_read_in_their_shortest_form() {
        for (len, head) in [
            (0, &[0x30, 0x00][..]),
            (38, &[0x30, 0x26]),
            (127, &[0x30, 0x7F]),
            (128, &[0x30, 0x81, 0x80]),
            (201, &[0x30, 0x81, 0xC9]),
            (255, &[0x30, 0x81, 0xFF]),
            (256, &[0x30, 0x82, 0x01, 0x00]),
            (65_535, &[0x30, 0x82, 0xFF, 0xFF]),
            (65_536, &[0x30, 0x83, 0x01, 0x00, 0x00]),
        ] {
            let content = vec![0xAA; len];
            let bytes = written(|w| w.primitive(SEQUENCE, &content));
            assert_eq!(bytes, [head, &content].concat());
            let mut reader = Reader::new(&bytes);
            assert_eq!(reader.value(SEQUENCE), Some(&content[..]));
            assert!(reader.rest().is_empty());
        }
    }

    #[test]
    fn other_forms_and_what_is_cut_off_are_no_values() {
        for bytes in [
            &[][..],
            &[0x30],
            &[0x31, 0x00],
            &[0x30, 0x80, 0x00, 0x00],
            &[0x30, 0x81, 0x01, 0xAA],
            &[0x30, 0x82, 0x00, 0x81, 0xAA],
            &[0x30, 0x02, 0xAA],
            &[0x30, 0xFF, 0xAA],
            &[0x30, 0x85, 1, 0, 0, 0, 0, 0xAA],
        ] {
            assert_eq!(Reader::new(bytes).value(SEQUENCE), None, "{bytes:02X?}");
        }
    }

    #[test]
    fn integers_are_as_short_as_they_can_be() {
        for (value, der) in [
            (&[0, 0][..], &[2, 1, 0][..]),
            (&[0, 1], &[2, 1, 1]),
            (&[0, 0x7F], &[2, 1, 0x7F]),
            (&[0, 0x80], &[2, 2, 0, 0x80]),
            (&[1, 0], &[2, 2, 1, 0]),
            (&[0xFF, 0xFF], &[2, 3, 0, 0xFF, 0xFF]),
        ] {
            assert_eq!(written(|w| w.unsigned(value)), der);
            assert_eq!(Reader::new(der).unsigned::<2>().unwrap(), value);
        }
        // Negative, with a needless zero, empty, too long.
        for der in [&[2, 1, 0x80][..], &[2, 2, 0, 1], &[2, 0], &[2, 3, 1, 0, 0]] {
            assert_eq!(Reader::new(der).unsigned::<2>(), None, "{der:02X?}");
        }
    }

    #[test]
    fn a_writer_without_room_tells_how_much_it_takes() {
        for room in 0..6 {
            let mut buffer = [0; 6];
            let mut writer = Writer::new(&mut buffer[..room]);
            writer.value(SEQUENCE, |w| w.bytes(&[1, 2, 3, 4]));
            assert_eq!(writer.finish(), Err(CertError::BufferTooSmall { needed: 6 }));
        }
    }
}
