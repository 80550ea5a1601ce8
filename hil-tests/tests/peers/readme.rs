//! The table in `tls-glue/README.md` is that of the rows.

use crate::rows::PARTS;
use crate::table::{Entry, POLICIES, TABLE};

const README: &str = include_str!("../../../tls-glue/README.md");

fn list<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What the README says of a peer.
fn line(entry: &Entry) -> String {
    let program = |name: Option<&str>| name.map_or_else(|| "–".into(), |name| format!("`{name}`"));
    let cells = [
        entry.name.into(),
        program(entry.client.as_ref().map(|client| client.program)),
        program(entry.server.as_ref().map(|server| server.program)),
        list(entry.versions),
        list(&PARTS),
        list(entry.server.as_ref().map_or(POLICIES, |server| server.policies)),
    ];
    format!("| {} |", cells.join(" | "))
}

#[test]
fn the_table_in_the_readme_is_that_of_the_rows() {
    let table = README.split_once("| peer | as client |").expect("there is no table of peers").1;
    let lines: Vec<_> = table.lines().skip(2).take_while(|line| line.starts_with("| ")).collect();
    assert_eq!(lines, TABLE.iter().map(line).collect::<Vec<_>>());
}
