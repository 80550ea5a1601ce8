//! `https_client` and `https_server` with what an onboarding has kept.

use std::fs::File;
use std::process::Command;

use serde_json::Value;

use crate::programs::{Kept, example};
use crate::running::Server;

/// The arguments that name a kept chip, its certificate and its authority.
pub(crate) fn identity(kept: &Kept) -> Vec<String> {
    let pairs = [
        ("--device", kept.chip()),
        ("--slot", "0".into()),
        ("--cert", kept.path("device.pem")),
        ("--ca", kept.path("ca.pem")),
    ];
    pairs.into_iter().flat_map(|(flag, value)| [flag.into(), value]).collect()
}

/// `https_client` with a kept chip, which gets `url`.
pub(crate) fn client(kept: &Kept, url: &str, more: &[&str]) -> Command {
    let mut command = example("https_client", &["--url", url]);
    command.args(identity(kept)).args(more);
    command
}

/// `https_server` with a kept chip, once it listens. What it prints goes to the file `output` of the folder.
pub(crate) fn server(kept: &Kept, more: &[&str]) -> Server {
    let mut command = example("https_server", more);
    command.args(identity(kept)).stdout(File::create(kept.path("output")).unwrap());
    Server::start(&mut command)
}

/// The object that a server with `--json` has printed.
pub(crate) fn printed(kept: &Kept) -> Value {
    object(&std::fs::read(kept.path("output")).unwrap())
}

/// The object on the last line of an output.
pub(crate) fn object(output: &[u8]) -> Value {
    let text = String::from_utf8(output.to_vec()).unwrap();
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

pub(crate) fn url(server: &Server) -> String {
    format!("https://localhost:{}/", server.port)
}
