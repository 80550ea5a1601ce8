//! The table of the README, "What is modelled".

use std::fs;
use std::path::Path;

use atecc::Opcode;

#[test]
fn the_table_has_every_command_with_its_opcode_its_modes_and_tests_that_exist() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(package.join("README.md")).unwrap();
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("| ")).collect();
    for opcode in Opcode::ALL {
        let start = format!("| {} {:#04X} |", opcode.name(), opcode.to_byte()).replace("0X", "0x");
        let row = rows.iter().find(|row| row.starts_with(&start)).unwrap_or_else(|| panic!("{start}"));
        let [_, _, modes, tests, ..] = row.split('|').collect::<Vec<&str>>()[..] else { panic!("{row}") };
        assert!(!modes.trim().is_empty() && !tests.trim().is_empty(), "{row}");
        for file in tests.split(',').map(|file| file.trim().trim_matches('`')) {
            let folder = if file.ends_with(".py") { "tests/vendor" } else { "tests/wire" };
            assert!(package.join(folder).join(file).is_file(), "{opcode}: {folder}/{file}");
        }
    }
}
