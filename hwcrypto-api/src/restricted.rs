use core::fmt;

use crate::around::Around;
use crate::{Capability, Error, KeyRef, Operation};

/// Something that a [`Restricted`] element may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Permission {
    /// Everything of this capability, with any key.
    Any(Capability),
    /// This capability with this key alone.
    Key(Capability, KeyRef),
    /// Reading and stepping this counter alone.
    Counter(u32),
}

impl Permission {
    fn covers(self, operation: Operation) -> bool {
        match self {
            // A key that was made for an agreement and may not agree would be of no use.
            Self::Any(Capability::EphemeralKey) => match operation {
                Operation::Ecdh(key) => key.as_ephemeral().is_some(),
                other => other.capability() == Capability::EphemeralKey,
            },
            Self::Any(capability) => operation.capability() == capability,
            Self::Key(capability, key) => {
                operation.capability() == capability && operation.key() == Some(key)
            }
            Self::Counter(id) => {
                matches!(operation, Operation::Counter(asked) | Operation::IncrementCounter(asked) if asked == id)
            }
        }
    }
}

/// A view of an element with which only what is listed can be done; all else is [`Error::Refused`] before the driver hears
/// of it, and nothing else is ever done in its place.
///
/// A TLS stack needs to sign with one slot and perhaps to draw random numbers: give it that, and no mistake in it can use the
/// other keys. Since `&HwCrypto` is a driver too, the view can be a table of its own over somebody else's:
///
/// ```
/// use hwcrypto_api::{Capability, Error, HwCrypto, KeyRef, P256Sign, Permission, PublicKey, Restricted, Shared};
/// # struct Element;
/// # impl PublicKey for Element {
/// #     fn public_key(&mut self, _: KeyRef) -> Result<[u8; 64], Error> { Ok([0; 64]) }
/// # }
/// # impl P256Sign for Element {
/// #     fn p256_sign(&mut self, _: KeyRef, _: &[u8; 32]) -> Result<[u8; 64], Error> { Ok([0; 64]) }
/// # }
/// # static ELEMENT: Shared<parking_lot::RawMutex, Element> = Shared::new(Element);
/// # static WHOLE: HwCrypto = HwCrypto::builder(&ELEMENT).public_key().p256_sign().build();
///
/// const DEVICE_KEY: KeyRef = KeyRef::slot(0);
/// static VIEW: Shared<parking_lot::RawMutex, Restricted<&HwCrypto>> = Shared::new(Restricted::new(
///     &WHOLE,
///     &[
///         Permission::Key(Capability::PublicKey, DEVICE_KEY),
///         Permission::Key(Capability::P256Sign, DEVICE_KEY),
///         Permission::Any(Capability::Random),
///     ],
/// ));
/// static TLS: HwCrypto = HwCrypto::builder(&VIEW).public_key().p256_sign().random().build();
///
/// assert!((&TLS).p256_sign(DEVICE_KEY, &[1; 32]).is_ok());
/// assert_eq!((&TLS).p256_sign(KeyRef::slot(1), &[1; 32]), Err(Error::Refused));
/// ```
///
/// Names of hash streams and of ephemeral keys are numbers that can be guessed: a view that may use them at all may use those
/// of others. Give streams and ephemeral keys only to those who may see what each other does.
pub struct Restricted<D> {
    driver: D,
    permissions: &'static [Permission],
}

impl<D> Restricted<D> {
    /// Wraps `driver`, of which only what `permissions` list can be asked.
    pub const fn new(driver: D, permissions: &'static [Permission]) -> Self {
        Self { driver, permissions }
    }

    /// Whether `operation` may be asked.
    pub fn allows(&self, operation: Operation) -> bool {
        self.permissions.iter().any(|permission| permission.covers(operation))
    }

    /// Takes the driver out again.
    pub fn into_inner(self) -> D {
        self.driver
    }
}

impl<D> Around for Restricted<D> {
    type Driver = D;

    fn around<T>(
        &mut self,
        operation: Operation,
        call: impl FnOnce(&mut D) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.allows(operation) { call(&mut self.driver) } else { Err(Error::Refused) }
    }
}

impl<D> fmt::Debug for Restricted<D> {
    /// Shows what it allows, but nothing of the driver, which may hold secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Restricted").field("permissions", &self.permissions).finish_non_exhaustive()
    }
}
