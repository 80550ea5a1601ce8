use atecc::Status;

use super::Countdown;
use crate::i2c::SimI2c;

/// A command that is to fail.
#[derive(Debug, Default)]
pub(crate) struct CommandFailure {
    countdown: Option<Countdown>,
    status: Option<Status>,
}

impl CommandFailure {
    const fn new(command: u64, status: Status) -> Self {
        Self { countdown: Some(Countdown::new(command)), status: Some(status) }
    }

    /// A command: the status that it is to be answered with instead of being run.
    pub(crate) const fn next(&mut self) -> Option<Status> {
        if Countdown::fires(&mut self.countdown) { self.status } else { None }
    }

    pub(crate) const fn is_pending(&self) -> bool {
        self.countdown.is_some()
    }
}

impl SimI2c {
    /// The n-th command from now is not run, but answered with `status`; the first one is 1. Meant for what the
    /// chip does seldom: [`Status::EccFault`], [`Status::WatchdogExpiring`], [`Status::SelfTestError`],
    /// [`Status::HealthTestError`].
    pub fn fail_command(&self, command: u64, status: Status) {
        self.chip().arm_failure(CommandFailure::new(command, status));
    }
}
