//! What uses secure sockets: the same program, wherever TLS lives.

use std::sync::Arc;

use sockets::Error;
use sockets::gzsock::Gzsock;
use sockets::zsock::MsgFlags;
use sockets::zssl::{Identity, TlsContext, TlsVersion};

const LINE: &[u8] = b"erawmrif\n";
const REVERSED: &[u8] = b"firmware\n";

/// A client that trusts `ca` and shows `identity`.
pub(crate) fn context(ca: &[u8], identity: Identity) -> Result<TlsContext, Error> {
    let client = TlsContext::client(Arc::new(rustls::crypto::ring::default_provider()));
    Ok(client.trust(ca).identity(identity).server_name("localhost").build()?)
}

/// Connects to `localhost`, sends a line and expects it back reversed; gives the version of TLS.
pub(crate) fn run(
    sockets: &Gzsock,
    context: &TlsContext,
    port: u16,
) -> Result<TlsVersion, Box<dyn core::error::Error>> {
    let socket = sockets.connect_name("localhost", port, Some(context))?;
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
    let info = sockets.tls_info(socket)?.ok_or("the connection is not secure")?;
    sockets.close(socket)?;
    Ok(info.version)
}
