//! `curl`, as a client of our HTTP server.

use sockets::zssl::TlsVersion;

use crate::files::Files;
use crate::program::Program;
use crate::rows::Row;
use crate::talk::{large, small};

/// Two requests over one connection.
pub(super) fn connect(files: &Files, row: &Row, port: u16) -> Program {
    files.write("small", small());
    files.write("large", large());
    let (url, address) = (format!("https://localhost:{port}/"), format!("localhost:{port}:127.0.0.1"));
    let mut each = vec!["--silent", "--show-error", "--cacert", "ca.pem", "--resolve", &address, "--http1.1"];
    each.extend(match row.version {
        TlsVersion::Tls12 => ["--tlsv1.2", "--tls-max", "1.2"],
        _ => ["--tlsv1.3", "--tls-max", "1.3"],
    });
    if row.certified {
        each.extend(["--cert", "peer.pem", "--key", "peer.key"]);
    }
    let mut arguments = vec!["--fail-early"];
    arguments.extend(&each);
    arguments.extend(["--data-binary", "@small", &url, "--next"]);
    arguments.extend(each);
    arguments.extend(["--data-binary", "@large", &url]);
    Program::start(&mut files.command("curl", &arguments))
}

/// What our server sent back is what it printed.
pub(super) fn check(program: &mut Program) {
    let all = [small(), large()].concat();
    assert!(program.expect_output(all.len()) == all, "it is not what was sent");
}
