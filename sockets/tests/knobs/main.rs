//! What the settings of the build do, whatever they are: run with others than the defaults, the same tests prove those.
//!
//! `ZERYNTH_SSL_MAX_CONTENT_LEN=1000 cargo test -p hwcrypto-sockets --test knobs`
#![cfg(all(feature = "host", feature = "tls12"))]

extern crate alloc;

mod custom;
mod debug;
#[path = "../it/harness.rs"]
#[expect(dead_code, reason = "made for more")]
mod harness;
#[path = "../../../tls-glue/tests/it/pki.rs"]
#[expect(dead_code, reason = "made for more")]
mod pki;
mod sizes;
#[path = "../it/tap.rs"]
#[expect(dead_code, reason = "made for more")]
mod tap;
mod values;
