//! What the VM knows of its firmware: symbols of a library.

use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};
use std::env;
use std::path::Path;
use std::process::Command;

use hwcrypto_api::HwCrypto;
use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_LOCAL, RTLD_NOW, Symbol};

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

/// A loaded firmware.
pub(crate) struct Firmware {
    connect: Symbol<unsafe extern "C" fn(u16, Bytes, Bytes) -> i32>,
    element: Symbol<unsafe extern "C" fn(Bytes) -> *const HwCrypto>,
    // Unloaded last.
    _library: Library,
}

impl Firmware {
    /// That whose path is in an environment variable.
    pub(crate) fn load(variable: &str) -> Self {
        let path = env::var_os(variable).unwrap_or_else(|| panic!("set {variable}, or use bash .ci/run vm"));
        // SAFETY: a library of ours, whose functions are declared like this.
        unsafe {
            let library = Library::open(Some(path), RTLD_NOW | RTLD_LOCAL).unwrap();
            let connect = library.get(b"firmware_connect").unwrap();
            let element = library.get(b"firmware_element").unwrap();
            Self { connect, element, _library: library }
        }
    }

    pub(crate) fn connect(&self, port: u16, ca: &[u8], chain: &[u8]) -> i32 {
        // SAFETY: both are readable during the call.
        unsafe { (self.connect)(port, Bytes::of(ca), Bytes::of(chain)) }
    }

    /// The firmware's element; the library stays loaded from here on.
    pub(crate) fn element(&self, chip: &str) -> Option<&'static HwCrypto> {
        // SAFETY: the firmware gives null or a table that lives as long as it is loaded: for ever.
        unsafe {
            let table = (self.element)(Bytes::of(chip.as_bytes()));
            let table = HwCrypto::import(table).ok()?;
            Some(Box::leak(Box::new(table)))
        }
    }
}

/// The symbols in which the VM keeps its element.
pub(crate) struct Slots {
    active: Symbol<*mut AtomicPtr<HwCrypto>>,
    _library: Library,
}

impl Slots {
    /// Compiles and loads them, visible to a firmware that is loaded later.
    pub(crate) fn load(folder: &Path) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let library = folder.join("slots.so");
        let status = Command::new("cc")
            .args(["-std=c99", "-Wall", "-Werror", "-shared", "-fPIC", "-I"])
            .arg(root.join("../hwcrypto-api/include"))
            .arg(root.join("tests/vm/slots.c"))
            .arg("-o")
            .arg(&library)
            .status()
            .unwrap_or_else(|error| panic!("cc: {error}"));
        assert!(status.success());
        // SAFETY: a library without initialisers; the symbol is a pointer to a table.
        unsafe {
            let library = Library::open(Some(library), RTLD_NOW | RTLD_GLOBAL).unwrap();
            Self { active: library.get(b"hwcrypto_active").unwrap(), _library: library }
        }
    }

    /// Puts a table in use.
    pub(crate) fn activate(&self, table: &'static HwCrypto) {
        // SAFETY: a pointer, aligned as such, that is only accessed atomically once the firmware is loaded.
        let active = unsafe { &**self.active };
        active.store(ptr::from_ref(table).cast_mut(), Ordering::Release);
    }
}
