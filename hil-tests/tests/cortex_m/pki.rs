use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustls::pki_types::alg_id;
use rustls::sign::public_key_to_spki;
use tempfile::TempDir;

/// Whose certificates these are.
pub(crate) const DEVICE: &str = "device.example";
pub(crate) const PEER: &str = "peer.example";

const CURVE: [&str; 5] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
const AUTHORITY: &str = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\n";

/// A folder with certificates that OpenSSL has made: root, an authority under it (`signer`), and under that the firmware's
/// (`identity.pem`, with its chain) and its peer's (`peer.pem`).
pub(crate) struct Pki(TempDir);

impl Pki {
    /// With a certificate for the `key` (X and Y) of a chip.
    pub(crate) fn new(key: &[u8; 64]) -> Self {
        let pki = Self(tempfile::tempdir().unwrap());
        pki.root();
        pki.request("signer");
        pki.issue(&["-req", "-in", "signer.csr"], "root", "signer", AUTHORITY);
        pki.request("peer");
        pki.issue(&["-req", "-in", "peer.csr"], "signer", "peer", &leaf(PEER));
        let spki = public_key_to_spki(&alg_id::ECDSA_P256, [&[0x04], &key[..]].concat());
        fs::write(pki.path("device.der"), &spki).unwrap();
        let device = ["-new", "-force_pubkey", "device.der", "-subj", "/CN=device"];
        pki.issue(&device, "signer", "device", &leaf(DEVICE));
        fs::write(pki.path("identity.pem"), pki.read("device.pem") + &pki.read("signer.pem")).unwrap();
        fs::copy(pki.path("root.pem"), pki.path("authorities.pem")).unwrap();
        pki
    }

    /// The firmware is to trust another's root.
    pub(crate) fn trust(&self, other: &Self) {
        fs::copy(other.path("root.pem"), self.path("authorities.pem")).unwrap();
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// OpenSSL, working in the folder.
    pub(crate) fn openssl(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("openssl");
        command.current_dir(self.folder()).args(arguments);
        command
    }

    fn make(&self, arguments: &[&str]) {
        let output = self.openssl(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn root(&self) {
        let files = ["-keyout", "root.key", "-out", "root.pem", "-days", "30"];
        self.make(&[&["req", "-x509", "-subj", "/CN=root"], &files[..], &CURVE].concat());
    }

    fn request(&self, name: &str) {
        let (subject, key, csr) = (format!("/CN={name}"), format!("{name}.key"), format!("{name}.csr"));
        self.make(&[&["req", "-new", "-subj", &subject, "-keyout", &key, "-out", &csr], &CURVE[..]].concat());
    }

    fn issue(&self, subject: &[&str], issuer: &str, name: &str, extensions: &str) {
        fs::write(self.path("extensions"), extensions).unwrap();
        let (ca, key, out) = (format!("{issuer}.pem"), format!("{issuer}.key"), format!("{name}.pem"));
        let by = ["-CA", &ca, "-CAkey", &key, "-extfile", "extensions", "-days", "30", "-out", &out];
        self.make(&[&["x509"], subject, &by].concat());
    }
}

fn leaf(name: &str) -> String {
    format!("keyUsage=critical,digitalSignature\nsubjectAltName=DNS:{name}\n")
}
