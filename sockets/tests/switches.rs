//! The table of switches in the README is that of the sources: each is what it says, has the default that it says, and its test.

use std::fs;
use std::path::Path;

const README: &str = include_str!("../README.md");

/// The original's.
const SWITCHES: [&str; 13] = [
    "ZERYNTH_SOCKETS",
    "ZERYNTH_SOCKETS_EXTERNAL_TCP_STACK",
    "ZERYNTH_SOCKETS_EXTERNAL_API",
    "ZERYNTH_SSL",
    "ZERYNTH_SSL_EXTERNAL_STACK",
    "ZERYNTH_SSL_MAX_SOCKS",
    "MAX_SOCKETS",
    "ZERYNTH_SSL_CUSTOM_CONFIG_INCLUDE",
    "ZERYNTH_SSL_PROFILE_RSA_MIN_BITS",
    "ZERYNTH_SSL_MAX_CONTENT_LEN",
    "ZERYNTH_SSL_ALLOW_SHA1_IN_CERTIFICATES",
    "ZERYNTH_SSL_DEBUG",
    "ZERYNTH_HWCRYPTO_EXTERNAL",
];
/// Where variables are read.
const SOURCES: [&str; 3] = ["sockets/src/gzsock/limits.rs", "sockets/build.rs", "tls-glue/src/knobs.rs"];

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

struct Row {
    switch: &'static str,
    here: &'static str,
    default: &'static str,
    test: &'static str,
}

fn rows() -> Vec<Row> {
    let table = README.split_once("| switch | here |").unwrap().1;
    let lines = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let cells = lines.map(|line| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    let row = |cells: Vec<_>| {
        let [switch, here, default, _, test] = cells[..] else { panic!("{cells:?}") };
        Row { switch, here, default, test }
    };
    cells.map(row).collect()
}

/// What stands between backquotes.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_switch_of_the_original_has_its_row() {
    let listed: Vec<_> = rows().iter().map(|row| quoted(row.switch)[0]).collect();
    assert_eq!(listed, SWITCHES);
}

#[test]
fn every_feature_exists_and_has_the_default_that_the_table_says() {
    let mut seen = 0;
    for row in rows().iter().filter(|row| row.here.starts_with("feature")) {
        let [feature, package] = quoted(row.here)[..] else { panic!("{}", row.here) };
        let folder = if package == "hwcrypto-sockets" { "sockets" } else { package };
        let manifest = read(&format!("{folder}/Cargo.toml"));
        let default = manifest.split_once("\ndefault = [").unwrap().1.split(']').next().unwrap();
        assert!(manifest.contains(&format!("\n{feature} = [")), "{feature}");
        let on = default.contains(&format!("\"{feature}\""));
        assert_eq!(row.default, if on { "on" } else { "off" }, "{feature}");
        seen += 1;
    }
    assert_eq!(seen, 4);
}

#[test]
fn every_variable_is_read_and_has_the_default_that_the_table_says() {
    let sources = SOURCES.map(read).concat();
    let mut seen = 0;
    for row in rows().iter().filter(|row| row.here.starts_with("variable")) {
        let variable = quoted(row.here)[0];
        assert!(sources.contains(&format!("\"{variable}\"")), "nobody reads {variable}");
        // The number that follows, in whatever brackets; a path has none.
        let read = sources.split_once(&format!("option_env!(\"{variable}\"),"));
        let default = read.map_or("none", |(_, after)| {
            let start = after.trim_start_matches(|c: char| !c.is_ascii_digit());
            &start[..start.find(|c: char| !c.is_ascii_digit()).unwrap()]
        });
        assert_eq!(row.default, default, "{variable}");
        seen += 1;
    }
    assert_eq!(seen, 7);
}

#[test]
fn every_switch_has_a_test() {
    for row in rows() {
        let [file, test] = quoted(row.test)[..] else { panic!("{}", row.test) };
        let text = read(file);
        let (before, _) =
            text.split_once(&format!("\nfn {test}()")).unwrap_or_else(|| panic!("{file}: {test}"));
        let attributes: String = before.lines().rev().take_while(|line| !line.is_empty()).collect();
        assert!(attributes.contains("#[test]"), "{file}: {test}");
    }
}
