//! `gnutls-serv` and `gnutls-cli`.

use super::{Serving, on_a_free_port};
use crate::files::Files;
use crate::program::Program;
use crate::rows::Row;
use crate::table::Policy;

fn priority(row: &Row) -> String {
    format!("NORMAL:-VERS-ALL:+VERS-TLS{}", row.version)
}

pub(super) fn serve(files: &Files, row: &Row) -> Serving {
    let priority = priority(row);
    // It asks unless it is told otherwise, but looks at what comes only if it is told so.
    let policy: &[&str] = match row.policy {
        Policy::None => &["--disable-client-cert"],
        Policy::Optional => &["--verify-client-cert"],
        Policy::Required => &["--require-client-cert", "--verify-client-cert"],
    };
    on_a_free_port("...done", |port| {
        let port = port.to_string();
        let mut arguments = vec!["--echo", "--port", &port, "--priority", &priority];
        arguments.extend(policy);
        arguments.extend(["--x509cafile", "ca.pem"]);
        arguments.extend(["--x509certfile", "peer.pem", "--x509keyfile", "peer.key"]);
        files.command("gnutls-serv", &arguments)
    })
}

pub(super) fn connect(files: &Files, row: &Row, port: u16) -> Program {
    let (priority, port) = (priority(row), port.to_string());
    let mut arguments = vec!["--port", &port, "--priority", &priority, "--x509cafile", "ca.pem"];
    // What it has to say goes where it does not mingle with what it receives.
    arguments.extend(["--logfile", "/dev/stderr"]);
    if row.certified {
        arguments.extend(["--x509certfile", "peer.pem", "--x509keyfile", "peer.key"]);
    }
    arguments.extend(["--verify-hostname", "localhost", "--sni-hostname", "localhost", "127.0.0.1"]);
    Program::start(&mut files.command("gnutls-cli", &arguments))
}
