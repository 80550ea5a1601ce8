//! The table of build-time settings in the README is that of the sources, and each setting has its test.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const README: &str = include_str!("../../README.md");
/// Where variables are read.
const SOURCES: [&str; 2] = ["src/knobs.rs", "../sockets/build.rs"];

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The cells of each row.
fn rows() -> Vec<Vec<&'static str>> {
    let table = README.split_once("| variable | default |").unwrap().1;
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// Those of the settings that have a variable, with its name.
fn variables() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    rows().into_iter().filter_map(|row| quoted(row[0]).first().map(|variable| (*variable, row.clone())))
}

/// What stands between backquotes.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_variable_has_its_row() {
    let name = |rest: &str| {
        let end = rest.find(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit() && c != '_');
        format!("ZERYNTH_{}", &rest[..end.unwrap()])
    };
    let text: String = SOURCES.map(read).concat();
    let read: BTreeSet<_> = text.split("\"ZERYNTH_").skip(1).map(name).collect();
    let listed: BTreeSet<_> = variables().map(|(variable, _)| variable.to_string()).collect();
    assert_eq!(read, listed);
    assert_eq!(variables().count(), listed.len());
}

#[test]
fn every_variable_has_the_default_that_the_table_says() {
    let source = read("src/knobs.rs").replace("PROTOCOL_CONTENT_LEN, CONTENT", "16384, CONTENT");
    for (variable, row) in variables() {
        let Some((_, after)) = source.split_once(&format!("option_env!(\"{variable}\")")) else {
            assert_eq!(row[1], "none", "{variable}");
            continue;
        };
        let default = after.split_once('(').unwrap().1.split(',').next().unwrap();
        assert_eq!(default, row[1], "{variable}");
    }
}

#[test]
fn every_setting_has_a_test() {
    for row in rows() {
        let [file, test] = quoted(row[4])[..] else { panic!("{row:?}") };
        let tests = read(&format!("../sockets/tests/{file}"));
        assert!(tests.contains(&format!("#[test]\nfn {test}()")), "{file}: {test}");
    }
}
