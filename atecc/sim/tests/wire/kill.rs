//! A process that is killed leaves the part as a power cut would.

use core::time::Duration;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use atecc_sim::{Part, SimI2c};
use tempfile::TempDir;

use crate::host::*;

/// Names the file to the process that is going to be killed.
const FILE: &str = "ATECC_SIM_TEST_VICTIM";
const ROUNDS: u64 = 15;
/// On a machine so slow that no victim gets to write, there are more of them, each with more time.
const MOST_ROUNDS: u64 = 150;

/// Not a test by itself: what the other one kills. It writes rising numbers into two words for ever.
#[test]
fn victim() {
    let Some(path) = env::var_os(FILE) else { return };
    let mut host = Host::on(SimI2c::open(path).unwrap());
    for number in 1u32.. {
        host.set_config(20, &number.to_le_bytes());
        host.set_config(24, &number.to_le_bytes());
    }
}

fn numbers(path: &Path) -> (u32, u32) {
    let mut host = Host::on(SimI2c::open(path).unwrap());
    let word = |host: &mut Host, word| u32::from_le_bytes(host.data(READ, 0, word, &[]).try_into().unwrap());
    (word(&mut host, 5), word(&mut host, 6))
}

#[test]
fn a_killed_process_leaves_a_whole_part_and_no_lock() {
    let folder = TempDir::new().unwrap();
    let path: PathBuf = folder.path().join("chip.sim");
    drop(SimI2c::create(&path, Part::Atecc608B, Some(SEED)).unwrap());
    let mut progress = 0;
    for round in 0..MOST_ROUNDS {
        if round >= ROUNDS && progress > 0 {
            break;
        }
        let mut victim = Command::new(env::current_exe().unwrap())
            .args(["--exact", "kill::victim", "--nocapture"])
            .env(FILE, &path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(Duration::from_millis(10 + 7 * round));
        victim.kill().unwrap();
        victim.wait().unwrap();
        let (first, second) = numbers(&path);
        assert!(
            first == second || first == second + 1 || (first, second) == (1, progress),
            "{first} {second}"
        );
        progress = second;
    }
    assert!(progress > 0, "no victim lived long enough to write");
    assert!(fs::read_to_string(&path).unwrap().ends_with("\nend\n"));
}
