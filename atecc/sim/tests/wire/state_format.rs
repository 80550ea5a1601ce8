//! The text of a state file: what is taken, and what is said of what is not.

use std::fs;

use atecc_sim::{FormatError, Options, SimI2c, StateError};
use sha2::{Digest, Sha256};

use crate::host::*;
use crate::state::Folder;

#[test]
fn the_file_is_text_that_starts_with_its_version_and_ends_with_end() {
    let folder = Folder::new();
    folder.create();
    let text = folder.text();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..5], ["atecc-sim state 2", "part 608b", "seed 1", "power-ups 1", "seed-updates 0"]);
    assert!(lines[5].starts_with("config block 0: 0123"));
    assert_eq!(lines[11].len(), "slot 0 block 0: ".len() + 64);
    assert_eq!(lines[12], "slot 0 block 1: ffffffff");
    assert_eq!(lines.last(), Some(&"end"));
}

/// What becomes of a good file, and what is said about it.
fn broken(change: impl FnOnce(String) -> Vec<u8>) -> FormatError {
    let folder = Folder::new();
    folder.create();
    fs::remove_file(folder.0.path().join("chip.sim.lock")).unwrap();
    let bytes = change(folder.text());
    fs::write(folder.path(), &bytes).unwrap();
    let error = SimI2c::open(folder.path()).unwrap_err();
    assert!(!error.to_string().contains('\n'), "one line: {error}");
    assert_eq!(fs::read(folder.path()).unwrap(), bytes, "nothing changed");
    assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 1, "nothing added");
    match error {
        StateError::Format { error, .. } => error,
        other => panic!("{other}"),
    }
}

#[test]
fn every_kind_of_broken_file_has_its_own_message() {
    let line = |line, expected: &str| FormatError::Line { line, expected: expected.to_owned() };
    let replaced = |from: &str, to: &str| broken(|text| text.replacen(from, to, 1).into_bytes());
    assert_eq!(broken(|_| Vec::new()), FormatError::NotOurs);
    assert_eq!(broken(|_| b"\x7FELF\x00\xFF".to_vec()), FormatError::NotOurs);
    assert_eq!(broken(|_| b"-----BEGIN CERTIFICATE-----\n".to_vec()), FormatError::NotOurs);
    assert_eq!(replaced("state 2", "state 3"), FormatError::Version("3".to_owned()));
    assert_eq!(replaced("608b", "708a"), line(2, "\"part\" and 508a, 608a, 608b, 608c, tngtls or tflxtls"));
    assert_eq!(replaced("seed 1", "seed one"), line(3, "\"seed\" and a number or none"));
    assert_eq!(replaced("power-ups 1", "power-ups -1"), line(4, "\"power-ups\" and a number"));
    assert_eq!(replaced("seed-updates 0", "seed-updates"), line(5, "\"seed-updates\""));
    assert_eq!(
        replaced("config block 0: 01", "config block 0: 0x"),
        line(6, "\"config block 0:\" and 32 bytes in hexadecimal")
    );
    assert_eq!(
        replaced("config block 0: 01", "config block 0: "),
        line(6, "\"config block 0:\" and 32 bytes in hexadecimal")
    );
    assert_eq!(replaced("config block 1", "config block 2"), line(7, "\"config block 1:\""));
    assert_eq!(
        replaced("slot 0 block 1: ff", "slot 0 block 1: ffff"),
        line(13, "\"slot 0 block 1:\" and 4 bytes in hexadecimal")
    );
    assert_eq!(replaced("\nend\n", "\nend\nmore\n"), line(64, "nothing more"));
    assert_eq!(replaced("\nend\n", "\nfin\n"), line(63, "\"end\""));
    assert_eq!(replaced("\nchecksum ", "\nchecksum 0"), FormatError::Checksum { line: 62 });
    assert_eq!(replaced("\nchecksum ", "\nsum "), line(62, "\"end\""));
    let bad = broken(|text| [text.replacen("\nend\n", "\n", 1).as_bytes(), b"\xFF\n"].concat());
    assert_eq!(bad, line(63, "text"));
}

#[test]
fn a_file_cut_anywhere_is_truncated_or_not_ours() {
    let text = {
        let folder = Folder::new();
        folder.create();
        folder.text()
    };
    for length in (0..text.len()).step_by(97).chain(text.len() - 4..text.len()) {
        let error = broken(|text| text.as_bytes()[..length].to_vec());
        let last = text[..length].lines().count();
        let expected = if length < "atecc-sim state".len() {
            FormatError::NotOurs
        } else {
            FormatError::Truncated { line: last }
        };
        assert_eq!(error, expected, "cut after {length} bytes");
    }
}

#[test]
fn the_checksum_is_sha_256_of_the_lines_above() {
    let folder = Folder::new();
    folder.create();
    let text = folder.text();
    let (part, checksum) = text.split_once("checksum ").unwrap();
    let digits: String = Sha256::digest(part).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(checksum, digits + "\nend\n");
}

#[test]
fn an_edited_file_is_refused_and_says_how_it_is_accepted() {
    let folder = Folder::new();
    folder.create();
    let edited = folder.text().replacen("slot 9 block 0: ff", "slot 9 block 0: 5a", 1);
    let open = |text: &str| SimI2c::from_state(text.as_bytes(), Options::default());
    assert_eq!(
        open(&edited).unwrap_err().to_string(),
        "(memory): line 62 is not the checksum of the lines above; if you edited them on purpose, remove line 62"
    );
    let part = open(&without_checksum(&edited)).unwrap();
    assert_eq!(part.reveal_eeprom().slot(atecc::Slot::new(9).unwrap())[0], 0x5A);
    assert!(part.reveal_state().contains("\nchecksum "), "it has one again");
}

#[test]
fn what_is_typed_differently_is_the_same_part() {
    let folder = Folder::new();
    folder.create();
    let text = folder.text().replace("ff", "FF").replace('\n', "\r\n");
    assert!(SimI2c::from_state(text.as_bytes(), Options::default()).is_ok());
}

#[test]
fn files_of_version_1_are_read_and_become_version_2() {
    let folder = Folder::new();
    folder.create();
    let old = without_checksum(&folder.text()).replacen("state 2", "state 1", 1).replacen(
        "seed-updates 0\n",
        "",
        1,
    );
    let expected = SimI2c::from_state(folder.text().as_bytes(), Options::default()).unwrap();
    fs::write(folder.path(), &old).unwrap();
    let mut host = folder.open();
    assert_eq!(host.bus.reveal_eeprom(), expected.reveal_eeprom());
    assert_eq!(folder.text(), old, "not before it is used");
    host.data(READ, 0x80, 0, &[]);
    assert!(folder.text().starts_with("atecc-sim state 2\n"));
    let mixed = folder.text().replacen("state 2", "state 1", 1);
    assert!(
        SimI2c::from_state(mixed.as_bytes(), Options::default()).is_err(),
        "version 1 has neither of the two"
    );
}
