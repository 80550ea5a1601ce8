//! The examples against OpenSSL's own client and server.

#[path = "common/mtls.rs"]
mod mtls;
#[path = "common/openssl_server.rs"]
mod openssl_server;
#[path = "common/programs.rs"]
mod programs;
#[path = "common/running.rs"]
mod running;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use mtls::{client, server};
use openssl_server::OpensslServer;
use programs::{Kept, failure, run};

/// With the server certificate of a folder.
fn server_of(kept: &Kept, more: &[&str]) -> OpensslServer {
    let (cert, key) = (kept.path("server.pem"), kept.path("server.key"));
    OpensslServer::start(&kept.path("ca.pem"), &[&["-cert", &cert, "-key", &key], more].concat())
}

#[test]
#[ignore = "needs openssl: cargo test -p examples -- --ignored"]
fn our_client_shows_its_certificate_to_openssl() {
    let kept = Kept::new();
    for (version, flag) in [("1.2", "-tls1_2"), ("1.3", "-tls1_3")] {
        let server = server_of(&kept, &[flag]);
        for more in [&[][..], &["--ecdhe-in-chip"]] {
            let args = [&["--tls", version], more].concat();
            let output = run(&mut client(&kept, server.port, &args), b"hello\n");
            assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
            assert_eq!(output.stdout, b"olleh\n", "{args:?}");
        }
    }
}

#[test]
#[ignore = "needs openssl: cargo test -p examples -- --ignored"]
fn openssl_refuses_a_stranger_and_we_say_so() {
    let (kept, stranger) = (Kept::new(), Kept::new());
    for flag in ["-tls1_2", "-tls1_3"] {
        let server = server_of(&kept, &[flag]);
        let line =
            failure(&run(&mut client(&stranger, server.port, &["--ca", &kept.path("ca.pem")]), b"hello\n"));
        assert!(line.contains("refused our certificate"), "{flag}: {line}");
    }
}

/// Has OpenSSL make a certificate of the folder's authority, valid for `days`, and its key.
fn certificate(kept: &Kept, name: &str, extensions: &str, days: &str) -> (String, String) {
    let file = |kind: &str| kept.path(&format!("{name}.{kind}"));
    let (cert, key, request, options) = (file("pem"), file("key"), file("csr"), file("ext"));
    fs::write(&options, extensions).unwrap();
    let openssl = |args: &[&str]| {
        let output = Command::new("openssl").args(args).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    openssl(&[&["req", "-new", "-subj", "/CN=peer", "-keyout", &key, "-out", &request], &curve[..]].concat());
    let authority = ["-CA", &kept.path("ca.pem"), "-CAkey", &kept.path("ca.key"), "-CAcreateserial"];
    let x509 = ["x509", "-req", "-in", &request, "-out", &cert, "-days", days, "-extfile", &options];
    openssl(&[&x509[..], &authority[..]].concat());
    (cert, key)
}

#[test]
#[ignore = "needs openssl: cargo test -p examples -- --ignored"]
fn bad_certificates_of_an_openssl_server_are_told_apart() {
    let (kept, other) = (Kept::new(), Kept::new());
    let expired = certificate(&kept, "expired", "subjectAltName=DNS:localhost", "-1");
    let misnamed = certificate(&kept, "misnamed", "subjectAltName=DNS:elsewhere.example", "10");
    let foreign = certificate(&other, "foreign", "subjectAltName=DNS:localhost", "10");
    let mut lines = Vec::new();
    for ((cert, key), words) in
        [(expired, "expired"), (misnamed, "elsewhere.example"), (foreign, "authority")]
    {
        let server = OpensslServer::start(&kept.path("ca.pem"), &["-cert", &cert, "-key", &key]);
        let line = failure(&run(&mut client(&kept, server.port, &[]), b"secret\n"));
        assert!(line.contains(words), "'{words}' is not in '{line}'");
        lines.push(line);
    }
    lines.dedup();
    assert_eq!(lines.len(), 3);
}

/// An `openssl s_client` that checks the server as ours checks servers.
fn s_client(kept: &Kept, port: u16, more: &[&str]) -> Command {
    let mut command = Command::new("openssl");
    command
        .args(["s_client", "-connect", &format!("127.0.0.1:{port}"), "-servername", "localhost"])
        .args(["-verify_return_error", "-verify_hostname", "localhost", "-CAfile", &kept.path("ca.pem")])
        .args(more);
    command
}

#[test]
#[ignore = "needs openssl: cargo test -p examples -- --ignored"]
fn our_server_serves_openssl_with_a_certificate() {
    let kept = Kept::new();
    let (cert, key) = certificate(&kept, "client", "extendedKeyUsage=clientAuth", "10");
    for flag in ["-tls1_2", "-tls1_3"] {
        let server = server(&kept, &["--once"]);
        let mut child = s_client(&kept, server.port, &[flag, "-cert", &cert, "-key", &key])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(b"hello, chip\n").unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert!(lines.any(|line| line == "hello, chip"), "{flag}: no echo");
        // The end of its input makes s_client close the session.
        drop(input);
        assert!(child.wait().unwrap().success(), "{flag}");
        assert_eq!(server.finish(), (true, String::new()), "{flag}");
    }
}

#[test]
#[ignore = "needs openssl: cargo test -p examples -- --ignored"]
fn the_servers_chip_exchanges_keys_with_openssl() {
    let kept = Kept::new();
    let (cert, key) = certificate(&kept, "client", "extendedKeyUsage=clientAuth", "10");
    let server = server(&kept, &["--ecdhe-in-chip"]);
    for flag in ["-tls1_2", "-tls1_3"] {
        // With its usual groups, of which the chip's is not the first, and with that one alone.
        for groups in [&[][..], &["-groups", "P-256"]] {
            let args = [&[flag, "-cert", &cert, "-key", &key], groups].concat();
            let output = s_client(&kept, server.port, &args).stdin(Stdio::null()).output().unwrap();
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(text.contains("Verify return code: 0"), "{flag} {groups:?}: {text}");
            // OpenSSL's name for the group secp256r1.
            assert!(text.contains("prime256v1"), "{flag} {groups:?}: {text}");
        }
    }
}

#[test]
#[ignore = "needs openssl: cargo test -p examples -- --ignored"]
fn our_server_refuses_openssl_without_a_certificate() {
    let kept = Kept::new();
    for flag in ["-tls1_2", "-tls1_3"] {
        let server = server(&kept, &["--once"]);
        let output = run(&mut s_client(&kept, server.port, &[flag, "-ign_eof"]), b"hello, chip\n");
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(!text.contains("hello, chip"), "{flag}: it was served");
        assert!(text.contains("alert"), "{flag}: {text}");
        let (content, line) = server.finish();
        assert!(!content && line.contains("no certificate"), "{flag}: {line}");
    }
}

#[test]
#[ignore = "needs openssl: cargo test -p examples -- --ignored"]
fn our_client_notices_that_openssl_cut_the_stream() {
    let kept = Kept::new();
    let server = server_of(&kept, &[]);
    let mut child = client(&kept, server.port, &[])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"abc\n").unwrap();
    let mut answer = [0; 4];
    child.stdout.as_mut().unwrap().read_exact(&mut answer).unwrap();
    assert_eq!(answer, *b"cba\n");
    // Killed in the middle of the session: no close_notify comes.
    drop(server);
    let output = child.wait_with_output().unwrap();
    drop(input);
    assert!(failure(&output).contains("cut off"), "{output:?}");
}
