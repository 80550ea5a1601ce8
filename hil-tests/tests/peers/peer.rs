//! How each peer is started, and what it is told.

mod curl;
mod gnutls;
mod mosquitto;
mod nginx;
mod openssl;
mod own;

use std::net::TcpListener;
use std::process::Command;

use crate::files::Files;
use crate::ours::{End, Outcome};
use crate::program::{Output, Program};
use crate::rows::Row;
use crate::table::Peer;
use crate::talk::{echo, http, mqtt};

/// A running server.
pub(crate) struct Serving {
    pub(crate) program: Program,
    pub(crate) port: u16,
}

/// Starts a server that wants to be told its port: one that was free just now. It has started once it prints `ready`.
fn on_a_free_port(ready: &str, start: impl Fn(u16) -> Command) -> Serving {
    const TAKEN: &str = "Address already in use";
    loop {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let program = Program::start(&mut start(port));
        let text =
            |output: &Output| Some(output.text()).filter(|text| text.contains(ready) || text.contains(TAKEN));
        let text = program.find(text).expect("the server does not start");
        if !text.contains(TAKEN) {
            return Serving { program, port };
        }
    }
}

impl Peer {
    /// Prepares what it needs; gives what it says of its version, or what is missing.
    pub(crate) fn prepare(self, files: &Files) -> Result<String, &'static str> {
        match self {
            Self::Openssl => say("openssl", "version").ok_or("openssl"),
            Self::GnuTls => say("gnutls-serv", "--version")
                .and_then(|_| say("gnutls-cli", "--version"))
                .ok_or("gnutls-bin"),
            Self::MbedTls => own::build(files, "mbedtls").ok_or("gcc, libc6-dev and libmbedtls-dev"),
            Self::WolfSsl => own::build(files, "wolfssl").ok_or("gcc, libc6-dev and libwolfssl-dev"),
            Self::Curl => say("curl", "--version").ok_or("curl"),
            Self::Nginx => say("nginx", "-v").ok_or("nginx-light"),
            Self::Mosquitto => say("mosquitto", "-h").ok_or("mosquitto"),
        }
    }

    /// Starts it as a server, as the row wants it.
    pub(crate) fn serve(self, files: &Files, row: &Row) -> Serving {
        match self {
            Self::Openssl => openssl::serve(files, row),
            Self::GnuTls => gnutls::serve(files, row),
            Self::MbedTls | Self::WolfSsl => own::serve(files, row),
            Self::Nginx => nginx::serve(files, row),
            Self::Mosquitto => mosquitto::serve(files, row),
            Self::Curl => unreachable!("curl is a client"),
        }
    }

    /// What our client does over a session with it.
    pub(crate) fn ask(self, end: &End) -> Outcome<()> {
        match self {
            Self::Openssl => echo::ask(end, echo::reversed),
            Self::GnuTls | Self::MbedTls | Self::WolfSsl => echo::ask(end, echo::same),
            Self::Nginx => http::ask(end),
            Self::Mosquitto => mqtt::ask(end),
            Self::Curl => unreachable!("curl is a client"),
        }
    }

    /// Starts it as a client of our server, as the row wants it.
    pub(crate) fn connect(self, files: &Files, row: &Row, port: u16) -> Program {
        match self {
            Self::Openssl => openssl::connect(files, row, port),
            Self::GnuTls => gnutls::connect(files, row, port),
            Self::MbedTls | Self::WolfSsl => own::connect(files, row, port),
            Self::Curl => curl::connect(files, row, port),
            Self::Nginx | Self::Mosquitto => unreachable!("it is a server"),
        }
    }

    /// What our server does over a session with it.
    pub(crate) fn answer(self, end: &End) -> Outcome<()> {
        if self == Self::Curl { http::answer(end) } else { echo::answer(end) }
    }

    /// Makes the client do its part; it ends by itself.
    pub(crate) fn drive(self, program: &mut Program) {
        if self == Self::Curl { curl::check(program) } else { echo::drive(program) }
    }
}

/// What a program says of itself; `None` if there is no such program.
fn say(program: &str, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).output().ok()?;
    Some(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}
