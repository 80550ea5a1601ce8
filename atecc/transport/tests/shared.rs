//! Several processes on one adapter: the chips are simulated and served over TCP, the locks are the kernel's own, on
//! a node that is opened by all.
#![cfg(target_os = "linux")]

#[path = "../../tests/common/life.rs"]
mod life;
#[path = "../../tests/common/locked.rs"]
mod locked;

use core::net::SocketAddr;
use core::time::Duration;
use std::env;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;

use atecc::blocking::Atecc;
use atecc::{Config, Error, Opcode, PublicKey, Slot};
use atecc_sim::{I2ctClient, Options, Part, SimBus, SimI2c, Time, i2ct};
use atecc_transport::{Shared, SharedError};
use embedded_hal::delay::DelayNs;
use tempfile::TempDir;

/// What the process that is started has to do: server, node, address, milliseconds to wait.
const ORDERS: &str = "ATECC_TRANSPORT_TEST_ORDERS";
const ONE: u8 = 0x60;
const OTHER: u8 = 0x35;
const KEY: Slot = Slot::from_nibble(0);

struct Sleep;

impl DelayNs for Sleep {
    fn delay_ns(&mut self, ns: u32) {
        thread::sleep(Duration::from_nanos(ns.into()));
    }
}

type Chip = Atecc<Shared<I2ctClient>, Sleep>;

fn open(server: SocketAddr, node: &Path, address: u8, wait: Duration) -> Chip {
    let client = I2ctClient::connect(server).unwrap();
    Atecc::new(Shared::new(client, node, wait).unwrap(), Sleep, Config::new().with_address(address))
}

/// Not a test by itself: another process that uses a chip. Each line that it reads is an order, each that it writes an
/// answer.
#[test]
fn user() {
    let Ok(orders) = env::var(ORDERS) else { return };
    let words: Vec<&str> = orders.split(' ').collect();
    let wait = Duration::from_millis(words[3].parse().unwrap());
    let mut chip = open(words[0].parse().unwrap(), Path::new(words[1]), words[2].parse().unwrap(), wait);
    println!("\nready");
    let mut lines = std::io::stdin().lines();
    while let Some(line) = lines.next() {
        let answer = match line.unwrap().as_str() {
            "sign" => said(chip.sign_digest(KEY, &[7; 32])),
            "hold" => {
                let mut session = chip.session();
                println!("{}", said(session.sign_digest(KEY, &[7; 32])));
                lines.next();
                session.end();
                "over".into()
            }
            number => many_signatures(&mut chip, number.parse().unwrap()),
        };
        println!("{answer}");
    }
}

fn said<T>(outcome: Result<T, Error<SharedError<atecc_sim::I2ctError>>>) -> String {
    outcome.map_or_else(|error| error.to_string(), |_| "done".into())
}

/// Signs digests that are this process's own, and looks whether the signatures are of them.
fn many_signatures(chip: &mut Chip, number: u8) -> String {
    let key = chip.public_key(KEY).unwrap();
    for turn in 0..10 {
        let digest = [number ^ turn; 32];
        let signature = chip.sign_digest(KEY, &digest).unwrap();
        if !is_good(&key, &digest, &signature) {
            return format!("signature {turn} is of another digest");
        }
    }
    "done".into()
}

fn is_good(key: &PublicKey, digest: &[u8; 32], signature: &atecc::Signature) -> bool {
    use p256::ecdsa::signature::hazmat::PrehashVerifier;
    let sec1: Vec<u8> = [0x04].into_iter().chain(key.0).collect();
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&sec1).unwrap();
    key.verify_prehash(digest, &p256::ecdsa::Signature::from_slice(&signature.0).unwrap()).is_ok()
}

/// Two chips on a bus that is served, and the node that stands for their adapter.
struct Board {
    chips: [SimI2c; 2],
    server: SocketAddr,
    folder: TempDir,
}

impl Board {
    fn new() -> Self {
        let bus = SimBus::new(Time::Real);
        let chips = [(1, ONE), (2, OTHER)].map(|(seed, address)| {
            let mut options = Options::default();
            options.address = Some(address);
            bus.blank(Part::Atecc608B, Some(seed), options).unwrap()
        });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = listener.local_addr().unwrap();
        let served = chips[0].clone();
        thread::spawn(move || i2ct::serve(&listener, &served));
        for (chip, address) in chips.iter().zip([ONE, OTHER]) {
            locked::lock(&mut Atecc::new(chip.clone(), Sleep, Config::new().with_address(address)));
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("i2c-9"), "").unwrap();
        Self { chips, server, folder }
    }

    fn node(&self) -> std::path::PathBuf {
        self.folder.path().join("i2c-9")
    }

    fn open(&self, address: u8) -> Chip {
        open(self.server, &self.node(), address, Duration::from_secs(30))
    }

    fn user(&self, address: u8, wait_ms: u32) -> User {
        let orders = format!("{} {} {address} {wait_ms}", self.server, self.node().display());
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "user", "--nocapture"])
            .env(ORDERS, orders)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut user = User { child, input, output: BufReader::new(output) };
        while user.answer() != "ready" {}
        user
    }
}

/// Another process.
struct User {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl User {
    fn order(&mut self, order: &str) {
        writeln!(self.input, "{order}").unwrap();
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "the other process ended");
        line.trim().into()
    }

    fn ask(&mut self, order: &str) -> String {
        self.order(order);
        self.answer()
    }
}

impl Drop for User {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn nobody_gets_between_the_commands_of_an_operation() {
    let board = Board::new();
    let mut users = [0x10, 0x20, 0x30].map(|number| (board.user(ONE, 60_000), number));
    for (user, number) in &mut users {
        user.order(&format!("{number}"));
    }
    for (user, _) in &mut users {
        assert_eq!(user.answer(), "done");
    }
    let counts = board.chips[0].counts();
    assert_eq!(counts.of(Opcode::Sign), 30, "no signature was made twice");
}

#[test]
fn the_second_is_told_after_its_time_or_waits_for_the_first() {
    let board = Board::new();
    let mut first = board.user(ONE, 1_000);
    assert_eq!(first.ask("hold"), "done");
    let refusal = board.user(ONE, 20).ask("sign");
    assert!(refusal.contains("another program kept the chip at 0x60 on "), "{refusal}");
    assert!(refusal.contains("?wait=SECONDS"), "{refusal}");
    assert_eq!(board.user(OTHER, 1_000).ask("sign"), "done", "the other chip is free");
    let mut second = board.user(ONE, 60_000);
    second.order("sign");
    assert_eq!(first.ask("end"), "over");
    assert_eq!(second.answer(), "done");
}

#[test]
fn a_killed_holder_leaves_nothing_behind() {
    let board = Board::new();
    let mut first = board.user(ONE, 1_000);
    assert_eq!(first.ask("hold"), "done");
    drop(first);
    assert_eq!(board.user(ONE, 0).ask("sign"), "done");
}

#[test]
fn another_users_work_is_noticed_and_its_absence_as_well() {
    let board = Board::new();
    let mut chip = board.open(ONE);
    let renewals = || board.chips[0].counts().of(Opcode::Random);
    chip.sign_digest(KEY, &[1; 32]).unwrap();
    let before = renewals();
    chip.sign_digest(KEY, &[1; 32]).unwrap();
    assert_eq!(renewals() - before, 0, "nobody was there");
    assert_eq!(board.user(ONE, 1_000).ask("sign"), "done");
    let before = renewals();
    chip.sign_digest(KEY, &[1; 32]).unwrap();
    assert_eq!(renewals() - before, 1, "somebody came and went");
}

#[test]
fn a_chip_at_rest_keeps_its_state_while_others_are_used() {
    let board = Board::new();
    let mut other = board.open(OTHER);
    let (token, public) = other.ephemeral_key().unwrap();
    let refusal = board.user(OTHER, 0).ask("sign");
    assert!(refusal.contains("the chip at 0x35"), "{refusal}");
    let mut user = board.user(ONE, 1_000);
    // Longer than the watchdog of a chip that was woken and left awake.
    assert_eq!(user.ask("16"), "done");
    assert_eq!(user.ask("16"), "done");
    other.ecdh_ephemeral(token, &public).unwrap();
    assert_eq!(board.user(OTHER, 1_000).ask("sign"), "done", "it is free again");
}

#[test]
fn an_adapter_that_was_plugged_in_again_is_another_one() {
    let board = Board::new();
    let mut chip = board.open(ONE);
    chip.revision().unwrap();
    std::fs::rename(board.node(), board.folder.path().join("gone")).unwrap();
    std::fs::write(board.node(), "").unwrap();
    let error = chip.revision().unwrap_err();
    assert!(matches!(error, Error::InUse(SharedError::Lock { .. })), "{error}");
}
