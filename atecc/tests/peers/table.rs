//! The table in `docs/peers.md`.

use std::fs;
use std::path::Path;

const TABLE: &str = include_str!("../../../docs/peers.md");

/// What stands in backquotes in the last column, row by row.
fn rows() -> Vec<(&'static str, Vec<&'static str>)> {
    let cells =
        TABLE.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
    let rows = cells.filter(|(defect, _)| *defect != "defect");
    rows.map(|(defect, tests)| (defect, tests.split('`').skip(1).step_by(2).collect())).collect()
}

/// Whether `text` has a test of this name.
fn is_test(text: &str, name: &str) -> bool {
    let Some((before, _)) = text.split_once(&format!("fn {name}(")) else { return false };
    before
        .trim_end()
        .lines()
        .rev()
        .take_while(|line| !line.trim().is_empty())
        .any(|line| line.trim() == "#[test]")
}

#[test]
fn every_defect_has_a_test_that_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let rows = rows();
    assert!(rows.len() > 90, "{}", rows.len());
    let mut missing = Vec::new();
    for (defect, tests) in rows {
        assert!(!tests.is_empty(), "no test: {defect}");
        for test in tests {
            let (file, name) = test.split_once("::").unwrap_or_else(|| panic!("no file::function: {test}"));
            let text = fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
            if !is_test(&text, name) {
                missing.push(test);
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_test_of_these_files_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_string();
        if ["main.rs", "table.rs"].contains(&file.as_str()) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for name in text.split("#[test]\nfn ").skip(1) {
            let name = &name[..name.find('(').unwrap()];
            assert!(TABLE.contains(&format!("`atecc/tests/peers/{file}::{name}`")), "{file}::{name}");
        }
    }
}
