//! The documentation lists what there is.

use atecc_sim::Options;

/// The names of the fields in the output of Debug, which are those before a colon.
fn fields(debug: &str) -> Vec<&str> {
    debug
        .split(['{', '}', ',', ' '])
        .filter_map(|word| word.strip_suffix(':'))
        .filter(|name| !["per_cent", "seed"].contains(name))
        .collect()
}

#[test]
fn each_option_has_its_row() {
    let readme = include_str!("../../README.md");
    let options = Options::default();
    let (all, policy) = (format!("{options:?}"), format!("{:?}", options.policy));
    let policy = fields(&policy);
    assert!(policy.len() > 15 && fields(&all).len() > 45, "{all}");
    for name in fields(&all) {
        let prefix = if policy.contains(&name) { "policy." } else { "" };
        assert!(name == "policy" || readme.contains(&format!("\n| `{prefix}{name}` | ")), "{prefix}{name}");
    }
}
