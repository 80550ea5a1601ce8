//! Client and server of our own over the libraries that come without programs; `c/peer.c` says how they are used.

use std::path::Path;
use std::process::Stdio;

use super::{Serving, say};
use crate::files::Files;
use crate::program::{Output, Program};
use crate::rows::Row;

/// What the linker needs for it.
fn libraries(name: &str) -> &'static [&'static str] {
    if name == "mbedtls" { &["-lmbedtls", "-lmbedx509", "-lmbedcrypto"] } else { &["-lwolfssl"] }
}

/// Compiles it; gives the version of its library, or nothing if there is no compiler or no such library.
pub(super) fn build(files: &Files, name: &str) -> Option<String> {
    let header = format!("{name}/ssl.h");
    let mut probe = files.command("cc", &["-fsyntax-only", "-include", &header, "-x", "c", "/dev/null"]);
    if !probe.stderr(Stdio::null()).status().ok()?.success() {
        return None;
    }
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/c");
    let status = files
        .command("cc", &["-std=c11", "-Wall", "-Wextra", "-Werror", "-o", "peer"])
        .args([sources.join("peer.c"), sources.join(name).with_extension("c")])
        .args(libraries(name))
        .status();
    assert!(status.unwrap().success(), "the program for {name} does not compile");
    say(files.path().join("peer").to_str()?, "library")
}

fn start(files: &Files, arguments: &[&str]) -> Program {
    Program::start(&mut files.command(files.path().join("peer").to_str().unwrap(), arguments))
}

pub(super) fn serve(files: &Files, row: &Row) -> Serving {
    let (policy, version) = (row.policy.to_string(), row.version.to_string());
    let program = start(files, &["server", &policy, &version, "ca.pem", "peer.pem", "peer.key"]);
    let port = |output: &Output| output.text().split_once("PORT ")?.1.split_once('\n')?.0.parse().ok();
    let port = program.find(port).expect("the server does not start");
    Serving { program, port }
}

pub(super) fn connect(files: &Files, row: &Row, port: u16) -> Program {
    let (port, version) = (port.to_string(), row.version.to_string());
    let mut arguments = vec!["client", &port, &version, "ca.pem"];
    if row.certified {
        arguments.extend(["peer.pem", "peer.key"]);
    }
    start(files, &arguments)
}
