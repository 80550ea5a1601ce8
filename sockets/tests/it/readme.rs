//! The README's table of calls is that of the sources: each call of the original in its order, with tests that exist.

use std::fs;
use std::path::Path;

const README: &str = include_str!("../../README.md");
const TABLE: &str = include_str!("../../src/ffi/table.rs");

/// The call, what it does on the three kinds of sockets, and its tests.
fn rows() -> Vec<[&'static str; 5]> {
    let (_, table) = README.split_once("| call | plain |").unwrap();
    let lines = table.lines().skip(2).take_while(|line| line.starts_with("| "));
    let cells = |line: &'static str| line.split('|').map(str::trim).collect::<Vec<_>>();
    lines.map(|line| cells(line)[1..6].try_into().unwrap_or_else(|_| panic!("{line}"))).collect()
}

fn quoted(cell: &'static str) -> Vec<&'static str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn is_test(text: &str, name: &str) -> bool {
    let mut lines = text.lines().map(str::trim).zip(text.lines().skip(1).map(str::trim));
    lines.any(|(mark, function)| mark == "#[test]" && function.starts_with(&format!("fn {name}(")))
}

#[test]
fn every_call_of_the_original_has_its_row_and_ours_have_one() {
    let (_, entries) = TABLE.split_once("// The original's 24, in its order.").unwrap();
    let (originals, ours) = entries.split_once("// Ours.").unwrap();
    let names = |entries: &'static str| -> Vec<_> {
        let rest = entries.split("pub(super) ").skip(1);
        rest.map(|rest| rest.split(':').next().unwrap()).collect()
    };
    let calls: Vec<_> = rows().into_iter().map(|[call, ..]| quoted(call)[0]).collect();
    assert_eq!(names(originals).len(), 24);
    assert_eq!(calls[..24], names(originals));
    let (ours, _) = ours.split_once('}').unwrap();
    assert!(ours.contains("pub(super) poll"));
    assert_eq!(calls[24..], ["poll"]);
}

#[test]
fn every_row_is_filled_and_its_tests_exist() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    for row in rows() {
        assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
        let tests = quoted(row[4]);
        assert!(!tests.is_empty(), "no test: {row:?}");
        for test in tests {
            let (file, name) = test.split_once("::").unwrap_or_else(|| panic!("no file::function: {test}"));
            let text = fs::read_to_string(folder.join(format!("{file}.rs"))).unwrap();
            assert!(is_test(&text, name), "no such test: {test}");
        }
    }
}
