//! `openssl s_server` and `openssl s_client`.

use sockets::zssl::TlsVersion;

use super::Serving;
use crate::files::Files;
use crate::program::{Output, Program};
use crate::rows::Row;
use crate::table::Policy;

fn version(row: &Row) -> &'static str {
    if row.version == TlsVersion::Tls12 { "-tls1_2" } else { "-tls1_3" }
}

/// Sends lines back reversed, and closes when its client does.
pub(super) fn serve(files: &Files, row: &Row) -> Serving {
    let mut arguments = vec!["s_server", "-accept", "127.0.0.1:0", "-rev", version(row), "-CAfile", "ca.pem"];
    arguments.extend(["-cert", "peer.pem", "-key", "peer.key", "-verify_return_error"]);
    match row.policy {
        Policy::None => {}
        Policy::Optional => arguments.extend(["-verify", "2"]),
        Policy::Required => arguments.extend(["-Verify", "2"]),
    }
    let program = Program::start(&mut files.command("openssl", &arguments));
    let port = |output: &Output| {
        let text = output.text();
        let line = text.lines().find_map(|line| line.strip_prefix("ACCEPT "))?;
        line.rsplit_once(':')?.1.parse().ok()
    };
    let port = program.find(port).expect("the server does not start");
    Serving { program, port }
}

pub(super) fn connect(files: &Files, row: &Row, port: u16) -> Program {
    let server = format!("127.0.0.1:{port}");
    let mut arguments = vec!["s_client", "-connect", &server, version(row), "-CAfile", "ca.pem"];
    arguments.extend(["-verify_return_error", "-verify_hostname", "localhost", "-servername", "localhost"]);
    arguments.extend(["-quiet", "-no_ign_eof"]);
    if row.certified {
        arguments.extend(["-cert", "peer.pem", "-key", "peer.key"]);
    }
    Program::start(&mut files.command("openssl", &arguments))
}
