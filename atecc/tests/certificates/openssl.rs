//! What OpenSSL says about what was written.

use std::path::Path;
use std::process::Command;

use atecc::cert::{Extensions, RequestInfo, max_sealed_size};
use x509_cert::Certificate;
use x509_cert::der::pem::LineEnding;
use x509_cert::der::{Decode, EncodePem};

use crate::common::{DEVICE, key, public, signed};
use crate::x509::issued;

fn openssl(args: &[&str]) -> String {
    let output = Command::new("openssl").args(args).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "openssl {args:?}: {said}");
    said
}

fn write_pem(path: &Path, der: &[u8]) {
    let pem = Certificate::from_der(der).unwrap().to_pem(LineEnding::LF).unwrap();
    std::fs::write(path, pem).unwrap();
}

#[test]
#[ignore = "needs openssl: cargo test -p atecc -- --ignored"]
fn openssl_verifies_a_chain() {
    let folder = tempfile::tempdir().unwrap();
    let [leaf, root] = ["leaf.pem", "root.pem"].map(|name| folder.path().join(name));
    let (device, authority) = issued();
    write_pem(&leaf, &device);
    write_pem(&root, &authority);
    let [leaf, root] = [&leaf, &root].map(|path| path.to_str().unwrap());
    let strict = ["verify", "-x509_strict", "-check_ss_sig", "-CAfile", root];
    openssl(&[&strict[..], &["-purpose", "sslclient", leaf]].concat());
    openssl(&[&strict[..], &["-purpose", "sslserver", "-verify_ip", "127.0.0.1", leaf]].concat());
    openssl(&[&strict[..], &[root]].concat());
    let text = openssl(&["x509", "-in", leaf, "-noout", "-text"]);
    for expected in
        ["DNS:device-7.example, IP Address:127.0.0.1", "Digital Signature, Key Agreement", "CA:FALSE"]
    {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
#[ignore = "needs openssl: cargo test -p atecc -- --ignored"]
fn openssl_verifies_a_request() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("request.der");
    let public_key = public(&key(7));
    let info = RequestInfo { subject: DEVICE, public_key: &public_key, extensions: Extensions::default() };
    let mut buffer = vec![0; max_sealed_size(info.size().unwrap())];
    let len = info.write(&mut buffer).unwrap();
    std::fs::write(&path, signed(buffer, len, &key(7))).unwrap();
    let args = ["req", "-inform", "DER", "-in", path.to_str().unwrap(), "-noout", "-verify", "-subject"];
    let said = openssl(&args);
    assert!(
        said.contains("verify OK") && said.contains("CN = device 7") || said.contains("CN=device 7"),
        "{said}"
    );
}
