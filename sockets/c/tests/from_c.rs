//! Programs in C against the library, as C sees it. They are compiled with the linker that every Rust toolchain on Unix
//! needs.
#![cfg(unix)]

#[path = "common/pki.rs"]
mod pki;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use pki::Pki;

/// Where the library is: beside this test.
fn library_folder() -> PathBuf {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    assert!(folder.join("libgzsock.so").exists() || folder.join("libgzsock.dylib").exists());
    folder
}

/// Compiles a file of `tests/c` into a program.
fn compile(name: &str, folder: &Path) -> PathBuf {
    let (root, library) = (Path::new(env!("CARGO_MANIFEST_DIR")), library_folder());
    let program = folder.join(name).with_extension("");
    let output = Command::new("cc")
        .args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-g", "-pthread", "-I"])
        .arg(root.join("../include"))
        .arg("-I")
        .arg(root.join("../../hwcrypto-api/include"))
        .arg(root.join("tests/c").join(name))
        .arg("-L")
        .arg(&library)
        .arg("-lgzsock")
        .arg(format!("-Wl,-rpath,{}", library.display()))
        .arg("-o")
        .arg(&program)
        .output()
        .unwrap_or_else(|error| panic!("cc: {error}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    program
}

#[test]
fn every_call_does_what_it_is_for() {
    let folder = tempfile::tempdir().unwrap();
    let pki = Pki::new();
    for (name, text) in [("ca.pem", &pki.ca), ("device.pem", &pki.chain), ("device.key", &pki.key)] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let output = Command::new(compile("walk.c", folder.path())).arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<_> = str::from_utf8(&output.stdout).unwrap().lines().collect();
    assert_eq!(
        lines,
        [
            "zsock: a plain stream",
            "gzsock: a plain stream",
            "zssl: a secure stream",
            "gzsock: a secure stream",
            "zsock: messages",
            "gzsock: messages",
        ]
    );
}
