//! The table of commands in the README is that of the sources: no command, request type or operation without its row, and none
//! without a test in both modes.

use std::fs;
use std::path::{Path, PathBuf};

use atecc::Opcode;

const README: &str = include_str!("../README.md");
/// Files with tests of both modes, and what stands before a call there: macros for both, or the async driver beside the other.
const BOTH_MODES: [(&str, &[&str]); 4] = [
    ("both_modes.rs", &["$device.", "session."]),
    ("operations/both_modes.rs", &["$device."]),
    ("certificates/device.rs", &["other."]),
    ("explain/device.rs", &["other."]),
];
/// Operations that belong to no command.
const OF_NO_COMMAND: [&str; 3] = ["execute", "explain", "end"];

struct Row {
    command: &'static str,
    types: &'static str,
    operations: Vec<&'static str>,
    tests: Vec<&'static str>,
}

fn quoted(cell: &'static str) -> Vec<&'static str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn rows() -> Vec<Row> {
    let table = README.split_once("| command | modes |").unwrap().1;
    let lines = table.lines().skip(2).take_while(|line| line.starts_with("| "));
    lines
        .map(|line| {
            let cells: Vec<_> = line.split('|').map(str::trim).collect();
            let [_, command, _, types, operations, tests, _] = cells[..] else { panic!("{line}") };
            // What follows a semicolon tells where else the command is used.
            let operations = quoted(operations.split(';').next().unwrap());
            Row { command, types, operations, tests: quoted(tests) }
        })
        .collect()
}

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(here(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The text of all files of a folder.
fn sources(folder: &str) -> String {
    let files = fs::read_dir(here(folder)).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// The words that follow `before`.
fn names_after(text: &str, before: &str) -> Vec<String> {
    let rest = text.split(before).skip(1);
    rest.map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()).collect()
}

fn operations() -> Vec<String> {
    let mut names = names_after(&sources("src/device"), "    pub async fn ");
    names.retain(|name| !OF_NO_COMMAND.contains(&name.as_str()));
    assert!(names.len() > 95, "{}", names.len());
    names
}

/// Whether `text` has a call of `operation`, or its name as an argument, after one of these.
fn calls(text: &str, before: &[&str], operation: &str) -> bool {
    let called = |rest: &str| rest.starts_with(['(', ')', ',']) || rest.starts_with("::<");
    before.iter().any(|before| text.split(&format!("{before}{operation}")).skip(1).any(called))
}

#[test]
fn every_command_has_its_row() {
    let rows = rows();
    assert_eq!(rows.len(), Opcode::ALL.len());
    for opcode in Opcode::ALL {
        let command = format!("{opcode} 0x{:02X}", opcode.to_byte());
        assert!(rows.iter().any(|row| row.command == command), "{command}");
    }
}

#[test]
fn every_request_type_is_in_the_row_of_its_command() {
    let folders = ["src/command", "src/command/kdf"];
    let text: String = folders.iter().map(|folder| sources(folder)).collect();
    let mut seen = 0;
    for rest in text.split("Command for ").skip(1) {
        let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        let variant = &names_after(rest, "OPCODE: Opcode = Opcode::")[0];
        let opcode = Opcode::ALL.iter().find(|opcode| format!("{opcode:?}") == *variant).unwrap();
        let command = format!("{opcode} 0x{:02X}", opcode.to_byte());
        let row = rows().into_iter().find(|row| row.command == command).unwrap();
        assert!(row.types.contains(&format!("[`{name}`](command::{name})")), "{command}: {name}");
        seen += 1;
    }
    let named: usize = rows().iter().map(|row| row.types.matches("](command::").count()).sum();
    assert_eq!((seen, seen > 45), (named, true));
}

#[test]
fn every_operation_is_in_the_table() {
    let named: Vec<_> = rows().into_iter().flat_map(|row| row.operations).collect();
    let operations = operations();
    for operation in &operations {
        assert!(named.contains(&operation.as_str()), "no row: {operation}");
    }
    for name in named {
        assert!(operations.iter().any(|operation| operation == name), "no operation: {name}");
    }
}

#[test]
fn every_operation_is_called_by_a_test() {
    for row in rows() {
        assert!(!row.tests.is_empty(), "{}", row.command);
        let tests: String = row.tests.iter().map(|file| read(&format!("tests/{file}"))).collect();
        assert!(tests.contains("#[test]"), "{}", row.command);
        for operation in &row.operations {
            assert!(calls(&tests, &[".", "::"], operation), "{}: no test calls {operation}", row.command);
        }
    }
}

#[test]
fn every_operation_is_run_in_both_modes() {
    for operation in operations() {
        let found =
            |(file, before): (&str, &[&str])| calls(&read(&format!("tests/{file}")), before, &operation);
        assert!(BOTH_MODES.into_iter().any(found), "{operation}");
    }
    // And there is no operation in one mode only.
    let device = read("src/device.rs");
    let (blocking, asynch) = device.split_once("pub mod asynch").unwrap();
    let modules = |text| names_after(text, "\n    mod ");
    assert_eq!(modules(blocking), modules(asynch));
    assert!(modules(blocking).len() > 30);
}
