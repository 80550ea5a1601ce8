use super::{TempKey, derive_key};
use crate::command::DeriveKey;
use crate::config::SerialNumber;
use crate::{Secret, Slot};

/// What a [`DeriveKey`] made a key from, besides its parent: enough for a host that knows the parent to make it too.
#[derive(Debug, Clone)]
pub struct DerivedKey {
    pub(crate) mode: DeriveKey<'static>,
    pub(crate) target: Slot,
    pub(crate) temp_key: TempKey,
    pub(crate) serial: SerialNumber,
}

impl DerivedKey {
    /// The new key, if `parent` is what its parent was: the slot's own old value (roll), or the WriteKey's (create).
    #[must_use]
    pub fn value(&self, parent: &[u8; 32]) -> Secret {
        Secret::new(derive_key(&self.mode, self.target, parent, self.temp_key.expose(), &self.serial))
    }
}
