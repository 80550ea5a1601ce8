use core::fmt;

/// X509format: how a certificate is hashed that validates a public key, counted in blocks of 64 bytes.
///
/// | bits | field |
/// |---|---|
/// | 0–3 | PublicPosition: blocks before the public key |
/// | 4–7 | TemplateLength: whole blocks, the public key included |
///
/// Public sources give the fields but not their unit. Blocks are what SHA takes, and a public key is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct X509Format(pub u8);

impl X509Format {
    /// Bytes of a block.
    pub const BLOCK: u32 = 64;

    /// The format of certificates of `blocks` blocks whose public key follows `before` of them; `None` if one of them is
    /// more than 15.
    #[must_use]
    pub const fn new(before: u8, blocks: u8) -> Option<Self> {
        if before < 16 && blocks < 16 { Some(Self(blocks << 4 | before)) } else { None }
    }

    /// PublicPosition, in bytes.
    #[must_use]
    pub const fn public_position(self) -> u32 {
        (self.0 & 0x0F) as u32 * Self::BLOCK
    }

    /// TemplateLength, in bytes.
    #[must_use]
    pub const fn template_length(self) -> u32 {
        (self.0 >> 4) as u32 * Self::BLOCK
    }

    /// Zero: any certificate will do.
    #[must_use]
    pub const fn is_any(self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for X509Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_any() {
            return f.write_str("any");
        }
        write!(f, "{} bytes, public key from byte {} on", self.template_length(), self.public_position())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_stand_where_the_data_sheet_puts_them() {
        let format = X509Format(0x51);
        assert_eq!(alloc::string::ToString::to_string(&format), "320 bytes, public key from byte 64 on");
        assert_eq!((format.public_position(), format.template_length()), (64, 320));
        assert_eq!((X509Format::new(1, 5), X509Format::new(16, 0)), (Some(format), None));
        assert!(X509Format(0).is_any() && !X509Format(0x50).is_any());
    }
}
