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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_stand_where_the_data_sheet_puts_them() {
        let format = X509Format(0x51);
        assert_eq!((format.public_position(), format.template_length()), (64, 320));
        assert!(X509Format(0).is_any() && !X509Format(0x50).is_any());
    }
}
