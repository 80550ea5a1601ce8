use core::fmt;

use super::causes::Causes;
use super::subject::Subject;
use super::{Cause, Packet};
use crate::Status;

/// Why a command is refused, as far as that can be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    subject: Subject,
    certain: Option<Cause>,
    possible: Causes,
    answered: Option<Status>,
}

impl Explanation {
    pub(super) fn new(packet: Packet<'_>, certain: Option<Cause>, possible: Causes) -> Self {
        Self { subject: Subject::of(packet), certain, possible, answered: None }
    }

    /// Narrows it down: the chip answered `status`.
    #[must_use]
    pub const fn answered(mut self, status: Status) -> Self {
        self.answered = Some(status);
        self
    }

    /// The command and what it is aimed at, such as `Sign slot 2`.
    #[must_use]
    pub fn command(&self) -> impl fmt::Display + use<> {
        self.subject
    }

    /// What refuses the command in any case, whatever is not known. Without such a cause the command may succeed.
    #[must_use]
    pub const fn certain(&self) -> Option<Cause> {
        self.certain
    }

    /// All that may have refused the command, most likely first; nothing, if no rule does.
    pub fn candidates(&self) -> impl Iterator<Item = Cause> + '_ {
        let fits = |cause: &Cause| self.answered.is_none_or(|status| cause.status() == status);
        let by_rule = |cause: &Cause| matches!(cause, Cause::Rule(_) | Cause::TempKey(_));
        let possible = || self.possible.iter().filter(|cause| Some(*cause) != self.certain);
        // A rule is more likely than a wrong value.
        let (rules, others) = (possible().filter(by_rule), possible().filter(move |cause| !by_rule(cause)));
        let general = self.answered.and_then(Cause::of);
        self.certain.into_iter().chain(rules).chain(others).filter(fits).chain(general)
    }
}

impl fmt::Display for Explanation {
    /// One line: the command and what it is aimed at, the status, why. What is certain is enough; else all candidates
    /// are given.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.subject)?;
        let certain =
            self.certain.filter(|cause| self.answered.is_none_or(|status| status == cause.status()));
        let status = self.answered.or_else(|| certain.map(Cause::status));
        match status {
            Some(status) => write!(f, "refused {:#04X}: ", status.to_byte())?,
            None => f.write_str("allowed")?,
        }
        if let Some(cause) = certain {
            return cause.fmt(f);
        }
        let mut separator = if status.is_some() { "" } else { ", unless " };
        for cause in self.candidates() {
            write!(f, "{separator}{cause}")?;
            separator = "; or: ";
        }
        let unexplained = status.is_some() && self.candidates().next().is_none();
        if unexplained { f.write_str("by no rule that is known") } else { Ok(()) }
    }
}

impl core::error::Error for Explanation {}
