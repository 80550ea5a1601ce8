//! The binary, as a shell sees it.

#[path = "common/shell.rs"]
mod shell;

use core::time::Duration;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};
use std::thread;
use std::time::Instant;

use atecc::blocking::Atecc;
use atecc_sim::{I2ctClient, SimI2c, StateError};
use embedded_hal::delay::DelayNs;
use embedded_hal::i2c::I2c;

use crate::shell::{Folder, atecc, run};

const ADDRESS: u8 = 0x60;

/// A serving process; it ends with the value.
struct Server {
    child: Child,
    endpoint: String,
}

impl Server {
    fn start(device: &str, options: &[&str]) -> Self {
        let mut child = atecc(["sim", "serve", "--device", device, "--listen", "127.0.0.1:0"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
        let endpoint =
            line.strip_prefix("listening on ").unwrap_or_else(|| panic!("{line}")).trim().to_owned();
        Self { child, endpoint }
    }

    fn client(&self) -> I2ctClient {
        I2ctClient::connect(&self.endpoint).unwrap()
    }

    /// Ends it, and gives what it printed.
    fn end(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let mut text = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
        text
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Sleep;

impl DelayNs for Sleep {
    fn delay_ns(&mut self, ns: u32) {
        thread::sleep(Duration::from_nanos(ns.into()));
    }
}

#[test]
fn new_makes_a_blank_part_once() {
    let folder = Folder::new();
    let (code, out, err) = run(&["sim", "new", "--device", &folder.uri("?part=608a&seed=7")]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let chip = SimI2c::open(folder.path()).unwrap();
    let serial = chip.reveal_eeprom().config().serial_number();
    assert_eq!(out, format!("made {}: blank 608a, serial number {serial}\n", folder.path().display()));
    drop(chip);

    let before = fs::read(folder.path()).unwrap();
    let (code, out, err) = run(&["sim", "new", "--device", &folder.uri("")]);
    assert_eq!((code, out.as_str()), (Some(3), ""));
    assert!(err.contains("there is a file already") && err.lines().count() == 1, "{err}");
    assert_eq!(fs::read(folder.path()).unwrap(), before);
}

#[test]
fn new_makes_trust_parts_and_a_fresh_one_is_of_the_same_kind() {
    for (part, address) in [("tngtls", 0x35), ("tflxtls", 0x36)] {
        let folder = Folder::new();
        let (code, out, err) = run(&["sim", "new", "--device", &folder.uri("?seed=7"), "--part", part]);
        assert_eq!((code, err.as_str()), (Some(0), ""));
        assert!(out.contains(&format!("fully locked {part}, serial number 0123")), "{out}");
        let made = SimI2c::open(folder.path()).unwrap();
        assert_eq!(made.address(), address);
        let before = made.reveal_eeprom();
        drop(made);

        let server = Server::start(&folder.uri(""), &["--timing", "instant"]);
        server.client().fresh_part().unwrap();
        let mut client = server.client();
        client.wake_pulse().unwrap();
        let mut token = [0; 4];
        client.read(address, &mut token).unwrap();
        assert_eq!(token, [0x04, 0x11, 0x33, 0x43]);
        server.end();
        assert_eq!(SimI2c::open(folder.path()).unwrap().reveal_eeprom(), before, "from the same seed");
    }
    let folder = Folder::new();
    let (code, _, err) = run(&["sim", "new", "--device", &folder.uri(""), "--part", "tnglora"]);
    assert_eq!(code, Some(2));
    assert!(err.contains(atecc_sim::Part::NAMES), "{err}");
}

#[test]
fn new_speaks_json_also_when_it_fails() {
    let folder = Folder::new();
    let json = |code| {
        let (actual, out, _) = run(&["sim", "new", "--json", "--device", &folder.uri("?seed=7")]);
        assert_eq!(actual, Some(code));
        assert_eq!(out.lines().count(), 1);
        serde_json::from_str::<serde_json::Value>(&out).unwrap()
    };
    let made = json(0);
    assert_eq!(made["ok"], true);
    assert_eq!(made["part"], "608b");
    assert_eq!(made["phase"], "blank");
    assert_eq!(made["seed"], 7);
    assert_eq!(made["address"], 0x60);
    assert_eq!(made["serial_number"].as_str().unwrap().len(), 18);
    let refused = json(3);
    assert_eq!(refused["ok"], false);
    assert!(refused["error"].as_str().unwrap().contains("already"));
}

#[test]
fn wrong_usage_is_2_and_a_failure_1() {
    let folder = Folder::new();
    let uri = folder.uri("");
    for wrong in [
        &[][..],
        &["sim"],
        &["sim", "new"],
        &["sim", "new", "--device", "tcp:localhost:1"],
        &["sim", "new", "--device", "sim:"],
        &["sim", "serve", "--device", &uri],
        &["sim", "serve", "--device", &uri, "--listen", "here"],
        &["sim", "serve", "--device", &uri, "--listen", "localhost:0", "--timing", "fast"],
        &["sim", "serve", "--device", &uri, "--listen", "localhost:0", "--address", "0xC0"],
    ] {
        let (code, out, err) = run(wrong);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{wrong:?}");
        assert!(!err.is_empty());
    }
    assert!(!folder.path().exists(), "nothing was made");
    let nowhere = format!("sim:{}/no/chip.sim", folder.path().parent().unwrap().display());
    assert_eq!(run(&["sim", "new", "--device", &nowhere]).0, Some(1));
    fs::write(folder.path(), "Dear reader").unwrap();
    let (code, _, err) = run(&["sim", "serve", "--device", &uri, "--listen", "127.0.0.1:0"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("not the state of a simulated chip"), "{err}");
}

#[test]
fn serve_makes_the_part_and_the_driver_works_with_it() {
    let folder = Folder::new();
    let server = Server::start(&folder.uri("?seed=7"), &[]);
    assert!(matches!(SimI2c::open(folder.path()), Err(StateError::InUse(_))));
    let mut chip = Atecc::new(server.client(), Sleep, atecc::Config::new());
    assert_eq!(chip.revision().unwrap().to_string(), "ATECC608 revision 03");
    drop(chip);
    server.end();
    assert!(SimI2c::open(folder.path()).is_ok(), "a killed server leaves no lock");
}

#[test]
fn serve_answers_at_another_address() {
    let folder = Folder::new();
    let server = Server::start(&folder.uri(""), &["--address", "0x35", "--timing", "instant"]);
    let mut client = server.client();
    client.wake_pulse().unwrap();
    assert!(client.read(ADDRESS, &mut [0; 4]).is_err());
    client.read(0x35, &mut [0; 4]).unwrap();
}

/// How long the chip is busy with Random, at 15 ms typically.
fn busy(timing: &str) -> Duration {
    let folder = Folder::new();
    let server = Server::start(&folder.uri(""), &["--timing", timing]);
    let mut client = server.client();
    client.wake_pulse().unwrap();
    while client.read(ADDRESS, &mut [0; 4]).is_err() {}
    let start = Instant::now();
    client.write(ADDRESS, &[0x03, 0x07, 0x1B, 0x00, 0x00, 0x00, 0x24, 0xCD]).unwrap();
    while client.read(ADDRESS, &mut [0; 4]).is_err() {
        thread::sleep(Duration::from_millis(1));
    }
    start.elapsed()
}

#[test]
fn served_time_is_real_and_scaled() {
    // Lower limits only: a slow machine is slow.
    assert!(busy("typical") >= Duration::from_millis(15));
    assert!(busy("max") >= Duration::from_millis(23));
    assert!(busy("x10") >= Duration::from_millis(150));
}

/// Wakes, asks for slot 9, which is out of reach, and reads the status.
fn refused(server: &Server) {
    let mut client = server.client();
    assert!(client.write(0x00, &[0x00]).is_err());
    client.read(ADDRESS, &mut [0; 4]).unwrap();
    client.write(ADDRESS, &[0x03, 0x07, 0x02, 0x82, 0x48, 0x00, 0x0A, 0x44]).unwrap();
    client.read(ADDRESS, &mut [0; 4]).unwrap();
}

const REFUSAL: &str = "Read slot 9: refused 0x0F: LockConfig=0x55 LockValue=0x55: data, OTP and keys are out of reach \
                       until the configuration is locked";

#[test]
fn explain_prints_refusals_and_trace_the_rest() {
    let folder = Folder::new();
    let printed = |options: &[&str]| {
        let server = Server::start(&folder.uri(""), &[options, &["--timing", "instant"]].concat());
        refused(&server);
        server.end()
    };
    assert_eq!(printed(&[]), "");
    assert_eq!(printed(&["--explain"]), format!("{REFUSAL}\n"));
    let trace = printed(&["--trace"]);
    assert!(trace.contains("0x60 write: Read param1 0x82 param2 0x0048\n"), "{trace}");
    assert!(!trace.contains(REFUSAL));
    let both = printed(&["--trace", "--explain"]);
    assert!(both.contains(REFUSAL) && both.contains("wake pulse\n"), "{both}");
    let json = printed(&["--trace", "--explain", "--json"]);
    let events: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(events.iter().any(|event| event["event"] == "refused"));
    assert!(events.iter().any(|event| event["event"] == "transaction"));
}

#[test]
fn two_servers_do_not_share_a_part_or_a_port() {
    let folder = Folder::new();
    let server = Server::start(&folder.uri(""), &[]);
    let (code, _, err) = run(&["sim", "serve", "--device", &folder.uri(""), "--listen", "127.0.0.1:0"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("in use elsewhere"), "{err}");
    let other = Folder::new();
    let (code, _, err) = run(&["sim", "serve", "--device", &other.uri(""), "--listen", &server.endpoint]);
    assert_eq!(code, Some(1));
    assert!(err.contains("cannot listen on"), "{err}");
    assert!(!other.path().exists(), "no part for nothing");
}

#[test]
fn every_command_has_its_help() {
    for args in [&["--help"][..], &["sim", "--help"], &["sim", "new", "--help"], &["sim", "serve", "--help"]]
    {
        let (code, out, err) = run(args);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{args:?}");
        assert!(out.contains("Usage: atecc"), "{out}");
    }
    assert!(run(&["--version"]).1.starts_with("atecc "));
}
