use super::power::Link;
use crate::Part;
use crate::command::Command;
use crate::packet::STATUS_RESPONSE;
use crate::timing::ExecutionTime;

/// The facts of a command that the link needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Request {
    pub(super) command_len: usize,
    pub(super) reply_len: usize,
    pub(super) typical_us: u32,
    pub(super) max_us: u32,
    pub(super) uses_volatile_state: bool,
    pub(super) is_repeatable: bool,
}

impl Request {
    pub(crate) fn new<C: Command>(link: &Link, command: &C, command_len: usize) -> Self {
        let times = |time: ExecutionTime| {
            let divider = link.config.clock_divider;
            (time.typical_us(divider), time.max_us(divider))
        };
        let (typical_us, max_us) = match (link.part(), C::OPCODE.execution_time_508a()) {
            (Some(Part::Atecc508A), Some(time)) => times(time),
            _ => times(C::OPCODE.execution_time()),
        };
        Self {
            command_len,
            // Count and CRC go round the data; a status reply is the least that must fit.
            reply_len: (command.response_len() + 3).max(STATUS_RESPONSE),
            typical_us,
            max_us,
            uses_volatile_state: command.uses_volatile_state(),
            is_repeatable: command.is_repeatable(),
        }
    }

    /// Between looks, once the typical time is over: fine enough to add next to nothing to a long command, coarse
    /// enough not to flood the bus in a short one.
    pub(super) fn poll_us(&self) -> u32 {
        (self.typical_us / 64).clamp(250, 1_000)
    }

    /// When a chip that still does not answer is given up: field reports put slow parts above their maximum.
    pub(super) const fn patience_us(&self) -> u32 {
        self.max_us + self.max_us / 2 + 50_000
    }
}
