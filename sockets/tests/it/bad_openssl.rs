//! OpenSSL shows the gallery of bad certificates to our sockets, as server and as client. Run it with
//! `cargo test -p hwcrypto-sockets -- --ignored`.

use alloc::sync::Arc;
use core::time::Duration;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use rustls::pki_types::UnixTime;
use rustls::time_provider::TimeProvider;
use sockets::Error;
use sockets::zssl::{
    ClientSide, ContextBuilder, Identity, ServerSide, TlsContext, TlsError, TlsVersion, Verification,
};
use tempfile::TempDir;

use crate::cases::{Bad, CASES, Case, Side};
use crate::forge::{Made, Shown};
use crate::harness::{VERSIONS, crypto, host, listener};

/// 2030-01-01: the certificates that are kept in the repository are valid then, whatever the host's clock says.
#[derive(Debug)]
struct Stopped;

impl TimeProvider for Stopped {
    fn current_time(&self) -> Option<UnixTime> {
        Some(UnixTime::since_unix_epoch(Duration::from_secs(1_893_456_000)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Required,
    Optional,
    None,
}

/// OpenSSL does not show a certificate without its key.
fn shows(case: &Case, side: Side) -> bool {
    case.diagnosis != "WrongKey" && case.sides().contains(&side)
}

/// Starts OpenSSL with the certificate, whatever it thinks of it.
fn openssl(folder: &TempDir, shown: &Shown, version: TlsVersion, arguments: &[&str]) -> Child {
    let own = shown.chain.find("-----END CERTIFICATE-----\n").unwrap() + "-----END CERTIFICATE-----\n".len();
    let (own, others) = shown.chain.split_at(own);
    for (name, content) in [("own.pem", own), ("others.pem", others), ("own.key", &shown.key)] {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let version = if version == TlsVersion::Tls12 { "-tls1_2" } else { "-tls1_3" };
    let chain: &[&str] = if others.is_empty() { &[] } else { &["-cert_chain", "others.pem"] };
    Command::new("openssl")
        .args(arguments)
        .args([version, "-cert", "own.pem", "-key", "own.key", "-cipher", "ALL:@SECLEVEL=0"])
        .args(chain)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("openssl runs")
}

fn client(shown: &Shown, mode: Mode) -> TlsContext {
    let builder: ContextBuilder<ClientSide> =
        TlsContext::client(crypto()).trust(&shown.roots).server_name(shown.name).time(Arc::new(Stopped));
    match mode {
        Mode::Required => builder,
        Mode::Optional => builder.dangerously_continue_with_bad_server(),
        Mode::None => builder.dangerously_accept_any_server(),
    }
    .build()
    .unwrap()
}

fn server(shown: &Shown, mode: Mode) -> TlsContext {
    let root = Made::root("good");
    let good = root.peer(|_| ()).shown(&[], &root);
    let builder: ContextBuilder<ServerSide> = TlsContext::server(crypto())
        .trust(&shown.roots)
        .identity(Identity::pem(good.chain, good.key))
        .time(Arc::new(Stopped));
    match mode {
        Mode::Required => builder.require_client_certificate(),
        Mode::Optional => builder.request_client_certificate(),
        Mode::None => builder,
    }
    .build()
    .unwrap()
}

/// How it went for us, and what OpenSSL said.
type Outcome = (Result<Verification, Error>, String);

fn we_are_the_client(shown: &Shown, mode: Mode, version: TlsVersion) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-rev"];
    let mut server = openssl(&folder, shown, version, &arguments);
    let mut lines = BufReader::new(server.stdout.as_mut().unwrap()).lines();
    let ready = lines.find_map(|line| line.unwrap().strip_prefix("ACCEPT ").map(String::from));
    let ready = ready.expect("openssl serves");
    let port = ready.rsplit_once(':').unwrap().1.parse().unwrap();
    let sockets = host();
    let outcome = sockets.connect_name("127.0.0.1", port, Some(&client(shown, mode))).map(|fd| {
        let info = sockets.tls_info(fd).unwrap().unwrap();
        sockets.close(fd).unwrap();
        info.verification
    });
    let output = server.wait_with_output().unwrap();
    (outcome, String::from_utf8_lossy(&output.stderr).into())
}

fn we_are_the_server(shown: &Shown, mode: Mode, version: TlsVersion) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let sockets = host();
    let (listening, address) = listener(&sockets, Some(&server(shown, mode)));
    let client = openssl(&folder, shown, version, &["s_client", "-connect", &address.to_string()]);
    let (fd, _) = sockets.accept(listening).unwrap();
    let outcome = sockets.handshake(fd).map(|()| sockets.tls_info(fd).unwrap().unwrap().verification);
    sockets.close(fd).unwrap();
    let output = client.wait_with_output().unwrap();
    (outcome, String::from_utf8_lossy(&output.stderr).into())
}

fn assert_fits(case: &Case, side: Side, mode: Mode, (outcome, openssl): &Outcome, name: &str) {
    let asked = side == Side::Server || mode != Mode::None;
    let refused = mode == Mode::Required || (case.bad == Bad::Key && asked);
    match outcome {
        Err(Error::Tls(TlsError::Certificate(diagnosis))) if refused => {
            assert!(diagnosis.to_string().contains(case.text), "{name}: {diagnosis}");
            assert!(format!("{diagnosis:?}").starts_with(case.diagnosis), "{name}: {diagnosis:?}");
            let alert = case.alert.replace('_', " ");
            assert!(openssl.contains(&format!("alert {alert}")), "{name}: {openssl}");
        }
        Ok(Verification::Failed(diagnosis)) if !refused && mode == Mode::Optional => {
            assert!(diagnosis.to_string().contains(case.text), "{name}: {diagnosis}");
        }
        Ok(Verification::Unchecked) if !refused && mode == Mode::None => {}
        outcome => panic!("{name}: {outcome:?}\n{openssl}"),
    }
}

fn gallery(side: Side, meet: fn(&Shown, Mode, TlsVersion) -> Outcome) {
    for case in CASES.iter().filter(|case| shows(case, side)) {
        for version in VERSIONS {
            for mode in [Mode::Required, Mode::Optional, Mode::None] {
                let outcome = meet(&(case.show)(side), mode, version);
                let name = format!("{}, {side:?}, {mode:?}, TLS {version}", case.name);
                assert_fits(case, side, mode, &outcome, &name);
            }
        }
    }
}

#[test]
#[ignore = "needs openssl: cargo test -p hwcrypto-sockets -- --ignored"]
fn s_server_shows_bad_certificates_to_our_client() {
    gallery(Side::Server, we_are_the_client);
}

#[test]
#[ignore = "needs openssl: cargo test -p hwcrypto-sockets -- --ignored"]
fn s_client_shows_bad_certificates_to_our_server() {
    gallery(Side::Client, we_are_the_server);
}
