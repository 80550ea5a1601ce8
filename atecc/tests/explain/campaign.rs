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
    /// Refusals whose first candidate was right: by what the chip shows, by following the commands, by the configuration
    /// alone.
    first: [usize; 3],
    /// All their candidates.
    candidates: [usize; 3],
}

impl Tally {
    fn refused(&mut self, packet: &Packet<'_>, reason: Reason, explanations: &[Explanation; 3]) {
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
        for (at, explanation) in explanations.iter().enumerate() {
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

/// A chip, and what a host that has seen all commands knows of it.
struct Followed {
    chip: Chip,
    /// What the chip shows.
    shown: Volatile,
    /// What the commands tell.
    followed: Volatile,
}

impl Followed {
    fn new(mut chip: Chip) -> Self {
        let shown = chip.volatile();
        Self { chip, shown, followed: Volatile::UNKNOWN }
    }

    /// One command: what is said about it by what was known before, and what the chip says.
    fn check(&mut self, packet: &Packet<'_>, tally: &mut Tally) {
        let config: ConfigZone = self.chip.config();
        let levels = [self.shown, self.followed, Volatile::UNKNOWN];
        let explanations = levels.map(|level| explain(*packet, &Knowledge::of(&config).with(level)));
        let what = || format!("{packet:?} {:02x?}\n{levels:#?}\n{explanations:#?}\n{config:#?}", packet.data);
        let status = match self.chip.send(packet) {
            Reply::Data(_) | Reply::Status(Status::Success) => {
                let certain = explanations.map(|explanation| explanation.certain());
                assert_eq!(certain, [None; 3], "it was allowed: {}", what());
                tally.commands.entry(packet.opcode).or_default().0 += 1;
                Status::Success
            }
            Reply::Status(status) => {
                let refusal = self.chip.refusal();
                assert_eq!(refusal.status, status);
                let explanations = explanations.map(|explanation| explanation.answered(status));
                let named = explanations.iter().all(|explanation| names(explanation, refusal.reason));
                assert!(named, "{refusal}: {}", what());
                tally.refused(packet, refusal.reason, &explanations);
                status
            }
        };
        self.followed = self.followed.after(packet, status);
        self.agree(&config, packet);
    }

    /// What the commands tell is what the chip shows.
    fn agree(&mut self, config: &ConfigZone, packet: &Packet<'_>) {
        self.shown = self.chip.volatile();
        let (known, shown) = (Knowledge::of(config).with(self.followed).volatile, self.shown);
        let temp_key = known.temp_key.is_none() || known.temp_key == shown.temp_key;
        let authorised = known.authorised.is_none() || known.authorised == shown.authorised;
        let latch = known.latch.is_none() || known.latch == shown.latch;
        assert!(temp_key && authorised && latch, "after {packet:?}\n{known:#?}\n{shown:#?}");
    }

    fn config(&self) -> ConfigZone {
        self.chip.config()
    }

    fn sleep(&mut self) {
        self.chip.sleep();
        self.followed = self.followed.after_sleep();
        self.shown = self.chip.volatile();
    }
}

#[test]
fn every_refusal_is_explained_by_the_reason_that_the_chip_had() {
    let mut tally = Tally::default();
    for seed in 0..PARTS {
        let mut dice = Dice(seed);
        let mut followed = Followed::new(Chip::new(&part::state(&mut dice)));
        for _ in 0..COMMANDS {
            if dice.rarely(40) {
                followed.sleep();
            }
            if dice.rarely(4) {
                let proof = traffic::proof(&mut dice, &followed.config(), |slot| followed.chip.secret(slot));
                proof.iter().for_each(|command| followed.check(&command.packet(), &mut tally));
            }
            for command in traffic::commands(&mut dice, &followed.config()) {
                followed.check(&command.packet(), &mut tally);
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
    let shares = tally.first.map(|first| first * 100 / tally.refusals);
    assert!(
        shares[0] >= 98 && shares[1] >= 90 && shares[2] >= 85,
        "the first candidate is right in {shares:?} %"
    );
    assert!(tally.rules.len() >= 60, "a campaign that meets {} kinds of rules only", tally.rules.len());
}
