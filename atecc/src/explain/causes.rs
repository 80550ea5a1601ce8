use super::Cause;

/// As many as any command has.
const LIMIT: usize = 12;

/// A set of causes, in the order in which they were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Causes {
    found: [Option<Cause>; LIMIT],
}

impl Causes {
    /// Adds a cause, unless it is there.
    pub(super) fn add(&mut self, cause: Cause) {
        if self.iter().any(|other| other == cause) {
            return;
        }
        if let Some(room) = self.found.iter_mut().find(|room| room.is_none()) {
            *room = Some(cause);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Cause> + '_ {
        self.found.iter().flatten().copied()
    }
}
