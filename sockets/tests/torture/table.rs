//! The table in `docs/sockets-defects.md`.

use std::fs;
use std::path::Path;

const TABLE: &str = include_str!("../../../docs/sockets-defects.md");
/// What stands instead of a test, with a reason behind it.
const NONE: &str = "none: ";

/// The cells of each row.
fn rows() -> Vec<[&'static str; 4]> {
    let lines = TABLE.lines().filter(|line| line.starts_with("| Z") || line.starts_with("| P"));
    let cells = |line: &'static str| line.trim_matches('|').split(" | ").map(str::trim).collect::<Vec<_>>();
    lines.map(|line| cells(line).try_into().unwrap_or_else(|_| panic!("four cells: {line}"))).collect()
}

/// What stands in backquotes.
fn quoted(cell: &'static str) -> Vec<&'static str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// Whether `text` has a test of this name.
fn is_test(text: &str, name: &str) -> bool {
    text.split("#[test]").skip(1).any(|after| {
        let function = after.lines().map(str::trim).find(|line| line.starts_with("fn "));
        function.is_some_and(|function| function.starts_with(&format!("fn {name}(")))
    })
}

#[test]
fn every_defect_has_its_row_in_order() {
    let ids: Vec<_> = rows().into_iter().map(|[id, ..]| id.to_string()).collect();
    let defects = (1..=38).map(|number| format!("Z{number}"));
    let pains = (1..=17).map(|number| format!("P{number}"));
    assert_eq!(ids, defects.chain(pains).collect::<Vec<_>>());
}

#[test]
fn every_row_has_tests_that_exist_or_says_why_not() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for [id, theirs, ours, tests] in rows() {
        assert!(!theirs.is_empty() && !ours.is_empty(), "{id}");
        assert!(quoted(tests).is_empty() == tests.starts_with(NONE), "{id}: tests, or why there are none");
        for test in quoted(tests) {
            let (file, name) =
                test.split_once("::").unwrap_or_else(|| panic!("{id}: no file::function: {test}"));
            let text =
                fs::read_to_string(root.join(file)).unwrap_or_else(|error| panic!("{id}: {file}: {error}"));
            assert!(is_test(&text, name), "{id}: no such test: {test}");
        }
    }
}

#[test]
fn every_test_of_the_defects_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/torture/defects");
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap();
        for name in fs::read_to_string(&path).unwrap().split("#[test]\nfn ").skip(1) {
            let name = name.split('(').next().unwrap();
            assert!(
                TABLE.contains(&format!("`sockets/tests/torture/defects/{file}::{name}`")),
                "{file}::{name}"
            );
        }
    }
}
