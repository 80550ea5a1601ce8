//! How data of the chip is written in a certificate.

/// How data of the chip is written in a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Conversion {
    /// As it is.
    #[default]
    AsIs,
    /// Its last byte first.
    Reversed,
    /// As hexadecimal digits, in upper case.
    UpperHex,
    /// As hexadecimal digits, in lower case.
    LowerHex,
}

impl Conversion {
    /// Bytes that `len` bytes become.
    pub(super) const fn size(self, len: usize) -> usize {
        match self {
            Self::AsIs | Self::Reversed => len,
            Self::UpperHex | Self::LowerHex => 2 * len,
        }
    }

    /// How many bytes become `size` bytes, if any number does.
    pub(super) const fn original_len(self, size: usize) -> Option<usize> {
        match self {
            Self::AsIs | Self::Reversed => Some(size),
            Self::UpperHex | Self::LowerHex if size.is_multiple_of(2) => Some(size / 2),
            Self::UpperHex | Self::LowerHex => None,
        }
    }

    /// What `data` becomes.
    pub(super) fn apply(self, data: &[u8]) -> impl Iterator<Item = u8> {
        (0..self.size(data.len())).filter_map(move |at| {
            Some(match self {
                Self::AsIs => *data.get(at)?,
                Self::Reversed => *data.iter().nth_back(at)?,
                Self::UpperHex => digit(*data.get(at / 2)?, at).to_ascii_uppercase(),
                Self::LowerHex => digit(*data.get(at / 2)?, at),
            })
        })
    }

    /// What became `written`, into the beginning of `out`; `None` if nothing does, or not of that size.
    pub(super) fn undo<'a>(self, written: &[u8], out: &'a mut [u8]) -> Option<&'a [u8]> {
        let out = out.get_mut(..self.original_len(written.len())?)?;
        match self {
            Self::AsIs => out.copy_from_slice(written),
            Self::Reversed => out.iter_mut().zip(written.iter().rev()).for_each(|(to, from)| *to = *from),
            Self::UpperHex | Self::LowerHex => {
                for (to, digits) in out.iter_mut().zip(written.as_chunks::<2>().0) {
                    *to = u8::from_str_radix(core::str::from_utf8(digits).ok()?, 16).ok()?;
                }
            }
        }
        // Not digits of the other case, nor a sign.
        self.apply(out).eq(written.iter().copied()).then_some(&*out)
    }
}

/// The high or the low digit of a byte, by whether `at` is even.
fn digit(byte: u8, at: usize) -> u8 {
    match if at.is_multiple_of(2) { byte >> 4 } else { byte & 0x0F } {
        value @ 0..10 => b'0' + value,
        value => b'a' + value - 10,
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn conversions_and_back() {
        for (conversion, written) in [
            (Conversion::AsIs, &b"\x0A\xBC\x09"[..]),
            (Conversion::Reversed, b"\x09\xBC\x0A"),
            (Conversion::UpperHex, b"0ABC09"),
            (Conversion::LowerHex, b"0abc09"),
        ] {
            assert_eq!(conversion.apply(b"\x0A\xBC\x09").collect::<Vec<_>>(), written);
            assert_eq!(conversion.undo(written, &mut [0; 8]), Some(&b"\x0A\xBC\x09"[..]));
            assert_eq!(conversion.undo(written, &mut [0; 2]), None);
        }
    }

    #[test]
    fn what_no_data_becomes_is_not_undone() {
        for (conversion, written) in [
            (Conversion::UpperHex, &b"0abc"[..]),
            (Conversion::LowerHex, b"0ABC"),
            (Conversion::UpperHex, b"+A"),
            (Conversion::UpperHex, b"0G"),
            (Conversion::UpperHex, b"0AB"),
            (Conversion::UpperHex, b"\xFF\xFF"),
        ] {
            assert_eq!(conversion.undo(written, &mut [0; 8]), None, "{written:?}");
        }
    }
}
