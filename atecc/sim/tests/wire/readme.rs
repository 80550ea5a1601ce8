//! The documentation lists what there is.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use atecc::Opcode;
use atecc_sim::Options;

const README: &str = include_str!("../../README.md");

/// The row of a command in "What is modelled": modes, tests, options.
fn row(opcode: Opcode) -> [&'static str; 3] {
    let start = format!("| {} 0x{:02X} |", opcode.name(), opcode.to_byte());
    let row = README.lines().find(|row| row.starts_with(&start)).unwrap_or_else(|| panic!("{start}"));
    let [_, _, modes, tests, options, _] = row.split('|').collect::<Vec<&str>>()[..] else { panic!("{row}") };
    [modes.trim(), tests.trim(), options.trim()]
}

/// The options by their names in the README, with their defaults: the fields in the output of Debug.
fn options() -> BTreeMap<String, String> {
    let options = Options::default();
    let policy = format!("{:?}", options.policy);
    let all = format!("{options:?}").replace(&policy, "");
    let fields = |debug: &str, prefix: &str| -> Vec<(String, String)> {
        let (_, fields) = debug.split_once(" { ").unwrap();
        let fields =
            fields.strip_suffix(" }").unwrap().split(", ").filter_map(|field| field.split_once(": "));
        fields.map(|(name, value)| (format!("{prefix}{name}"), value.to_owned())).collect()
    };
    let mut options: BTreeMap<_, _> =
        fields(&all, "").into_iter().chain(fields(&policy, "policy.")).collect();
    options.remove("policy");
    assert!(options.len() > 45, "{options:?}");
    options
}

#[test]
fn the_table_has_every_command_with_its_opcode_its_modes_and_tests_that_exist() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    for opcode in Opcode::ALL {
        let [modes, tests, _] = row(*opcode);
        assert!(!modes.is_empty() && !tests.is_empty(), "{opcode}");
        for file in tests.split(',').map(|file| file.trim().trim_matches('`')) {
            let folder = if file.ends_with(".py") { "tests/vendor" } else { "tests/wire" };
            assert!(package.join(folder).join(file).is_file(), "{opcode}: {folder}/{file}");
        }
    }
}

#[test]
fn each_option_has_its_row() {
    for name in options().keys() {
        assert!(README.contains(&format!("\n| `{name}` | ")), "{name}");
    }
}

/// The options that a text names; several may share the default in the parentheses behind the last of them.
fn named(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let groups = text.split_inclusive(')').filter_map(|group| group.split_once('('));
    groups.flat_map(|(names, default)| {
        let default = default.trim_end_matches(')').split(':').next().unwrap().trim_matches('`');
        names.split('`').skip(1).step_by(2).map(move |name| (name, default))
    })
}

/// The paragraph behind the table: the options of more than single commands.
fn of_many() -> &'static str {
    let (_, behind) = README.split_once("\nThese options concern more than single commands.").unwrap();
    behind.split("\n\n").next().unwrap()
}

#[test]
fn each_option_stands_with_its_default_in_the_row_of_a_command_or_among_those_of_many() {
    let all = options();
    let of_commands: Vec<_> = Opcode::ALL.iter().flat_map(|opcode| named(row(*opcode)[2])).collect();
    let of_many: Vec<_> = named(of_many()).collect();
    for (name, default) in of_commands.iter().chain(&of_many) {
        let value = all.get(*name).unwrap_or_else(|| panic!("there is no option {name}"));
        let value = match value.as_str() {
            "true" => "yes",
            "false" => "no",
            "None" | "SelfTests(0)" => "none",
            value => value,
        };
        assert_eq!(value, *default, "{name}");
    }
    for name in all.keys() {
        let stands_in = |text: &[(&str, &str)]| text.iter().any(|(other, _)| other == name);
        assert_ne!(stands_in(&of_commands), stands_in(&of_many), "{name}");
    }
}

/// The text of the source files that are named after a command.
fn sources(folder: &Path, opcode: Opcode) -> String {
    let named = |path: &Path| {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        stem.replace('_', "") == opcode.name().to_lowercase()
    };
    let files = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let of_command = files(folder).into_iter().filter(|path| named(path));
    of_command
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

#[test]
fn an_option_that_the_source_of_a_command_asks_for_stands_in_the_row_of_that_command() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = 0;
    for opcode in Opcode::ALL {
        for (folder, asks, prefix) in
            [("src/handler", "core.options.", ""), ("../src/policy", "self.options.", "policy.")]
        {
            let text = sources(&package.join(folder), *opcode);
            for asked in text.split(asks).skip(1) {
                let name = asked.split(|letter: char| letter != '_' && !letter.is_alphanumeric()).next();
                let name = format!("{prefix}{}", name.unwrap());
                assert!(named(row(*opcode)[2]).any(|(other, _)| other == name), "{opcode}: {name}");
                found += 1;
            }
        }
    }
    assert!(found > 15, "{found}");
}
