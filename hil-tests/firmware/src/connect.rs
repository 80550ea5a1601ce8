use std::sync::Arc;

use sockets::gzsock::Gzsock;
use sockets::zsock::MsgFlags;
use sockets::zssl::{Identity, TlsContext};

const LINE: &[u8] = b"erawmrif\n";
const REVERSED: &[u8] = b"firmware\n";

/// A connection with the key in slot 0 of whatever element is installed.
pub(crate) fn connect(port: u16, ca: &[u8], chain: &[u8]) -> Result<(), Box<dyn core::error::Error>> {
    let context = TlsContext::client(Arc::new(rustls::crypto::ring::default_provider()))
        .trust(ca)
        .identity(Identity::slot(chain, 0))
        .server_name("localhost")
        .build()?;
    let sockets = Gzsock::host();
    let socket = sockets.connect_name("localhost", port, Some(&context))?;
    sockets.send_all(socket, LINE)?;
    let (mut answer, mut len) = ([0; REVERSED.len()], 0);
    while len < answer.len() {
        match sockets.recv(socket, answer.get_mut(len..).unwrap_or_default(), MsgFlags::NONE)? {
            0 => break,
            received => len += received,
        }
    }
    if answer != REVERSED {
        return Err("the server sent something else back".into());
    }
    Ok(sockets.close(socket)?)
}
