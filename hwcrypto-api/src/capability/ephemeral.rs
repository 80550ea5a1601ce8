use crate::{Ecdh, Error, KeyRef};

/// Makes keys for one key agreement each, which never leave the element.
pub trait EphemeralKey: Ecdh {
    /// A new P-256 key: its name for [`Ecdh::ecdh`], which uses it up, and its public half (X‖Y).
    ///
    /// The name is that of this key and of no other: once the key is gone (used, discarded, or lost in a sleep of the
    /// element) it is [`Error::StateLost`] or [`Error::InvalidKey`], never another key.
    ///
    /// # Errors
    /// [`Error::Busy`] if the element has no room for one more.
    fn ephemeral_key(&mut self) -> Result<(KeyRef, [u8; 64]), Error>;

    /// Gives a key up that is not needed any more. An unknown `key` is ignored.
    fn discard_ephemeral_key(&mut self, key: KeyRef);
}
