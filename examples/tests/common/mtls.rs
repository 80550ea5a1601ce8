//! `mtls_client` and `mtls_server` with what an onboarding has kept.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};

use crate::programs::{Kept, example};

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

/// A running `mtls_server`, ended when dropped.
pub(crate) struct Server {
    child: Child,
    errors: BufReader<ChildStderr>,
    pub(crate) port: u16,
}

impl Server {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        errors.read_line(&mut line).unwrap();
        let port = line.trim().rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        Self { child, errors, port: port.unwrap_or_else(|| panic!("{line}")) }
    }

    /// Waits for a server that was started with `--once`; says what it said, and whether it was content.
    pub(crate) fn finish(mut self) -> (bool, String) {
        let mut text = String::new();
        self.errors.read_to_string(&mut text).unwrap();
        (self.child.wait().unwrap().success(), text)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
