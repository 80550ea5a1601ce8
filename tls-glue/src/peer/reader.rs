//! DER, as far as certificates need it: anything else is `None`, nothing panics.

pub(super) const BOOLEAN: u8 = 0x01;
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const UTC_TIME: u8 = 0x17;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;

/// The tag `[number]` of a constructed field.
pub(super) const fn context(number: u8) -> u8 {
    0xA0 | number
}

/// Reads one value after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

/// One value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    /// With tag and length.
    pub(super) encoding: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next value if it has this tag; otherwise it stays.
    pub(super) fn read(&mut self, tag: u8) -> Option<&'a [u8]> {
        self.read_value(tag).map(|value| value.content)
    }

    pub(super) fn read_value(&mut self, tag: u8) -> Option<Value<'a>> {
        let before = *self;
        let value = self.next().filter(|value| value.tag == tag);
        if value.is_none() {
            *self = before;
        }
        value
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Value<'a>> {
        let (&tag, after_tag) = self.rest.split_first()?;
        let (&first, after_length) = after_tag.split_first()?;
        let (length, body) = match first {
            0..=0x7F => (usize::from(first), after_length),
            // Certificates fit into a handshake message, whose length has three bytes.
            0x81..=0x83 => {
                let (length, body) = after_length.split_at_checked(usize::from(first & 0x7F))?;
                (length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), body)
            }
            _ => return None,
        };
        let (content, rest) = body.split_at_checked(length)?;
        let encoding = self.rest.get(..self.rest.len().checked_sub(rest.len())?)?;
        self.rest = rest;
        Some(Value { tag, content, encoding })
    }
}

/// The content of the one value with this tag at the beginning of `bytes`.
pub(super) fn inside(bytes: &[u8], tag: u8) -> Option<Reader<'_>> {
    Reader::new(bytes).read(tag).map(Reader::new)
}
