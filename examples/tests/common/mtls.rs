//! `mtls_client` and `mtls_server` with what an onboarding has kept.

use std::process::Command;

use crate::programs::{Kept, example};
use crate::running::Server;

/// `mtls_client` with this onboarding's chip and files.
pub(crate) fn client(kept: &Kept, port: u16, more: &[&str]) -> Command {
    let (chip, ca, cert) = (kept.chip(), kept.path("ca.pem"), kept.path("device.pem"));
    let connect = format!("127.0.0.1:{port}");
    let mut args = vec!["--device", &chip, "--slot", "0", "--connect", &connect];
    for (flag, value) in [("--server-name", "localhost"), ("--ca", &*ca), ("--cert", &*cert)] {
        if !more.contains(&flag) {
            args.extend([flag, value]);
        }
    }
    args.extend(more);
    example("mtls_client", &args)
}

/// `mtls_server` with this onboarding's chip and files, once it listens, and its port.
pub(crate) fn server(kept: &Kept, more: &[&str]) -> Server {
    let (chip, ca, cert) = (kept.chip(), kept.path("ca.pem"), kept.path("device.pem"));
    let mut args = vec!["--device", &chip, "--slot", "0", "--listen", "127.0.0.1:0"];
    args.extend(["--cert", &cert, "--client-ca", &ca]);
    args.extend(more);
    Server::start(&mut example("mtls_server", &args))
}
