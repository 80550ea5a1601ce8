use atecc::Opcode;

/// How often a chip was given each command since its bus was made, refused ones included.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(Vec<(Opcode, u64)>);

impl Counts {
    /// How often `opcode`.
    #[must_use]
    pub fn of(&self, opcode: Opcode) -> u64 {
        self.0.iter().find(|(other, _)| *other == opcode).map_or(0, |(_, count)| *count)
    }

    /// All that occurred, in the order of the data sheet's table.
    pub fn iter(&self) -> impl Iterator<Item = (Opcode, u64)> {
        Opcode::ALL.iter().map(|opcode| (*opcode, self.of(*opcode))).filter(|(_, count)| *count != 0)
    }

    /// All commands together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().map(|(_, count)| count).sum()
    }

    pub(crate) fn add(&mut self, opcode: Opcode) {
        match self.0.iter_mut().find(|(other, _)| *other == opcode) {
            Some((_, count)) => *count += 1,
            None => self.0.push((opcode, 1)),
        }
    }
}
