use core::fmt;

use crate::ffi::code;

/// Names a key inside the element, so that no global says which key an operation means. Passed by value through the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(C)]
pub struct KeyRef {
    /// HWCRYPTO_KEY_SLOT or HWCRYPTO_KEY_EPHEMERAL.
    kind: u32,
    /// The slot, in the second byte the number of the key within it; or the token of an ephemeral key.
    value: u32,
}

impl KeyRef {
    const SLOT: u32 = code::HWCRYPTO_KEY_SLOT;
    const EPHEMERAL: u32 = code::HWCRYPTO_KEY_EPHEMERAL;
    /// Where the number of a key within its slot stands in `value`.
    const BLOCK_SHIFT: u32 = 8;

    /// A key stored in a numbered slot of the element.
    #[must_use]
    pub const fn slot(number: u8) -> Self {
        Self { kind: Self::SLOT, value: number as u32 }
    }

    /// One of several keys that are stored one behind the other in a slot, as 16-byte keys of AES are: the first is 0, and the
    /// same as [`slot`](Self::slot).
    #[must_use]
    pub const fn slot_block(number: u8, block: u8) -> Self {
        Self { kind: Self::SLOT, value: number as u32 | (block as u32) << Self::BLOCK_SHIFT }
    }

    /// A key that the element made for one use and does not store. `token` names it and is never given again.
    #[must_use]
    pub const fn ephemeral(token: u32) -> Self {
        Self { kind: Self::EPHEMERAL, value: token }
    }

    /// The slot number, if this names a stored key that begins its slot.
    #[must_use]
    pub const fn as_slot(self) -> Option<u8> {
        match self.as_slot_block() {
            Some((slot, 0)) => Some(slot),
            _ => None,
        }
    }

    /// The slot number and the number of the key within the slot, if this names a stored key.
    #[must_use]
    pub const fn as_slot_block(self) -> Option<(u8, u8)> {
        match (self.kind, self.value.to_le_bytes()) {
            // Only a reference that came through C can hold a larger value.
            (Self::SLOT, [slot, block, 0, 0]) => Some((slot, block)),
            _ => None,
        }
    }

    /// The token, if this names an ephemeral key.
    #[must_use]
    pub const fn as_ephemeral(self) -> Option<u32> {
        match self.kind {
            Self::EPHEMERAL => Some(self.value),
            _ => None,
        }
    }
}

impl fmt::Display for KeyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.as_slot_block(), self.as_ephemeral()) {
            (Some((slot, 0)), _) => write!(f, "slot {slot}"),
            (Some((slot, block)), _) => write!(f, "slot {slot}, key {block}"),
            (None, Some(token)) => write!(f, "ephemeral key {token}"),
            (None, None) => write!(f, "key {}:{}", self.kind, self.value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_of_one_kind() {
        assert_eq!(KeyRef::slot(7), KeyRef::slot_block(7, 0));
        assert_eq!((KeyRef::slot(7).as_slot(), KeyRef::slot(7).as_ephemeral()), (Some(7), None));
        let second = KeyRef::slot_block(9, 2);
        assert_eq!((second.as_slot(), second.as_slot_block()), (None, Some((9, 2))));
        let ephemeral = KeyRef::ephemeral(0xFFFF_0003);
        assert_eq!((ephemeral.as_slot(), ephemeral.as_slot_block()), (None, None));
        assert_eq!(ephemeral.as_ephemeral(), Some(0xFFFF_0003));
        let foreign = KeyRef { kind: KeyRef::SLOT, value: 0x1_0000 };
        assert_eq!((foreign.as_slot_block(), KeyRef { kind: 9, value: 0 }.as_slot()), (None, None));
    }
}
