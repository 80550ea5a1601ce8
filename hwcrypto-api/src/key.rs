use core::fmt;

/// Names a key inside the element, so that no global says which key an operation means.
///
/// `#[repr(C)]`: passed by value through the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(C)]
pub struct KeyRef {
    kind: u32,
    value: u32,
}

impl KeyRef {
    const SLOT: u32 = 1;

    /// A key stored in a numbered slot of the element.
    #[must_use]
    pub const fn slot(number: u8) -> Self {
        Self { kind: Self::SLOT, value: number as u32 }
    }

    /// The slot number, if this names a stored key.
    #[must_use]
    pub const fn as_slot(self) -> Option<u8> {
        match self {
            // Only a reference that came through C can hold a larger value.
            #[expect(clippy::cast_possible_truncation, reason = "checked in the same line")]
            Self { kind: Self::SLOT, value } if value <= u8::MAX as u32 => Some(value as u8),
            _ => None,
        }
    }
}

impl fmt::Display for KeyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_slot() {
            Some(slot) => write!(f, "slot {slot}"),
            None => write!(f, "key {}:{}", self.kind, self.value),
        }
    }
}
