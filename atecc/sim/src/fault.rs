//! Faults on purpose, all of them repeatable.
//!
//! Those of the bus are wrappers round any `I2c`, simulated or not, and can be nested: [`Faulty`] with a [`Fault`].
//! Those of the chip are armed at a simulated one: [`SimI2c::cut_power_at_byte`](crate::SimI2c::cut_power_at_byte),
//! [`cut_power_at_page`](crate::SimI2c::cut_power_at_page), [`expire_watchdog`](crate::SimI2c::expire_watchdog),
//! [`fail_command`](crate::SimI2c::fail_command).

mod bit_flips;
mod command_failure;
mod countdown;
mod faulty;
mod no_acknowledge;
mod page_cut;
mod power_cut;
mod stuck_busy;
mod truncated;
mod watchdog;
mod when;

pub use self::bit_flips::{BitFlips, Direction};
pub(crate) use self::command_failure::CommandFailure;
pub(crate) use self::countdown::Countdown;
pub use self::faulty::{Fault, FaultError, Faulty};
pub use self::no_acknowledge::NoAcknowledge;
pub use self::page_cut::PageContent;
pub(crate) use self::page_cut::PageCut;
pub use self::stuck_busy::StuckBusy;
pub use self::truncated::Truncated;
pub use self::when::When;
