//! Peers that we did not write. Run them with `cargo test -p tls-glue -- --ignored`.

use alloc::sync::Arc;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::sign::SingleCertAndKey;
use rustls::{
    CipherSuite, ClientConfig, ClientConnection, NamedGroup, RootCertStore, ServerConfig, ServerConnection,
    Stream, SupportedCipherSuite,
};
use tempfile::TempDir;
use tls_glue::Wait;

use super::provider;
use crate::element::Element;
use crate::parties::{Parties, in_element};

/// A folder of certificates and keys.
struct Files(TempDir);

impl Files {
    fn openssl(&self, arguments: &str) -> Child {
        Command::new("openssl")
            .args(arguments.split_whitespace())
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl runs")
    }

    fn done(&self, arguments: &str) {
        assert!(self.openssl(arguments).wait().unwrap().success(), "openssl {arguments}");
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    /// An authority and a server, with keys that `key` says how to make; certificates are signed with `digest`.
    fn issued(key: &str, digest: &str) -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        files
            .done(&format!("req -x509 -nodes -subj /CN=authority {key} {digest} -keyout ca.key -out ca.pem"));
        files.done(&format!(
            "req -x509 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost \
             -addext basicConstraints=critical,CA:FALSE {key} {digest} -CA ca.pem -CAkey ca.key \
             -keyout server.key -out server.pem"
        ));
        files
    }
}

/// The name that OpenSSL has for a suite, and the option that selects it.
fn openssl_name(suite: CipherSuite) -> String {
    match suite {
        CipherSuite::TLS13_AES_128_GCM_SHA256 => "-tls1_3 -ciphersuites TLS_AES_128_GCM_SHA256".to_string(),
        CipherSuite::TLS13_AES_256_GCM_SHA384 => "-tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384".to_string(),
        CipherSuite::TLS13_CHACHA20_POLY1305_SHA256 => {
            "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256".to_string()
        }
        older => {
            let name = format!("{older:?}").replace("TLS_", "").replace("_WITH_", "_").replace("AES_", "AES");
            format!("-tls1_2 -cipher {}", name.replace("POLY1305_SHA256", "POLY1305").replace('_', "-"))
        }
    }
}

/// Our client asks `s_server` to reverse a line. Returns the suite.
fn ask(files: &Files, port: u16) -> CipherSuite {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(files.path("ca.pem")).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let mut client = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let mut stream = Stream::new(&mut client, &mut socket);
    stream.write_all(b"desserts\n").unwrap();
    let mut answer = [0; 9];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"stressed\n");
    client.negotiated_cipher_suite().unwrap().suite()
}

/// An `s_server` that reverses lines. Returns its port.
fn s_server(files: &Files, more: &str) -> (Child, u16) {
    let mut server = files.openssl(&format!(
        "s_server -accept 127.0.0.1:0 -naccept 1 -rev -cert server.pem -key server.key {more}"
    ));
    let mut lines = BufReader::new(server.stdout.as_mut().unwrap()).lines().map_while(Result::ok);
    let ready = lines.find_map(|line| line.strip_prefix("ACCEPT ").map(String::from)).expect("it accepts");
    let port = ready.rsplit_once(':').unwrap().1.parse().unwrap();
    (server, port)
}

#[test]
#[ignore = "needs openssl: cargo test -p tls-glue -- --ignored"]
fn our_client_meets_s_server_with_each_suite_and_kind_of_key() {
    for (key, digest, authentication) in [
        ("-newkey ec -pkeyopt ec_paramgen_curve:P-256", "-sha256", "ECDSA"),
        ("-newkey ec -pkeyopt ec_paramgen_curve:P-256", "-sha384", "ECDSA"),
        ("-newkey ec -pkeyopt ec_paramgen_curve:P-384", "-sha256", "ECDSA"),
        ("-newkey ec -pkeyopt ec_paramgen_curve:P-384", "-sha384", "ECDSA"),
        ("-newkey ed25519", "", "ECDSA"),
        ("-newkey rsa:2048", "-sha256", "RSA"),
        ("-newkey rsa:3072", "-sha384", "RSA"),
        ("-newkey rsa:2048", "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest", "RSA"),
        ("-newkey rsa:2049", "-sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest", "RSA"),
    ] {
        let files = Files::issued(key, digest);
        for suite in provider().cipher_suites.iter().map(|suite| suite.suite()) {
            let name = openssl_name(suite);
            if name.contains("tls1_3") || name.contains(&format!("ECDHE-{authentication}-")) {
                let (mut server, port) = s_server(&files, &name);
                assert_eq!(ask(&files, port), suite, "{key} {digest}");
                server.kill().unwrap();
                server.wait().unwrap();
            }
        }
    }
}

/// Every way to sign with an RSA key that we offer, in both versions.
#[test]
#[ignore = "needs openssl: cargo test -p tls-glue -- --ignored"]
fn our_client_verifies_each_rsa_scheme_of_s_server() {
    let files = Files::issued("-newkey rsa:2048", "-sha256");
    for version in ["-tls1_2", "-tls1_3"] {
        for padding in ["rsa_pss_rsae", "rsa_pkcs1"] {
            for hash in ["sha256", "sha384", "sha512"] {
                // TLS 1.3 signs handshakes with PSS alone (RFC 8446, 4.2.3).
                if version == "-tls1_2" || padding == "rsa_pss_rsae" {
                    let (mut server, port) =
                        s_server(&files, &format!("{version} -sigalgs {padding}_{hash}"));
                    ask(&files, port);
                    server.kill().unwrap();
                    server.wait().unwrap();
                }
            }
        }
    }
}

/// Our server, whose key is in an element, sends one line back.
fn serve(parties: &Parties, listener: &TcpListener) -> (CipherSuite, NamedGroup, Vec<u8>) {
    let element = Element::holding(&parties.server.key);
    let identity = SingleCertAndKey::from(in_element(&element, &parties.server, Wait::NONE));
    let config = ServerConfig::builder_with_provider(Arc::new(provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(identity));
    let mut server = ServerConnection::new(Arc::new(config)).unwrap();
    let mut socket = listener.accept().unwrap().0;
    let mut stream = Stream::new(&mut server, &mut socket);
    let mut line = vec![0; 6];
    stream.read_exact(&mut line).unwrap();
    stream.write_all(&line).unwrap();
    assert_eq!(element.counts().p256_sign, 1);
    let suite = server.negotiated_cipher_suite().unwrap().suite();
    let group = server.negotiated_key_exchange_group().unwrap().name();
    server.send_close_notify();
    server.complete_io(&mut socket).unwrap();
    (suite, group, line)
}

#[test]
#[ignore = "needs openssl: cargo test -p tls-glue -- --ignored"]
fn our_server_meets_s_client_with_each_suite_and_group() {
    let parties = Parties::new();
    let files = Files(tempfile::tempdir().unwrap());
    std::fs::write(files.path("ca.pem"), parties.authority.pem()).unwrap();
    for suite in super::with_ecdsa_keys() {
        for (group, expected) in [
            ("P-256", NamedGroup::secp256r1),
            ("X25519", NamedGroup::X25519),
            ("P-384", NamedGroup::secp384r1),
        ] {
            // In TLS 1.2 the groups are also the curves that our certificate may have, and our order prevails.
            let group = match suite {
                SupportedCipherSuite::Tls12(_) if group == "P-384" => continue,
                SupportedCipherSuite::Tls12(_) if group == "X25519" => "X25519:P-256",
                _ => group,
            };
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let mut client = files.openssl(&format!(
                "s_client -connect {address} -servername localhost -verify_hostname localhost \
                 -CAfile ca.pem -verify_return_error -quiet -groups {group} {}",
                openssl_name(suite.suite())
            ));
            let mut input = client.stdin.take().unwrap();
            input.write_all(b"hello\n").unwrap();
            assert_eq!(serve(&parties, &listener), (suite.suite(), expected, b"hello\n".to_vec()));
            let mut answer = [0; 6];
            client.stdout.take().unwrap().read_exact(&mut answer).unwrap();
            assert_eq!(&answer, b"hello\n");
            drop(input);
            assert!(client.wait().unwrap().success());
        }
    }
}
