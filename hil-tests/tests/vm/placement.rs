//! Which part lives where.

use Side::{Firmware, Vm};

/// A side of the boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Vm,
    Firmware,
}

/// One scenario of the original: where each part lives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placement {
    pub(crate) tcp: Side,
    pub(crate) tls: Side,
    pub(crate) element: Side,
}

/// All of them.
pub(crate) const ALL: [Placement; 8] = [
    Placement { tcp: Vm, tls: Vm, element: Vm },
    Placement { tcp: Vm, tls: Vm, element: Firmware },
    Placement { tcp: Vm, tls: Firmware, element: Vm },
    Placement { tcp: Vm, tls: Firmware, element: Firmware },
    Placement { tcp: Firmware, tls: Vm, element: Vm },
    Placement { tcp: Firmware, tls: Vm, element: Firmware },
    Placement { tcp: Firmware, tls: Firmware, element: Vm },
    Placement { tcp: Firmware, tls: Firmware, element: Firmware },
];

impl Placement {
    /// The firmware for it, as `bash .ci/run vm` names it: after the features that it is built with.
    pub(crate) const fn firmware(self) -> &'static str {
        match (self.tls, self.tcp, self.element) {
            (Vm, _, _) => "parts",
            (Firmware, Firmware, Firmware) => "tls",
            (Firmware, Firmware, Vm) => "tls,external-element",
            (Firmware, Vm, Firmware) => "tls,external-sockets",
            (Firmware, Vm, Vm) => "tls,external-element,external-sockets",
        }
    }
}

#[test]
fn the_table_of_the_readme_has_every_placement() {
    let readme = include_str!("../../../sockets/README.md");
    let table = readme.split_once("| TCP stack | TLS | crypto element |").unwrap().1;
    let rows: Vec<_> = table.lines().skip(2).take_while(|line| line.starts_with('|')).collect();
    let name = |side| if side == Vm { "VM" } else { "firmware" };
    let expected = ALL.map(|Placement { tcp, tls, element }| {
        let crosses = [(tcp, "sockets"), (element, "element")];
        let crosses: Vec<_> =
            crosses.iter().filter(|(side, _)| *side != tls).map(|(_, table)| *table).collect();
        let crosses = if crosses.is_empty() { "nothing".into() } else { crosses.join(", ") };
        format!("| {} | {} | {} | {crosses} |", name(tcp), name(tls), name(element))
    });
    assert_eq!(rows, expected);
}
