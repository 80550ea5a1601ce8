//! Crypto elements that C hands over, each known once: handshakes stand in line per element.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use hwcrypto_api::HwCrypto;

static ELEMENTS: Mutex<BTreeMap<usize, &'static HwCrypto>> = Mutex::new(BTreeMap::new());

/// The table that was taken over from `address` before, or the one that `import` takes over from there now; it lives as long
/// as the program.
pub(crate) fn known<E>(
    address: usize,
    import: impl FnOnce() -> Result<HwCrypto, E>,
) -> Result<&'static HwCrypto, E> {
    let mut elements = ELEMENTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(element) = elements.get(&address) {
        return Ok(element);
    }
    let element = &*Box::leak(Box::new(import()?));
    elements.insert(address, element);
    Ok(element)
}
