//! The certificates of both parties as files, where peers look for them.

use std::fs;
use std::path::Path;
use std::process::Command;

use atecc_provision::{CertificateAuthority, KeyPair, Template, Usage};
use hil_tests::Onboarded;

const DAYS: u32 = 30;

/// What an onboarding left (`ca.pem`, `device.pem`, `chip.sim`), and `peer.pem` with `peer.key`: as our certificate,
/// the peer's is of that authority, for the name `localhost` and for either side of TLS.
pub(crate) struct Files(Onboarded);

impl Files {
    pub(crate) fn new() -> Self {
        let files = Self(Onboarded::new());
        let text = |name: &str| String::from_utf8(files.read(name)).unwrap();
        let authority = CertificateAuthority::from_pem(&text("ca.pem"), &text("ca.key")).unwrap();
        let key = KeyPair::generate();
        let template = Template::new(Usage::Device, &["localhost"], DAYS);
        let certificate = authority.issue_for(&key, "CN=peer", &template).unwrap();
        files.write("peer.pem", CertificateAuthority::chain_pem(&[&certificate]).unwrap());
        files.write("peer.key", key.to_pem().unwrap());
        files
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.folder()
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        self.0.read(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), content).unwrap();
    }

    /// A program that runs among them, and speaks English.
    pub(crate) fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.path()).env("LC_ALL", "C");
        command
    }
}
