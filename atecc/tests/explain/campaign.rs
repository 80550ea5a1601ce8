//! All commands, on parts of all kinds and in all phases of their life: whatever the chip refuses is explained by the
//! reason that it had, and nothing that it does is called refused.

use std::collections::BTreeMap;

use atecc::explain::{Explanation, Knowledge, Packet, Volatile, explain};
use atecc::{ConfigZone, Opcode, Status};
use atecc_sim::Reason;

use crate::chip::{Chip, Reply};
use crate::compare::{is, names};
use crate::dice::Dice;
use crate::part;
use crate::traffic;

const PARTS: u64 = 300;
const COMMANDS: usize = 100;

#[derive(Default)]
struct Tally {
    /// By opcode: let through by the rules, refused.
    commands: BTreeMap<u8, (usize, usize)>,
    /// By the text of the rule up to its details.
    rules: BTreeMap<String, usize>,
    refusals: usize,
    /// Refusals whose first candidate was right, when the flags were known and when nothing was.
    first: [usize; 2],
    candidates: [usize; 2],
}

impl Tally {
    fn refused(&mut self, packet: &Packet<'_>, reason: Reason, explanations: [&Explanation; 2]) {
        self.refusals += 1;
        let (let_through, refused) = self.commands.entry(packet.opcode).or_default();
        // What is compared in the end has passed all rules.
        match reason {
            Reason::Response | Reason::Signature | Reason::Image | Reason::Mac => *let_through += 1,
            _ => *refused += 1,
        }
        if let Reason::Rule(rule) = reason {
            *self.rules.entry(kind(&format!("{rule:?}"))).or_default() += 1;
        }
        for (at, explanation) in explanations.into_iter().enumerate() {
            self.first[at] +=
                usize::from(explanation.candidates().next().is_some_and(|cause| is(cause, reason)));
            self.candidates[at] += explanation.candidates().count();
        }
    }
}

/// `KeyConfig NotPrivate` of a rule as `Debug` writes it.
fn kind(rule: &str) -> String {
    let name = rule.split([' ', '{']).next().unwrap_or_default();
    let why = rule.split_once("why: ").map_or("", |(_, why)| why);
    format!("{name} {}", why.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default())
}

/// One command: what was known before it, what the chip said, what is said about it.
fn check(chip: &mut Chip, packet: &Packet<'_>, tally: &mut Tally) {
    let config: ConfigZone = chip.config();
    let volatile = chip.volatile();
    let known = explain(*packet, &Knowledge::of(&config).with(volatile));
    let unknown = explain(*packet, &Knowledge::of(&config).with(Volatile::UNKNOWN));
    let reply = chip.send(packet);
    let what = format!("{packet:?} {:02x?}\n{volatile:?}\n{known}\n{unknown}", packet.data);
    match reply {
        Reply::Data(_) | Reply::Status(Status::Success) => {
            assert_eq!((known.certain(), unknown.certain()), (None, None), "it was allowed: {what}");
            tally.commands.entry(packet.opcode).or_default().0 += 1;
        }
        Reply::Status(status) => {
            let refusal = chip.refusal();
            assert_eq!(refusal.status, status);
            let (known, unknown) = (known.answered(status), unknown.answered(status));
            for explanation in [&known, &unknown] {
                assert!(names(explanation, refusal.reason), "{refusal}: {what}\n{:#?}", chip.config());
            }
            tally.refused(packet, refusal.reason, [&known, &unknown]);
        }
    }
}

#[test]
fn every_refusal_is_explained_by_the_reason_that_the_chip_had() {
    let mut tally = Tally::default();
    for seed in 0..PARTS {
        let mut dice = Dice(seed);
        let mut chip = Chip::new(&part::state(&mut dice));
        for _ in 0..COMMANDS {
            if dice.rarely(40) {
                chip.sleep();
            }
            for command in traffic::commands(&mut dice, &chip.config()) {
                check(&mut chip, &command.packet(), &mut tally);
            }
        }
    }
    println!(
        "{} refusals, right at first {:?}, candidates {:?}",
        tally.refusals, tally.first, tally.candidates
    );
    println!("{:#?}", tally.rules);
    for opcode in Opcode::ALL {
        let (let_through, refused) = tally.commands[&opcode.to_byte()];
        assert!(let_through > 0, "{opcode} was never let through");
        assert!(refused > 0, "{opcode} was never refused");
    }
    assert!(
        tally.first[0] * 100 >= tally.refusals * 99,
        "with the flags known the first candidate is the one"
    );
    assert!(tally.first[1] * 100 >= tally.refusals * 85, "with nothing but the configuration it mostly is");
    assert!(tally.rules.len() >= 60, "a campaign that meets {} kinds of rules only", tally.rules.len());
}
