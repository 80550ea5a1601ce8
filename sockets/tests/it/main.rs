//! Plain and secure sockets over the loopback interface, against themselves and against others.
#![cfg(all(feature = "host", feature = "smoltcp", feature = "tls12"))]

extern crate alloc;

mod bad_openssl;
mod calls;
#[path = "../../../tls-glue/tests/it/cases.rs"]
mod cases;
mod chain;
mod closing;
mod config;
#[path = "../../../tls-glue/tests/it/element.rs"]
mod element;
mod element_line;
mod event_loop;
mod failures;
#[path = "../../../tls-glue/tests/it/forge.rs"]
mod forge;
mod gnutls;
mod harness;
mod identities;
mod kinds;
mod limits;
mod mutual;
mod net;
mod openssl;
mod peers;
mod pieces;
#[path = "../../../tls-glue/tests/it/pki.rs"]
mod pki;
mod plain;
mod poll;
mod raw_keys;
mod readiness;
mod readme;
mod refusals;
mod resumption;
mod table;
mod tap;
mod threads;
mod verification;
mod wire;
