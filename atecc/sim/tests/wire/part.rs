//! Parts in any state, put together without a command: what the tables of modes and refusals start from.

use atecc_sim::{Options, Part, SimI2c};

use crate::ecc::stored;
use crate::host::*;

/// How far the locks are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Blank,
    Configured,
    Operational,
}

/// A part to be: rules, contents, options.
#[derive(Clone)]
pub(crate) struct Setup {
    part: Part,
    phase: Phase,
    config: Vec<(usize, Vec<u8>)>,
    contents: Vec<(u8, Vec<u8>)>,
    options: fn(&mut Options),
}

impl Setup {
    const fn new(phase: Phase) -> Self {
        Self { part: Part::Atecc608B, phase, config: Vec::new(), contents: Vec::new(), options: |_| {} }
    }

    /// Nothing is locked.
    pub(crate) const fn blank() -> Self {
        Self::new(Phase::Blank)
    }

    /// The configuration is locked.
    pub(crate) const fn configured() -> Self {
        Self::new(Phase::Configured)
    }

    /// Data and OTP too.
    pub(crate) const fn operational() -> Self {
        Self::new(Phase::Operational)
    }

    pub(crate) fn made_as(mut self, part: Part) -> Self {
        self.part = part;
        self
    }

    /// Bytes of the configuration.
    pub(crate) fn config(mut self, at: usize, bytes: &[u8]) -> Self {
        self.config.push((at, bytes.to_vec()));
        self
    }

    /// SlotConfig and KeyConfig of a slot.
    pub(crate) fn slot(self, slot: u8, slot_config: u16, key_config: u16) -> Self {
        let index = 2 * usize::from(slot);
        self.config(20 + index, &slot_config.to_le_bytes()).config(96 + index, &key_config.to_le_bytes())
    }

    /// The slot is locked on its own.
    pub(crate) fn locked(self, slot: u8) -> Self {
        self.config(88, &(!(1u16 << slot)).to_le_bytes())
    }

    /// What is in a slot, from its start.
    pub(crate) fn holds(mut self, slot: u8, bytes: &[u8]) -> Self {
        self.contents.push((slot, bytes.to_vec()));
        self
    }

    /// A private key in a slot: 32 times the same byte.
    pub(crate) fn private(self, slot: u8, number: u8) -> Self {
        self.holds(slot, &[&[0; 4][..], &[number; 32]].concat())
    }

    /// The public half of such a key in a slot.
    pub(crate) fn public(self, slot: u8, number: u8) -> Self {
        self.holds(slot, &stored(&crate::ecc::point(number)))
    }

    pub(crate) fn options(mut self, options: fn(&mut Options)) -> Self {
        self.options = options;
        self
    }

    /// The part, awake. Its commands take no time.
    pub(crate) fn host(&self) -> Host {
        let blank = SimI2c::blank(self.part, Some(SEED)).unwrap().reveal_state();
        let text: String = without_checksum(&blank).lines().map(|line| self.line(line) + "\n").collect();
        let mut options = Options::default();
        options.timing = atecc_sim::Timing::Instant;
        (self.options)(&mut options);
        Host::on(SimI2c::from_state(text.as_bytes(), options).unwrap())
    }

    /// A line of the state file, as it stands or with other bytes.
    fn line(&self, line: &str) -> String {
        let Some((name, digits)) = line.split_once(": ") else { return line.to_owned() };
        let (place, block) = name.rsplit_once(" block ").unwrap();
        let start = 32 * block.parse::<usize>().unwrap();
        let mut bytes = crate::keys::hex(digits);
        let mut put = |at: usize, source: &[u8]| {
            for (index, byte) in source.iter().enumerate() {
                if let Some(place) = (at + index).checked_sub(start).and_then(|at| bytes.get_mut(at)) {
                    *place = *byte;
                }
            }
        };
        if place == "config" {
            self.config.iter().for_each(|(at, source)| put(*at, source));
            if self.phase != Phase::Blank {
                put(87, &[0]);
            }
            if self.phase == Phase::Operational {
                put(86, &[0]);
            }
        }
        for (_, source) in self.contents.iter().filter(|(slot, _)| place == format!("slot {slot}")) {
            put(0, source);
        }
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{name}: {digits}")
    }
}
