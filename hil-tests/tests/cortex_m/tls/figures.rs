//! What TLS takes, as the README of `tls-glue` says.

use std::process::Command;

use super::{Account, Bench, REQUIRED, SHOWN, VERSIONS};
use crate::board::program;
use crate::pki::PEER;

const README: &str = include_str!("../../../../tls-glue/README.md");
/// The README may be off by this part: a twentieth. Compilers and certificates differ a little.
const TOLERANCE: u64 = 20;

/// A row of the README's tables: what it is called, and its numbers.
struct Row {
    name: &'static str,
    numbers: Vec<u64>,
}

impl Row {
    fn print(&self) {
        let numbers: Vec<_> = self.numbers.iter().map(u64::to_string).collect();
        println!("| {} | {} |", self.name, numbers.join(" | "));
    }

    /// Whether the README has it like that.
    fn holds(&self) -> bool {
        let start = format!("| {} |", self.name);
        let Some(row) = README.lines().find_map(|line| line.strip_prefix(&start)) else { return false };
        let stated: Vec<u64> =
            row.trim_end_matches('|').split('|').filter_map(|cell| cell.trim().parse().ok()).collect();
        let near = |(stated, number): (&u64, &u64)| stated.abs_diff(*number) <= number / TOLERANCE;
        stated.len() == self.numbers.len() && stated.iter().zip(&self.numbers).all(near)
    }
}

/// The connections that are measured, each with how many commands it cost the chip.
fn measured(bench: &Bench) -> Vec<(Account, u64)> {
    let counted = |run: &dyn Fn() -> Account| {
        let before = bench.chip.bus.counts().total();
        (run(), bench.chip.bus.counts().total() - before)
    };
    VERSIONS
        .into_iter()
        .flat_map(|version| {
            [
                counted(&|| bench.client("tls_client", version, PEER).0),
                counted(&|| bench.served(version, REQUIRED, &SHOWN)),
            ]
        })
        .collect()
}

fn ram(bench: &Bench) -> Vec<Row> {
    let connections = measured(bench);
    let row = |name, step, figure| Row {
        name,
        numbers: connections.iter().map(|(account, _)| account.number(step, figure)).collect(),
    };
    let commands = connections.iter().map(|(_, commands)| *commands).collect();
    vec![
        row("heap of the context", "context", "heap_held"),
        row("heap of the handshake, at most", "handshake", "heap_peak"),
        row("heap of the session after it", "handshake", "heap_held"),
        row("stack, at most", "handshake", "stack"),
        row("records sent", "records", "sent"),
        row("records received", "records", "received"),
        Row { name: "commands of the chip", numbers: commands },
    ]
}

/// Bytes of code and constants of a program.
fn text(name: &str) -> u64 {
    let output = Command::new("arm-none-eabi-size").arg(program(name)).output().unwrap();
    let table = String::from_utf8(output.stdout).unwrap();
    table.lines().nth(1).and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap()
}

fn flash() -> Row {
    let empty = text("empty");
    let numbers = ["tls_client", "tls_server", "tls_both"].map(|name| text(name) - empty).to_vec();
    Row { name: "TLS 1.3 and 1.2, `opt-level = \"s\"`", numbers }
}

#[test]
#[ignore = "needs qemu-system-arm, openssl, and in ATECC_CORTEX_M the programs of examples/cortex-m: bash .ci/run cortex-m"]
fn what_tls_takes_on_a_cortex_m_is_what_the_readme_says() {
    let mut rows = ram(&Bench::new());
    rows.push(flash());
    rows.iter().for_each(Row::print);
    let wrong: Vec<_> = rows.iter().filter(|row| !row.holds()).map(|row| row.name).collect();
    assert!(wrong.is_empty(), "not as tls-glue/README.md says, see above: {wrong:?}");
}
