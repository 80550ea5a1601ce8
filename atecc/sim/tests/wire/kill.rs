//! A process that is killed leaves the part as a power cut would.

use core::time::Duration;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use atecc_sim::{Eeprom, Part, SimI2c};
use p256::elliptic_curve::rand_core::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use tempfile::TempDir;

use crate::host::*;

/// Names the file to the process that is going to be killed.
const FILE: &str = "ATECC_SIM_TEST_VICTIM";
/// What it says when it has woken the chip; the test harness may write before it on the line.
const READY: &str = "victim at work";
/// It is killed after at most so many microseconds of writing: a few writes, each of which flushes the disk twice.
/// Where the disk is so slow that nothing gets written, it lives longer.
const LONGEST_LIFE_US: u32 = 40_000;

/// Not a test by itself: what the others kill. It writes rising numbers into a slot and the OTP zone for ever.
#[test]
fn victim() {
    let Some(path) = env::var_os(FILE) else { return };
    let mut host = Host::on(SimI2c::open(path).unwrap());
    let (_, done) = numbers(&host.bus.reveal_eeprom());
    println!("{READY}");
    for number in done + 1.. {
        let block = number.to_le_bytes().repeat(8);
        assert_eq!(host.status(WRITE, 0x82, 9 << 3, &block), SUCCESS);
        assert_eq!(host.status(WRITE, 0x81, 0, &block), SUCCESS);
    }
}

/// A part whose slots are open for writing, with the number 0 in both places.
fn part(path: &Path) {
    let mut host = Host::on(SimI2c::create(path, Part::Atecc608B, Some(SEED)).unwrap());
    assert_eq!(host.status(LOCK, 0x80, 0, &[]), SUCCESS);
    assert_eq!(host.status(WRITE, 0x82, 9 << 3, &[0; 32]), SUCCESS);
    assert_eq!(host.status(WRITE, 0x81, 0, &[0; 32]), SUCCESS);
}

/// What is in the slot and in the OTP zone; a block that was written in part panics.
fn numbers(eeprom: &Eeprom) -> (u32, u32) {
    let number = |block: &[u8]| {
        assert!(block.chunks(4).all(|word| word == &block[..4]), "a torn block: {block:02x?}");
        u32::from_le_bytes(block[..4].try_into().unwrap())
    };
    (number(&eeprom.slot(atecc::Slot::new(9).unwrap())[..32]), number(&eeprom.otp()[..32]))
}

/// A victim that has begun to write.
fn start(path: &Path) -> Child {
    let mut victim = Command::new(env::current_exe().unwrap())
        .args(["--exact", "kill::victim", "--nocapture"])
        .env(FILE, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(victim.stdout.as_mut().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains(READY)), "the victim could not open the part");
    victim
}

/// Kills so many processes at random moments, and looks at the part after each.
fn kill(rounds: u32) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("chip.sim");
    part(&path);
    let mut rng = ChaCha20Rng::seed_from_u64(SEED);
    let mut last = (0, 0);
    let mut between = 0;
    let mut longest_us = LONGEST_LIFE_US;
    for round in 0..rounds {
        let mut victim = start(&path);
        thread::sleep(Duration::from_micros((rng.next_u32() % longest_us).into()));
        victim.kill().unwrap();
        victim.wait().unwrap();
        let (slot, otp) = numbers(&SimI2c::open(&path).unwrap().reveal_eeprom());
        assert!(slot == otp || slot == otp + 1, "round {round}: {slot} {otp}");
        assert!(slot >= last.0 && otp >= last.1, "round {round}: back from {last:?} to {slot} {otp}");
        last = (slot, otp);
        longest_us += if otp == 0 { LONGEST_LIFE_US } else { 0 };
        between += u32::from(slot != otp);
    }
    println!("{rounds} processes killed, {between} of them between two writes; {} writes", last.0);
    assert!(last.1 > 0, "no victim lived long enough to write");
    assert!(fs::read_to_string(&path).unwrap().ends_with("\nend\n"));
}

#[test]
fn a_killed_process_leaves_a_whole_part_and_no_lock() {
    kill(50);
}

#[test]
#[ignore = "needs a minute: cargo test -p atecc-sim -- --ignored"]
fn a_thousand_killed_processes_leave_a_whole_part_and_no_lock() {
    kill(1_000);
}
