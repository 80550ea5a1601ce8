//! A table that C implements is used by Rust, and one that Rust implements is used by C. The C side is compiled with the
//! linker that every Rust toolchain on Unix needs.
#![cfg(unix)]
#![expect(unsafe_code, reason = "loads libraries that were written in C")]

#[path = "common/element.rs"]
mod element;

use core::ffi::c_int;
use std::path::{Path, PathBuf};
use std::process::Command;

use element::{driver, table};
use hwcrypto_api::{
    Aes128, Ecdh, EphemeralKey, Error, HwCrypto, Identity, KeyRef, MonotonicCounter, P256Sign, P256Verify,
    PublicKey, Random,
};
use libloading::{Library, Symbol};

/// Compiles a file of `tests/c` into a library.
fn compile(name: &str, folder: &Path) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let library = folder.join(name).with_extension("so");
    let status = Command::new("cc")
        .args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-shared", "-fPIC", "-I"])
        .arg(root.join("include"))
        .arg(root.join("tests/c").join(name))
        .arg("-o")
        .arg(&library)
        .status()
        .unwrap_or_else(|error| panic!("cc: {error}"));
    assert!(status.success(), "cc does not like {name}");
    library
}

#[test]
fn a_table_of_ours_serves_a_program_in_c() {
    let folder = tempfile::tempdir().unwrap();
    let table = table(driver());
    // SAFETY: the library has no initialisers, and the function is declared like this.
    let line = unsafe {
        let library = Library::new(compile("user.c", folder.path())).unwrap();
        let use_table: Symbol<'_, unsafe extern "C" fn(*const HwCrypto) -> c_int> =
            library.get(b"use_table").unwrap();
        use_table(&raw const table)
    };
    assert_eq!(line, 0, "tests/c/user.c, line {line}");
}

#[test]
fn an_element_in_c_serves_us() {
    let folder = tempfile::tempdir().unwrap();
    // SAFETY: as above; the library stays loaded for as long as its table is used, and the table is what it says.
    let (_library, table) = unsafe {
        let library = Library::new(compile("element.c", folder.path())).unwrap();
        let element: Symbol<'_, unsafe extern "C" fn() -> *const HwCrypto> =
            library.get(b"element_in_c").unwrap();
        let table = HwCrypto::import(element()).unwrap();
        (library, table)
    };
    let mut element = &table;
    assert_eq!(element.public_key(KeyRef::slot(2)), Ok([0x22; 64]));
    assert_eq!(element.public_key(KeyRef::slot(3)), Err(Error::InvalidKey));
    assert_eq!(element.p256_sign(KeyRef::slot(2), &[5; 32]), Ok([5; 64]));
    assert_eq!(element.p256_sign(KeyRef::slot(7), &[5; 32]), Err(Error::Refused));
    assert_eq!(element.p256_verify(&[0x22; 64], &[5; 32], &[5; 64]), Ok(true));
    assert_eq!(element.p256_verify(&[0x22; 64], &[5; 32], &[6; 64]), Ok(false));
    assert_eq!(element.p256_verify(&[0; 64], &[5; 32], &[5; 64]), Err(Error::InvalidInput));
    let mut random = [0; 3];
    assert_eq!((element.random(&mut random), random), (Ok(()), [1, 2, 3]));

    let (key, public) = element.ephemeral_key().unwrap();
    assert_eq!((key, public), (KeyRef::ephemeral(1), [0x33; 64]));
    assert_eq!(element.ephemeral_key(), Err(Error::Busy));
    assert_eq!(element.ecdh(key, &[8; 64]), Ok([8; 32]));
    assert_eq!(element.ecdh(key, &[8; 64]), Err(Error::StateLost));
    let (second, _) = element.ephemeral_key().unwrap();
    element.discard_ephemeral_key(second);
    assert_eq!(element.ephemeral_key().map(|(key, _)| key), Ok(KeyRef::ephemeral(3)));

    assert_eq!((element.increment_counter(1), element.counter(1), element.counter(0)), (Ok(1), Ok(1), Ok(0)));
    assert_eq!(element.counter(2), Err(Error::InvalidInput));
    assert_eq!(element.serial_number(&mut [0; 9]), Err(Error::Internal), "it says that it wrote too much");
    assert_eq!(element.aes128_encrypt(KeyRef::slot(2), &[0; 16]), Err(Error::Unsupported), "an absent entry");
}
