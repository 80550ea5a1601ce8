//! Peers that we did not write. Run them with `cargo test -p hwcrypto-sockets -- --ignored`.

use core::time::Duration;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use hwcrypto_api::KeyRef;
use sockets::zsock::Shutdown;
use sockets::zssl::{Identity, TlsContext, TlsError, TlsVersion};
use sockets::{Error, gzsock::Gzsock};
use tempfile::TempDir;

use crate::element::{Element, SLOT};
use crate::harness::{End, Parties, VERSIONS, crypto, host, listener};

/// The parties' certificates and keys as files.
pub(crate) struct Files(TempDir);

impl Files {
    pub(crate) fn of(parties: &Parties) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in [
            ("ca.pem", &parties.authority.pem()),
            ("server.pem", &parties.server.chain),
            ("server.key", &parties.server.key),
            ("device.pem", &parties.device.chain),
            ("device.key", &parties.device.key),
        ] {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        Self(folder)
    }

    pub(crate) fn openssl(&self, arguments: &[&str]) -> Child {
        Command::new("openssl")
            .args(arguments)
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("openssl runs")
    }
}

pub(crate) fn flag(version: TlsVersion) -> &'static str {
    if version == TlsVersion::Tls12 { "-tls1_2" } else { "-tls1_3" }
}

/// Starts a server that requires certificates and sends lines back reversed; gives its port.
pub(crate) fn s_server(files: &Files, version: TlsVersion) -> (Child, u16) {
    let mut server = files.openssl(&[
        "s_server",
        "-accept",
        "127.0.0.1:0",
        "-naccept",
        "1",
        "-rev",
        "-cert",
        "server.pem",
        "-key",
        "server.key",
        "-CAfile",
        "ca.pem",
        "-Verify",
        "2",
        "-verify_return_error",
        flag(version),
    ]);
    let mut lines = BufReader::new(server.stdout.as_mut().unwrap()).lines();
    let ready = lines.find_map(|line| line.unwrap().strip_prefix("ACCEPT ").map(String::from)).unwrap();
    let port = ready.rsplit_once(':').unwrap().1.parse().unwrap();
    (server, port)
}

fn connect(port: u16, context: &TlsContext) -> Result<End, Error> {
    let sockets = host();
    let fd = sockets.connect_name("127.0.0.1", port, Some(context))?;
    Ok(End { sockets, fd })
}

#[test]
#[ignore = "needs openssl: cargo test -p hwcrypto-sockets -- --ignored"]
fn our_client_satisfies_s_server_with_a_key_in_an_element() {
    for version in VERSIONS {
        let parties = Parties::new();
        let (mut server, port) = s_server(&Files::of(&parties), version);
        let element = Element::holding(&parties.device.key);
        let identity = Identity::element(&parties.device.chain, element.table, KeyRef::slot(SLOT));
        let end = connect(port, &parties.client().identity(identity).build().unwrap()).unwrap();
        assert_eq!(end.sockets.tls_info(end.fd).unwrap().unwrap().version, version);
        end.send_all(b"desserts\n").unwrap();
        assert_eq!(end.recv_exactly(9).unwrap(), b"stressed\n");
        end.sockets.shutdown(end.fd, Shutdown::Write).unwrap();
        assert_eq!(end.recv(&mut [0; 1]).unwrap(), 0, "it closes properly when we do");
        end.close();
        assert_eq!(element.counts().p256_sign, 1);
        assert!(server.wait().unwrap().success());
    }
}

#[test]
#[ignore = "needs openssl: cargo test -p hwcrypto-sockets -- --ignored"]
fn s_server_refuses_our_client_without_a_certificate_and_we_say_so() {
    for version in VERSIONS {
        let parties = Parties::new();
        let (mut server, port) = s_server(&Files::of(&parties), version);
        let error = connect(port, &parties.client().build().unwrap())
            .and_then(|end| end.recv(&mut [0; 1]))
            .unwrap_err();
        let Error::Tls(TlsError::CertificateRefused(alert) | TlsError::Alert(alert)) = error else {
            panic!("TLS {version}: {error}");
        };
        let expected =
            if version == TlsVersion::Tls12 { "handshake_failure" } else { "certificate_required" };
        assert_eq!(alert, expected);
        server.kill().unwrap();
        server.wait().unwrap();
    }
}

/// What our server got from s_client, and how that ended.
struct Served {
    handshake: Result<(), Error>,
    received: Vec<u8>,
    success: bool,
    output: String,
}

/// Our echoing server, which requires certificates, meets s_client with these further arguments.
fn serve(parties: &Parties, context: &TlsContext, arguments: &[&str]) -> Served {
    let files = Files::of(parties);
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(context));
    let target = address.to_string();
    let mut all = vec![
        "s_client",
        "-connect",
        &target,
        "-CAfile",
        "ca.pem",
        "-verify_return_error",
        "-verify_hostname",
        "localhost",
        "-servername",
        "localhost",
        "-quiet",
        "-no_ign_eof",
    ];
    all.extend(arguments);
    let mut client = files.openssl(&all);
    let mut stdin = client.stdin.take().unwrap();
    stdin.write_all(b"hello\n").unwrap();
    let (fd, _) = sockets.accept(listening).unwrap();
    let handshake = sockets.handshake(fd);
    let received = if handshake.is_ok() { echo(&sockets, fd) } else { Vec::new() };
    sockets.close(fd).unwrap();
    let mut output = String::new();
    client.stdout.take().unwrap().read_to_string(&mut output).unwrap();
    client.stderr.take().unwrap().read_to_string(&mut output).unwrap();
    drop(stdin);
    Served { handshake, received, success: client.wait().unwrap().success(), output }
}

fn echo(sockets: &std::sync::Arc<Gzsock>, fd: sockets::zsock::Fd) -> Vec<u8> {
    let end = End { sockets: sockets.clone(), fd };
    let line = end.recv_exactly(6).unwrap();
    end.send_all(&line).unwrap();
    line
}

#[test]
#[ignore = "needs openssl: cargo test -p hwcrypto-sockets -- --ignored"]
fn our_server_with_a_key_in_an_element_satisfies_s_client() {
    for version in VERSIONS {
        let parties = Parties::new();
        let element = Element::holding(&parties.server.key);
        let identity = Identity::element(&parties.server.chain, element.table, KeyRef::slot(SLOT));
        let context = TlsContext::server(crypto())
            .identity(identity)
            .trust(parties.authority.pem())
            .require_client_certificate()
            .handshake_deadline(Duration::from_secs(60))
            .build()
            .unwrap();
        let served = serve(&parties, &context, &[flag(version), "-cert", "device.pem", "-key", "device.key"]);
        served.handshake.unwrap();
        assert_eq!(served.received, b"hello\n");
        assert!(served.output.starts_with("hello\n"), "{}", served.output);
        assert!(served.success, "{}", served.output);
        assert_eq!(element.counts().p256_sign, 1);
    }
}

#[test]
#[ignore = "needs openssl: cargo test -p hwcrypto-sockets -- --ignored"]
fn our_server_refuses_s_client_without_a_certificate() {
    for version in VERSIONS {
        let parties = Parties::new();
        let served = serve(&parties, &parties.server().build().unwrap(), &[flag(version)]);
        assert_eq!(served.handshake.unwrap_err(), Error::Tls(TlsError::NoPeerCertificate));
        assert!(served.output.contains("certificate required"), "{}", served.output);
    }
}
