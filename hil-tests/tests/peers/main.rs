//! Other people's TLS on the other side: clients and servers, TLS 1.2 and 1.3, with and without client certificates,
//! and each part of TLS that the chip can do. The chip is on its simulated bus, and a table counts what it does.
//!
//! `table.rs` says what each peer can do, `rows.rs` makes one connection of each combination. `bash .ci/run peers`
//! installs what is needed and demands all of it; otherwise a peer that is not installed is left out, with a word
//! about it.
#![cfg(unix)]

mod chip;
mod files;
mod leading_zeros;
mod meet;
mod ours;
mod peer;
mod program;
mod readme;
mod rows;
mod table;
mod talk;

use core::panic::AssertUnwindSafe;
use std::io::Write;
use std::panic::catch_unwind;

use files::Files;
use rows::rows;
use table::{Entry, Peer};

/// Set where all peers must be there, in the versions of the table.
const REQUIRED: &str = "PEERS_REQUIRED";

/// Prepares a peer; `false` if it is not installed and need not be.
fn is_there(peer: Peer, files: &Files) -> bool {
    let required = std::env::var_os(REQUIRED).is_some();
    match peer.prepare(files) {
        Err(packages) if required => panic!("install {packages}"),
        Err(packages) => {
            // Past the test harness, which would keep it to itself.
            let line = format!("SKIPPED {peer:?}: install {packages}\n");
            _ = std::io::stderr().write_all(line.as_bytes());
            false
        }
        Ok(text) => {
            let name = Entry::of(peer).name;
            let (_, version) = name.rsplit_once(' ').unwrap();
            assert!(!required || text.contains(version), "{name}: {text}");
            true
        }
    }
}

/// Runs all rows of a peer.
fn hold(peer: Peer) {
    let files = Files::new();
    if !is_there(peer, &files) {
        return;
    }
    let rows = rows(peer);
    let failed: Vec<_> = rows
        .iter()
        .filter(|row| {
            println!("\n{row}");
            catch_unwind(AssertUnwindSafe(|| meet::run(&files, row))).is_err()
        })
        .map(|row| format!("\n  {row}"))
        .collect();
    assert!(failed.is_empty(), "{} of {} rows failed:{}", failed.len(), rows.len(), failed.concat());
    println!("\n{} rows passed", rows.len());
}

#[test]
#[ignore = "needs openssl: bash .ci/run peers"]
fn peers_openssl() {
    hold(Peer::Openssl);
}

#[test]
#[ignore = "needs gnutls-cli and gnutls-serv: bash .ci/run peers"]
fn peers_gnutls() {
    hold(Peer::GnuTls);
}

#[test]
#[ignore = "needs Mbed TLS and a C compiler: bash .ci/run peers"]
fn peers_mbedtls() {
    hold(Peer::MbedTls);
}

#[test]
#[ignore = "needs wolfSSL and a C compiler: bash .ci/run peers"]
fn peers_wolfssl() {
    hold(Peer::WolfSsl);
}

#[test]
#[ignore = "needs curl: bash .ci/run peers"]
fn peers_curl() {
    hold(Peer::Curl);
}

#[test]
#[ignore = "needs nginx: bash .ci/run peers"]
fn peers_nginx() {
    hold(Peer::Nginx);
}

#[test]
#[ignore = "needs mosquitto: bash .ci/run peers"]
fn peers_mosquitto() {
    hold(Peer::Mosquitto);
}
