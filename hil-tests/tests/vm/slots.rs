//! The symbols in which the VM keeps its parts, for a firmware that looks for them there.

use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};
use std::path::Path;
use std::process::Command;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use hwcrypto_api::HwCrypto;
use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_NOW, Symbol};
use sockets::SocketApi;

/// The symbols are the process's: one VM at a time, and one library for all, since a firmware takes the first that
/// it finds.
static ALONE: Mutex<()> = Mutex::new(());
static SYMBOLS: LazyLock<Library> = LazyLock::new(|| load("vm.c"));

pub(crate) struct Slots {
    element: Symbol<*mut AtomicPtr<HwCrypto>>,
    sockets: Symbol<*mut AtomicPtr<SocketApi>>,
    _alone: MutexGuard<'static, ()>,
}

impl Slots {
    /// Empty ones, visible to a firmware that is loaded later.
    pub(crate) fn new() -> Self {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: each symbol is a pointer to a table.
        let (element, sockets) =
            unsafe { (SYMBOLS.get(b"hwcrypto_active").unwrap(), SYMBOLS.get(b"zsock_installed").unwrap()) };
        let slots = Self { element, sockets, _alone: alone };
        slots.fill(None, None);
        slots
    }

    /// Puts these in use.
    pub(crate) fn fill(&self, element: Option<&'static HwCrypto>, sockets: Option<&'static SocketApi>) {
        // SAFETY: pointers, aligned as such, that are only accessed atomically once a firmware is loaded.
        let (to_element, to_sockets) = unsafe { (&**self.element, &**self.sockets) };
        to_element.store(pointer(element), Ordering::Release);
        to_sockets.store(pointer(sockets), Ordering::Release);
    }
}

fn pointer<T>(table: Option<&'static T>) -> *mut T {
    table.map_or(ptr::null_mut(), |table| ptr::from_ref(table).cast_mut())
}

/// Compiles a file of `tests/vm` into a library and loads it, so that libraries that are loaded later see its symbols.
pub(crate) fn load(name: &str) -> Library {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join(name).with_extension("so");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let status = Command::new("cc")
        .args(["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-D_GNU_SOURCE"])
        .args(["-isystem", "/usr/include/lwip"])
        .arg("-I")
        .arg(root.join("../hwcrypto-api/include"))
        .arg("-I")
        .arg(root.join("../sockets/include"))
        .arg(root.join("tests/vm").join(name))
        .arg("-o")
        .arg(&library)
        .status()
        .unwrap_or_else(|error| panic!("cc: {error}"));
    assert!(status.success(), "cc does not like {name}");
    // SAFETY: a library of these tests, without initialisers.
    unsafe { Library::open(Some(library), RTLD_NOW | RTLD_GLOBAL) }.unwrap()
}
