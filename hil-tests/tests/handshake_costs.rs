//! What a handshake costs at the chip stays what the README of tls-glue says.

#[path = "../../atecc/tests/common/counter.rs"]
mod counter;
#[path = "common/handshake_cost.rs"]
mod handshake_cost;

const README: &str = include_str!("../../tls-glue/README.md");

#[test]
fn the_readme_says_what_handshakes_cost() {
    let table = handshake_cost::table();
    assert!(
        README.contains(&table),
        "tls-glue/README.md, cargo bench -p hil-tests --bench handshakes:\n{table}"
    );
}
