//! What the sockets hold out: hostile and dying peers, connections by the thousand, and each mistake of the original.
//!
//! Every test counts what it leaves behind ([`guard`]), and so they run one after the other.
#![cfg(all(feature = "host", feature = "tls12"))]

extern crate alloc;

mod cuts;
mod defects;
mod differential;
#[path = "../../../tls-glue/tests/it/element.rs"]
#[expect(dead_code, reason = "not all of it is needed here")]
mod element;
mod guard;
#[path = "../it/harness.rs"]
mod harness;
mod hostile;
mod old_versions;
#[path = "../../../tls-glue/tests/it/pki.rs"]
#[expect(dead_code, reason = "not all of it is needed here")]
mod pki;
mod proxy;
mod renegotiation;
mod soak;
mod table;
#[path = "../it/tap.rs"]
#[expect(dead_code, reason = "not all of it is needed here")]
mod tap;
