//! What the VM knows of its firmware: symbols of a library.

use std::env;
use std::path::Path;

use hwcrypto_api::HwCrypto;
use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW, Symbol};
use sockets::SocketApi;

/// Where the firmwares are.
const FOLDER: &str = "TEST_FIRMWARES";

/// A piece of memory, as the firmware takes it.
#[repr(C)]
struct Bytes {
    start: *const u8,
    len: usize,
}

impl Bytes {
    const fn of(bytes: &[u8]) -> Self {
        Self { start: bytes.as_ptr(), len: bytes.len() }
    }
}

/// A firmware, which stays loaded, since nobody knows who uses its tables; a function of a part that it lacks is
/// missing.
pub(crate) struct Firmware {
    connect: Option<Symbol<unsafe extern "C" fn(u16, Bytes, Bytes) -> i32>>,
    element: Option<Symbol<unsafe extern "C" fn(Bytes) -> *const HwCrypto>>,
    signatures: Option<Symbol<unsafe extern "C" fn() -> u32>>,
    sockets: Option<Symbol<unsafe extern "C" fn() -> *const SocketApi>>,
    socket_calls: Option<Symbol<unsafe extern "C" fn() -> u32>>,
}

impl Firmware {
    pub(crate) fn load(name: &str) -> Self {
        let folder = env::var_os(FOLDER).unwrap_or_else(|| panic!("set {FOLDER}, or use bash .ci/run vm"));
        let path = Path::new(&folder).join(name).with_extension("so");
        // SAFETY: a library of ours, whose functions are declared like this.
        unsafe {
            let library = Library::open(Some(&path), RTLD_NOW | RTLD_LOCAL);
            let library = library.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let firmware = Self {
                connect: library.get(b"firmware_connect").ok(),
                element: library.get(b"firmware_element").ok(),
                signatures: library.get(b"firmware_signatures").ok(),
                sockets: library.get(b"firmware_sockets").ok(),
                socket_calls: library.get(b"firmware_socket_calls").ok(),
            };
            core::mem::forget(library);
            firmware
        }
    }

    /// Lets the firmware connect with its TLS; `None` if it has none.
    pub(crate) fn connect(&self, port: u16, ca: &[u8], chain: &[u8]) -> Option<i32> {
        // SAFETY: both are readable during the call.
        self.connect.as_ref().map(|connect| unsafe { connect(port, Bytes::of(ca), Bytes::of(chain)) })
    }

    /// The firmware's element, of which it makes use itself from here on, as the VM may; `None` if it has none, or
    /// `chip` is no file of a chip.
    pub(crate) fn element(&self, chip: &str) -> Option<&'static HwCrypto> {
        let element = self.element.as_ref()?;
        // SAFETY: the firmware gives null or a table that lives as long as it is loaded.
        let table = unsafe { HwCrypto::import(element(Bytes::of(chip.as_bytes()))) }.ok()?;
        Some(Box::leak(Box::new(table)))
    }

    /// The firmware's TCP stack; the rest as of [`element`](Self::element).
    pub(crate) fn sockets(&self) -> Option<&'static SocketApi> {
        let sockets = self.sockets.as_ref()?;
        // SAFETY: the firmware gives a table that lives as long as it is loaded.
        let table = unsafe { SocketApi::import(sockets()) }.unwrap();
        Some(Box::leak(Box::new(table)))
    }

    /// How many signatures its element was asked for, if it has one.
    pub(crate) fn signatures(&self) -> Option<u32> {
        // SAFETY: it takes nothing.
        self.signatures.as_ref().map(|signatures| unsafe { signatures() })
    }

    /// How many calls came to its TCP stack, if it has one.
    pub(crate) fn socket_calls(&self) -> Option<u32> {
        // SAFETY: it takes nothing.
        self.socket_calls.as_ref().map(|calls| unsafe { calls() })
    }
}
