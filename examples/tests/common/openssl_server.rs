//! `openssl s_server`, which demands a certificate of its clients.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// It with its output, ended when dropped.
pub(crate) struct OpensslServer {
    child: Child,
    pub(crate) port: u16,
}

impl OpensslServer {
    /// Demands a client certificate of the authority in the file `ca`; sends lines back reversed.
    pub(crate) fn start(ca: &str, more: &[&str]) -> Self {
        let mut child = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0", "-Verify", "2", "-verify_return_error"])
            .args(["-CAfile", ca, "-rev"])
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // "ACCEPT 127.0.0.1:PORT" is printed once it listens.
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let accept = lines.find(|line| line.starts_with("ACCEPT")).unwrap();
        let port = accept.rsplit_once(':').unwrap().1.parse().unwrap();
        // What follows is drained, so that the server never waits for its reader.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, port }
    }
}

impl Drop for OpensslServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
