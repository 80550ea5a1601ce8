//! The numbers of the C interface.
#![expect(unreachable_pub, reason = "what is public is in the C header")]

/// The kind of a key that is stored in a slot.
pub const HWCRYPTO_KEY_SLOT: u32 = 1;
/// The kind of a key that was made for one use.
pub const HWCRYPTO_KEY_EPHEMERAL: u32 = 2;

/// The element, or its table, does not offer the operation.
pub const HWCRYPTO_UNSUPPORTED: i32 = -1;
/// Somebody else is using the element; try again later.
pub const HWCRYPTO_BUSY: i32 = -2;
/// A length or an encoding is wrong, or a pointer is null.
pub const HWCRYPTO_INVALID_INPUT: i32 = -3;
/// There is no such key, or it is of another kind than the operation needs.
pub const HWCRYPTO_INVALID_KEY: i32 = -4;
/// The element's configuration or its lock state forbids the operation.
pub const HWCRYPTO_REFUSED: i32 = -5;
/// The element does not answer.
pub const HWCRYPTO_NO_RESPONSE: i32 = -6;
/// The element lost the volatile state that the operation builds on; start over.
pub const HWCRYPTO_STATE_LOST: i32 = -7;
/// The element or its driver failed in a way of its own.
pub const HWCRYPTO_INTERNAL: i32 = -8;
