//! The table of features in the README is that of Cargo.toml and of the provider.

use alloc::collections::BTreeSet;

use super::provider;

const README: &str = include_str!("../../../README.md");
const MANIFEST: &str = include_str!("../../../Cargo.toml");

/// The cells of a column, row by row.
fn column(number: usize) -> Vec<&'static str> {
    let table = README.split_once("| feature | cipher suites").unwrap().1;
    let rows = table.lines().skip(2).take_while(|line| line.starts_with("| "));
    rows.map(|row| row.split('|').nth(number).unwrap()).collect()
}

/// What stands in backquotes in `cells` and looks like a name of TLS or of a feature.
fn quoted(cells: &[&'static str]) -> BTreeSet<String> {
    cells.iter().flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(String::from).collect()
}

/// The features that bring the provider with them, directly or not.
fn features() -> BTreeSet<String> {
    let section = MANIFEST.split_once("[features]").unwrap().1.split_once("\n[").unwrap().0;
    let lines: Vec<_> = section.lines().filter_map(|line| line.split_once(" = [")).collect();
    let mut found = BTreeSet::from(["rustcrypto".to_string()]);
    while let Some((name, _)) = lines.iter().find(|(name, needs)| {
        !found.contains(*name) && found.iter().any(|one| needs.contains(&format!("\"{one}\"")))
    }) {
        found.insert((*name).to_string());
    }
    found
}

#[test]
fn each_feature_has_its_row_and_each_algorithm_its_cell() {
    let provider = provider();
    assert_eq!(quoted(&column(1)), features());

    let listed = quoted(&column(2));
    let suites: BTreeSet<_> =
        provider.cipher_suites.iter().map(|suite| format!("{:?}", suite.suite())).collect();
    for suite in &suites {
        assert!(listed.iter().any(|name| suite.ends_with(name)), "{suite} is not in the table");
    }
    for name in listed.iter().filter(|name| *name != "tls12") {
        for kind in ["TLS13_", "TLS_ECDHE_ECDSA_WITH_", "TLS_ECDHE_RSA_WITH_"] {
            assert!(suites.contains(&format!("{kind}{name}")), "there is no {kind}{name}");
        }
    }

    let groups = provider.kx_groups.iter().map(|group| format!("{:?}", group.name())).collect();
    assert_eq!(quoted(&column(3)), groups);
    let mapping = provider.signature_verification_algorithms.mapping;
    assert_eq!(quoted(&column(4)), mapping.iter().map(|(scheme, _)| format!("{scheme:?}")).collect());
}
