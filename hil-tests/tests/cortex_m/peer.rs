//! OpenSSL at the other end of the line.

use core::time::Duration;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use crate::pki::{DEVICE, Pki};

/// Where the two meet.
pub(crate) fn line(pki: &Pki) -> PathBuf {
    pki.path("line")
}

/// Waits until somebody listens at `path`.
fn wait_for(path: &Path) {
    let came = (0..4_000).any(|_| {
        thread::sleep(Duration::from_millis(5));
        path.exists()
    });
    assert!(came, "nobody listens at {}", path.display());
}

/// A server that demands a certificate of a root's, and sends lines back reversed; ended when dropped.
pub(crate) struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    pub(crate) fn start(pki: &Pki, version: &str) -> Self {
        // OpenSSL leaves it behind, and wants none there.
        _ = fs::remove_file(line(pki));
        let log = pki.path("server.log");
        let output = File::create(&log).unwrap();
        let child = pki
            .openssl(&["s_server", "-unix", "line", "-rev", "-num_tickets", "0", version])
            .args(["-Verify", "2", "-verify_return_error", "-CAfile", "root.pem"])
            .args(["-cert", "peer.pem", "-key", "peer.key", "-cert_chain", "signer.pem"])
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        wait_for(&line(pki));
        Self { child, log }
    }

    /// Ends it; gives what it said.
    pub(crate) fn said(mut self) -> String {
        self.end();
        fs::read_to_string(&self.log).unwrap()
    }

    fn end(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// A client that verifies the device.
fn client(pki: &Pki, more: &[&str]) -> Command {
    wait_for(&line(pki));
    let mut command = pki.openssl(&["s_client", "-unix", "line", "-servername", DEVICE]);
    command
        .args(["-verify_return_error", "-verify_hostname", DEVICE, "-CAfile", "root.pem"])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// A client that sends a line and waits for it to come back, then closes.
pub(crate) fn echoed(pki: &Pki, more: &[&str], text: &str) -> bool {
    let mut child = client(pki, more).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{text}").unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let came = lines.any(|line| line == text);
    // The end of its input makes s_client close the session.
    drop(input);
    child.wait().unwrap().success() && came
}

/// A client that sends a line and waits for the end; gives what it says.
pub(crate) fn refused(pki: &Pki, more: &[&str], text: &str) -> String {
    let mut child = client(pki, &[more, &["-ign_eof"]].concat()).spawn().unwrap();
    // It may be gone already.
    _ = writeln!(child.stdin.take().unwrap(), "{text}");
    let output = child.wait_with_output().unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}
