//! TLS with the key in the chip, OpenSSL being the peer.

mod account;
mod figures;

use std::fs;
use std::process::Child;

use crate::board::Board;
use crate::chip::Chip;
use crate::peer::{self, Server, line};
use crate::pki::{PEER, Pki};
use account::Account;

/// A version as the firmware names it, and as OpenSSL does.
type Version = (&'static str, &'static str);
const VERSIONS: [Version; 2] = [("1.3", "-tls1_3"), ("1.2", "-tls1_2")];

/// What makes OpenSSL's client show a certificate.
const SHOWN: [&str; 6] = ["-cert", "peer.pem", "-key", "peer.key", "-cert_chain", "signer.pem"];
/// What the firmware demands of clients.
const REQUIRED: &str = "required";
const OPEN: &str = "open";

/// A chip, and certificates for its key.
struct Bench {
    chip: Chip,
    pki: Pki,
}

impl Bench {
    fn new() -> Self {
        let chip = Chip::new();
        let pki = Pki::new(&chip.key);
        Self { chip, pki }
    }

    /// Runs `program` as a client that expects a server of this `name`; gives also what the server says.
    fn client(&self, program: &str, version: Version, name: &str) -> (Account, String) {
        let server = Server::start(&self.pki, version.1);
        let account = self.board(program, version, name).line_to(&line(&self.pki)).run().into();
        (account, server.said())
    }

    /// Starts `program` as a server.
    fn server(&self, program: &str, version: Version, clients: &str) -> Child {
        // The last one's.
        _ = fs::remove_file(line(&self.pki));
        self.board(program, version, clients).line_at(&line(&self.pki)).start()
    }

    /// Runs the server for a client that is content.
    fn served(&self, version: Version, clients: &str, shown: &[&str]) -> Account {
        let server = self.server("tls_server", version, clients);
        let content = peer::echoed(&self.pki, &[&[version.1], shown].concat(), "hello, chip");
        let account = Account::from(server.wait_with_output().unwrap());
        assert!(content, "{version:?}: {}", account.text);
        account
    }

    fn board(&self, program: &str, version: Version, word: &str) -> Board {
        Board::new(program, self.chip.port).settings(self.pki.folder(), &[version.0, word])
    }
}

#[test]
#[ignore = "needs qemu-system-arm, openssl, and in ATECC_CORTEX_M the programs of examples/cortex-m: bash .ci/run cortex-m"]
fn a_cortex_m_is_a_client_of_openssl() {
    let bench = Bench::new();
    for (program, version) in ["tls_client", "tls_both"].into_iter().zip(VERSIONS) {
        let (account, server) = bench.client(program, version, PEER);
        account.is_success(version.0, "tnemele eht morf olleh");
        for line in ["depth=0 CN = device", "Verification: OK", "CONNECTION CLOSED"] {
            assert!(server.contains(line), "{version:?}: no '{line}' in {server}");
        }
    }
}

#[test]
#[ignore = "needs qemu-system-arm, openssl, and in ATECC_CORTEX_M the programs of examples/cortex-m: bash .ci/run cortex-m"]
fn a_cortex_m_serves_openssl_with_and_without_a_certificate() {
    let bench = Bench::new();
    for version in VERSIONS {
        for (clients, shown) in [(REQUIRED, &SHOWN[..]), (OPEN, &[])] {
            bench.served(version, clients, shown).is_success(version.0, "hello, chip");
        }
    }
}

#[test]
#[ignore = "needs qemu-system-arm, openssl, and in ATECC_CORTEX_M the programs of examples/cortex-m: bash .ci/run cortex-m"]
fn a_cortex_m_refuses_a_client_without_a_certificate() {
    let bench = Bench::new();
    for version in VERSIONS {
        let server = bench.server("tls_server", version, REQUIRED);
        let said = peer::refused(&bench.pki, &[version.1], "hello, chip");
        assert!(said.contains("alert") && !said.contains("hello, chip"), "{version:?}: {said}");
        let account = Account::from(server.wait_with_output().unwrap());
        account.is_failure("the peer showed no certificate, but one is required");
    }
}

#[test]
#[ignore = "needs qemu-system-arm, openssl, and in ATECC_CORTEX_M the programs of examples/cortex-m: bash .ci/run cortex-m"]
fn a_cortex_m_refuses_another_name_and_another_authority() {
    let bench = Bench::new();
    let client = |name| VERSIONS.map(|version| bench.client("tls_client", version, name).0);
    for account in client("elsewhere.example") {
        account.is_failure("the server's certificate is not for `elsewhere.example` but for peer.example");
    }
    bench.pki.trust(&Pki::new(&bench.chip.key));
    for account in client(PEER) {
        account.is_failure("authority");
    }
}
