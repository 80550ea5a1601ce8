//! The example in C against OpenSSL's server, with a simulated chip. `bash .ci/run c` builds the libraries that it needs.
#![cfg(unix)]

#[path = "common/openssl_server.rs"]
mod openssl_server;
#[path = "common/programs.rs"]
mod programs;

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use openssl_server::OpensslServer;
use programs::{Kept, failure, run};

/// The example, built by its Makefile into a folder.
fn build(folder: &Path) -> PathBuf {
    let libraries = env::var_os("C_LIBRARIES").expect("set C_LIBRARIES, or use bash .ci/run c");
    let output = Command::new("make")
        .args([
            "-C",
            concat!(env!("CARGO_MANIFEST_DIR"), "/c"),
            "CFLAGS=-std=c99 -Wall -Wextra -Wpedantic -Werror",
        ])
        .env("LIBRARIES", libraries)
        .env("OUT", folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder.join("mtls_client")
}

/// With this onboarding's chip and files.
fn client(program: &Path, kept: &Kept, port: u16, name: &str, ca: &str) -> Command {
    let mut command = Command::new(program);
    command.args([&kept.chip(), "0", "127.0.0.1", &port.to_string(), name, ca, &kept.path("device.pem")]);
    command
}

#[test]
#[ignore = "needs openssl, and libraries for C: bash .ci/run c"]
fn example_in_c_shows_the_chips_certificate_to_openssl() {
    let kept = Kept::new();
    let program = build(kept.folder.path());
    let (cert, key) = (kept.path("server.pem"), kept.path("server.key"));
    for (version, flag) in [("TLS 1.2", "-tls1_2"), ("TLS 1.3", "-tls1_3")] {
        let server = OpensslServer::start(&kept.path("ca.pem"), &["-cert", &cert, "-key", &key, flag]);
        let output =
            run(&mut client(&program, &kept, server.port, "localhost", &kept.path("ca.pem")), b"hello\n");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{told}");
        assert_eq!(output.stdout, b"olleh\n", "{told}");
        assert!(told.starts_with(version) && told.contains("the server is verified"), "{told}");
    }
}

#[test]
#[ignore = "needs openssl, and libraries for C: bash .ci/run c"]
fn example_in_c_says_what_is_wrong() {
    let (kept, stranger) = (Kept::new(), Kept::new());
    let program = build(kept.folder.path());
    let (cert, key) = (kept.path("server.pem"), kept.path("server.key"));
    let server = OpensslServer::start(&kept.path("ca.pem"), &["-cert", &cert, "-key", &key]);
    let line = |name: &str, kept: &Kept, ca: &str| {
        failure(&run(&mut client(&program, kept, server.port, name, &kept.path(ca)), b"hello\n"))
    };
    assert!(line("elsewhere.example", &kept, "ca.pem").contains("elsewhere.example"));
    assert!(line("localhost", &stranger, "ca.pem").contains("authority"));
    assert!(line("localhost", &kept, "server.key").contains("trust roots"));
    let mut wrong = Command::new(&program);
    wrong.args(["sim:nowhere/chip.sim", "0", "127.0.0.1", "1", "localhost", "ca.pem", "chain.pem"]);
    assert!(failure(&run(&mut wrong, b"")).contains("nowhere"));
}
