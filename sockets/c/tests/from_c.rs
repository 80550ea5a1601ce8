//! Programs in C against the library, as C sees it. They are compiled with the linker that every Rust toolchain on Unix
//! needs.
#![cfg(unix)]

#[path = "common/pki.rs"]
mod pki;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pki::Pki;

/// Where the library is: beside this test.
fn library_folder() -> PathBuf {
    let mut folder = std::env::current_exe().unwrap();
    folder.pop();
    assert!(folder.join("libgzsock.so").exists() || folder.join("libgzsock.dylib").exists());
    folder
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What a command says, which must succeed.
fn output(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Compiles a file of `tests/c` into a program.
fn compile(name: &str, folder: &Path, more: &[String]) -> PathBuf {
    let program = folder.join(name).with_extension("");
    output(
        Command::new("cc")
            .args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-g", "-pthread"])
            .arg(workspace().join("sockets/c/tests/c").join(name))
            .args(more)
            .arg("-o")
            .arg(&program),
    );
    program
}

/// Walks through all calls.
fn walk(program: &Path, folder: &Path) {
    let pki = Pki::new();
    for (name, text) in [("ca.pem", &pki.ca), ("device.pem", &pki.chain), ("device.key", &pki.key)] {
        fs::write(folder.join(name), text).unwrap();
    }
    let walked = output(Command::new(program).arg(folder));
    let expected = "zsock: a plain stream\ngzsock: a plain stream\nzssl: a secure stream\ngzsock: a secure stream\n\
                    zsock: messages\ngzsock: messages\n";
    assert_eq!(str::from_utf8(&walked.stdout), Ok(expected));
}

/// What it takes to use the library where cargo has built it.
fn as_built() -> [String; 5] {
    let (root, library) = (workspace(), library_folder());
    [
        format!("-I{}", root.join("sockets/include").display()),
        format!("-I{}", root.join("hwcrypto-api/include").display()),
        format!("-L{}", library.display()),
        "-lgzsock".into(),
        format!("-Wl,-rpath,{}", library.display()),
    ]
}

#[test]
fn every_call_does_what_it_is_for() {
    let folder = tempfile::tempdir().unwrap();
    walk(&compile("walk.c", folder.path(), &as_built()), folder.path());
}

#[test]
fn a_network_stack_in_c_is_used_through_its_table() {
    let folder = tempfile::tempdir().unwrap();
    output(&mut Command::new(compile("table.c", folder.path(), &as_built())));
}

/// The commands of the README, and then what pkg-config says of what they have installed.
#[test]
#[ignore = "needs pkg-config: bash .ci/run c"]
fn c_programs_find_what_the_readme_installs() {
    let folder = tempfile::tempdir().unwrap();
    let readme = include_str!("../README.md");
    let (_, commands) = readme.split_once("```sh\n").unwrap();
    let (commands, _) = commands.split_once("```").unwrap();
    output(
        Command::new("sh")
            .args(["-euc", commands])
            .current_dir(workspace())
            .env("PREFIX", folder.path())
            .env("LIBRARIES", library_folder()),
    );
    let libraries = folder.path().join("lib");
    let flags = |flags: &[&str]| -> Vec<String> {
        let mut command = Command::new("pkg-config");
        let said =
            output(command.args(flags).arg("gzsock").env("PKG_CONFIG_PATH", libraries.join("pkgconfig")));
        str::from_utf8(&said.stdout).unwrap().split_whitespace().map(Into::into).collect()
    };
    assert_eq!(flags(&["--modversion"]), [env!("CARGO_PKG_VERSION")]);
    let shared =
        [flags(&["--cflags", "--libs"]), vec![format!("-Wl,-rpath,{}", libraries.display())]].concat();
    walk(&compile("walk.c", folder.path(), &shared), folder.path());
    fs::remove_file(libraries.join("libgzsock.so")).unwrap();
    walk(&compile("walk.c", folder.path(), &flags(&["--cflags", "--libs", "--static"])), folder.path());
}
