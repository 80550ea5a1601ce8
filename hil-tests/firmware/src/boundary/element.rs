use std::sync::{Mutex, PoisonError};

use hwcrypto_api::{HwCrypto, installed};

use super::Bytes;
use crate::element::{self, Part};

/// The element that is in use.
static ELEMENT: Mutex<Option<Part>> = Mutex::new(None);

/// The firmware's own element, over the simulated chip in the file `path`, for the VM and for the firmware itself;
/// null if it cannot be opened.
///
/// # Safety
/// `path` is readable.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn firmware_element(path: Bytes) -> *const HwCrypto {
    // SAFETY: the caller's promise.
    let path = unsafe { path.as_slice() };
    let Some(part) = element::open(&String::from_utf8_lossy(path)) else { return core::ptr::null() };
    *ELEMENT.lock().unwrap_or_else(PoisonError::into_inner) = Some(part);
    installed::init(Some(part.table));
    installed::enable();
    part.table
}

/// How often that element was asked to sign.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn firmware_signatures() -> u32 {
    ELEMENT.lock().unwrap_or_else(PoisonError::into_inner).map_or(0, |part| part.signatures())
}
