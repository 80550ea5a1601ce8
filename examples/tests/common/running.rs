//! A server among the examples, which tells where it listens.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};

/// It, ended when dropped.
pub(crate) struct Server {
    pub(crate) child: Child,
    errors: BufReader<ChildStderr>,
    pub(crate) port: u16,
}

impl Server {
    /// Once it listens.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        errors.read_line(&mut line).unwrap();
        let port = line.trim().rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        Self { child, errors, port: port.unwrap_or_else(|| panic!("{line}")) }
    }

    /// Waits for the end of a server that was started with `--once`, say; tells what it said, and whether it was content.
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
