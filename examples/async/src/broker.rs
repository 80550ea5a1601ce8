//! mosquitto, started for a demonstration: it serves only devices that show a certificate, each under its own name.

use core::time::Duration;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use examples::{Demonstration, Failure};
use tempfile::TempDir;

/// Where Debian has it; a user's search path may not lead there.
const PROGRAMS: [&str; 2] = ["mosquitto", "/usr/sbin/mosquitto"];

/// Somebody else may take the port that was free just now.
const ATTEMPTS: usize = 3;

/// Between two looks whether it listens.
const STEP: Duration = Duration::from_millis(20);

/// How often that is looked.
const LOOKS: usize = 500;

/// A running mosquitto, ended when this is dropped.
#[derive(Debug)]
pub struct Broker {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Broker {
    /// Starts mosquitto with the demonstration's server certificate, for clients of its authority.
    ///
    /// # Errors
    /// One line; how to install it, if it is not there.
    pub fn start(demonstration: &Demonstration) -> Result<Self, Failure> {
        let mut outcome = Err("mosquitto was not started".into());
        for _ in 0..ATTEMPTS {
            outcome = Self::attempt(demonstration);
            if !matches!(&outcome, Err(failure) if failure.is::<Ended>()) {
                break;
            }
        }
        outcome
    }

    /// The port on which it listens, of 127.0.0.1.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    fn attempt(demonstration: &Demonstration) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let (settings, rights) = (folder.path().join("mosquitto.conf"), folder.path().join("rights"));
        fs::write(&rights, RIGHTS)?;
        fs::write(&settings, configuration(demonstration, port, &rights))?;
        let mut broker = Self { child: spawn(&settings)?, port, _folder: folder };
        broker.wait_until_it_listens()?;
        Ok(broker)
    }

    fn wait_until_it_listens(&mut self) -> Result<(), Failure> {
        for _ in 0..LOOKS {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            if self.child.try_wait()?.is_some() {
                let errors = self.child.stderr.take().map(BufReader::new);
                let lines = errors.into_iter().flat_map(|errors| errors.lines().map_while(Result::ok));
                let line = lines.filter(|line| line.contains("Error")).last();
                return Err(Ended(line.unwrap_or_default()).into());
            }
            thread::sleep(STEP);
        }
        Err("mosquitto does not begin to listen".into())
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        // It has ended by itself, or does now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// mosquitto ended before it listened; it said so.
#[derive(Debug)]
struct Ended(String);

impl core::fmt::Display for Ended {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "mosquitto does not start: {}", self.0)
    }
}

impl core::error::Error for Ended {}

fn spawn(settings: &Path) -> Result<Child, Failure> {
    for program in PROGRAMS {
        let mut command = Command::new(program);
        command.arg("-c").arg(settings).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        match command.spawn() {
            Err(error) if error.kind() == ErrorKind::NotFound => (),
            Err(error) => return Err(format!("cannot run {program}: {error}").into()),
            Ok(child) => return Ok(child),
        }
    }
    Err("mosquitto is not installed: apt-get install mosquitto, or name a broker with --broker HOST:PORT"
        .into())
}

/// Each device may use the topics that begin with its own name, which is that in its certificate.
const RIGHTS: &str = "pattern readwrite devices/%u/#\n";

fn configuration(demonstration: &Demonstration, port: u16, rights: &Path) -> String {
    let file = |name| demonstration.path(name).display().to_string();
    format!(
        "# Without a name here it would drop its privileges and could not read the demonstration's files.\n\
         user root\n\
         listener {port} 127.0.0.1\n\
         cafile {}\n\
         certfile {}\n\
         keyfile {}\n\
         require_certificate true\n\
         use_identity_as_username true\n\
         acl_file {}\n\
         persistence false\n\
         log_dest stderr\n",
        file("ca.pem"),
        file("server.pem"),
        file("server.key"),
        rights.display(),
    )
}
