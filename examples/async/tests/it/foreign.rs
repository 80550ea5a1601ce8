//! Other people's servers.

use core::time::Duration;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;

/// Between two looks whether it listens.
const STEP: Duration = Duration::from_millis(20);

/// How often that is looked.
const LOOKS: usize = 500;

/// A server of somebody else's, ended when dropped.
pub(crate) struct Foreign {
    child: Child,
    pub(crate) port: u16,
}

impl Foreign {
    /// Starts what `command` makes of a free port, and waits until it listens there.
    pub(crate) fn start(command: impl FnOnce(u16) -> Command) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = command(port);
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let server = Self { child: quiet.spawn().unwrap_or_else(|error| panic!("{error}: {quiet:?}")), port };
        let listens = || TcpStream::connect(("127.0.0.1", port)).is_ok();
        assert!(
            (0..LOOKS).any(|_| listens() || {
                thread::sleep(STEP);
                false
            }),
            "{command:?} does not listen"
        );
        server
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
