//! Raw public keys with a peer that we did not write. Run them with `cargo test -p hwcrypto-sockets -- --ignored`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use hwcrypto_api::KeyRef;
use sockets::zssl::{Identity, TlsContext};
use tempfile::TempDir;

use crate::element::{Element, SLOT};
use crate::harness::{End, Parties, crypto, host, listener};
use crate::raw_keys::public_pem;

const PRIORITY: &str = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+CTYPE-CLI-RAWPK:+CTYPE-SRV-RAWPK";

/// A folder with a key pair as GnuTLS wants it, and the program's arguments for it.
fn gnutls(program: &str, key: &str, arguments: &[&str]) -> (Child, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("own.key"), key).unwrap();
    std::fs::write(folder.path().join("own.pub"), public_pem(key)).unwrap();
    let child = Command::new(program)
        .args(["--rawpkkeyfile", "own.key", "--rawpkfile", "own.pub", "--priority", PRIORITY])
        .args(arguments)
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program}, of Debian's gnutls-bin: {error}"));
    (child, folder)
}

/// A port that was free a moment ago: gnutls-serv does not tell which one it got.
fn free_port() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string()
}

#[test]
#[ignore = "needs gnutls-bin: cargo test -p hwcrypto-sockets -- --ignored"]
fn our_client_and_gnutls_serv_know_each_other_by_their_keys() {
    let parties = Parties::new();
    let port = free_port();
    let (mut server, _folder) =
        gnutls("gnutls-serv", &parties.server.key, &["--echo", "--port", &port, "--require-client-cert"]);
    let port = port.parse().unwrap();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert_eq!(server.try_wait().unwrap(), None, "gnutls-serv has ended");
        std::thread::yield_now();
    }
    let element = Element::holding(&parties.device.key);
    let context = TlsContext::client(crypto())
        .trust_raw_key(public_pem(&parties.server.key))
        .server_name("localhost")
        .identity(Identity::raw_element(element.table, KeyRef::slot(SLOT)))
        .build()
        .unwrap();
    let sockets = host();
    let fd = sockets.connect_name("127.0.0.1", port, Some(&context)).unwrap();
    let end = End { sockets, fd };
    end.send_all(b"over there and back\n").unwrap();
    assert_eq!(end.recv_exactly(20).unwrap(), b"over there and back\n");
    assert!(end.sockets.tls_info(end.fd).unwrap().unwrap().peer_public_key.is_some());
    assert_eq!(element.counts().p256_sign, 1);
    server.kill().unwrap();
    server.wait().unwrap();
}

#[test]
#[ignore = "needs gnutls-bin: cargo test -p hwcrypto-sockets -- --ignored"]
fn our_server_and_gnutls_cli_know_each_other_by_their_keys() {
    let parties = Parties::new();
    let element = Element::holding(&parties.server.key);
    let context = TlsContext::server(crypto())
        .trust_raw_key(public_pem(&parties.device.key))
        .require_client_certificate()
        .identity(Identity::raw_element(element.table, KeyRef::slot(SLOT)))
        .build()
        .unwrap();
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&context));
    let port = address.port().to_string();
    // It has no way to be told which key to expect.
    let arguments = ["--insecure", "--port", &port, "127.0.0.1"];
    let (mut client, _folder) = gnutls("gnutls-cli", &parties.device.key, &arguments);
    client.stdin.as_mut().unwrap().write_all(b"hello\n").unwrap();
    let (fd, _) = sockets.accept(listening).unwrap();
    let end = End { sockets, fd };
    assert_eq!(end.recv_exactly(6).unwrap(), b"hello\n");
    end.send_all(b"goodbye\n").unwrap();
    end.close();
    let mut output = String::new();
    client.stdout.take().unwrap().read_to_string(&mut output).unwrap();
    client.wait().unwrap();
    assert!(output.contains("goodbye"), "{output}");
    assert!(output.contains("Raw Public Key"), "{output}");
    assert_eq!(element.counts().p256_sign, 1);
}
