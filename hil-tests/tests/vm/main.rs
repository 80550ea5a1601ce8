//! TCP stack, TLS and crypto element, each in the VM or in the firmware: this test is the VM, the firmware is a
//! library that it loads. `bash .ci/run vm` builds what is needed.
#![cfg(unix)]
#![expect(unsafe_code, reason = "a VM loads its firmware")]

extern crate alloc;

#[path = "../../firmware/src/application.rs"]
mod application;
#[path = "../../../sockets/tests/it/kinds/checks.rs"]
mod checks;
#[path = "../../firmware/src/element.rs"]
mod element;
mod firmware;
#[path = "../../../sockets/tests/it/harness.rs"]
#[expect(dead_code, reason = "made for more")]
mod harness;
mod lwip;
#[path = "../../../examples/tests/common/openssl_server.rs"]
mod openssl_server;
#[path = "../../../tls-glue/tests/it/pki.rs"]
#[expect(dead_code, reason = "made for more")]
mod pki;
mod placement;
mod refusals;
mod scenarios;
mod slots;
#[path = "../../firmware/src/stack.rs"]
mod stack;

use hil_tests::Onboarded;
use openssl_server::OpensslServer;

/// A server of TLS 1.2 or 1.3 alone that demands the certificate of the onboarded chip.
fn openssl(onboarded: &Onboarded, version: &str) -> OpensslServer {
    let (cert, key) = (onboarded.path("server.pem"), onboarded.path("server.key"));
    OpensslServer::start(&onboarded.path("ca.pem"), &["-cert", &cert, "-key", &key, version])
}
