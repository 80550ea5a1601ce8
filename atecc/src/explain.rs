//! Why the chip refused a command: the rule behind a 0x0F or 0x03, from the command as it was sent, a snapshot of the
//! configuration, and what is known of the chip's volatile memory. With the feature `explain`.
//!
//! ```
//! use atecc::command::{Command, ReadBlock};
//! use atecc::config::SlotConfig;
//! use atecc::explain::{Knowledge, explain};
//! use atecc::{Address, ConfigZone, Slot, Status};
//!
//! let mut config = ConfigZone::new([0; ConfigZone::SIZE]);
//! let slot = Slot::new(9).unwrap();
//! config.set_slot_config(slot, SlotConfig(0x8F8F));
//! let read = ReadBlock(Address::data_block(slot, 0).unwrap());
//! let why = explain(&read.encode(), &Knowledge::of(&config)).answered(Status::ExecutionError);
//! assert_eq!(
//!     why.to_string(),
//!     "Read slot 9: refused 0x0F: SlotConfig[9]=0x8F8F IsSecret=1 EncryptRead=0: never readable"
//! );
//! ```
//!
//! # What cannot be known
//! A chip does not show all that it decides by: what is in its slots, and most of its volatile memory. The command is
//! put to the [rules](crate::policy) in the worst circumstances that what is known leaves open. What refuses it then,
//! and might not be so, is noted and taken to be otherwise, and the command is put to the rules again, until nothing
//! refuses it, or something that is certain. What is certain is the first candidate of the [`Explanation`], what was
//! noted on the way are the others.
//!
//! # Why packets are taken apart here
//! This works on packets, not on the request types of [`command`](crate::command), so that it serves recordings,
//! other people's commands and raw bytes too, with one file per command. The simulated chip takes packets apart as
//! well, by itself: the access rules are one text for both, what a packet means is not, so that a mistake in either
//! shows where they are held against each other (`tests/explain.rs`).

mod assumed;
mod case;
mod cause;
mod causes;
mod check;
mod explanation;
mod follow;
mod knowledge;
#[cfg(any(feature = "blocking", feature = "async"))]
mod memory;
mod packet;
mod place;
mod subject;

pub use cause::{Cause, Register};
pub use explanation::Explanation;
pub use knowledge::{Knowledge, Volatile};
#[cfg(any(feature = "blocking", feature = "async"))]
pub(crate) use memory::Memory;
#[cfg(any(feature = "blocking", feature = "async"))]
pub use memory::Refused;
pub use packet::{Packet, PacketError};

use assumed::{Assumed, Start};
use case::Case;
use causes::Causes;

/// Why the chip refuses `packet`, in so far as it does. Narrow it down to what the chip answered with
/// [`Explanation::answered`].
#[must_use]
pub fn explain<'a>(packet: impl Into<Packet<'a>>, known: &Knowledge<'_>) -> Explanation {
    let packet = packet.into();
    let (first, mut noted) = examine(packet, known, Start::Fixed);
    let (second, others) = examine(packet, known, Start::Random);
    others.iter().chain(first).chain(second).for_each(|cause| noted.add(cause));
    Explanation::new(packet, first.and(second), noted)
}

/// More than there are assumptions to make.
const ROUNDS: usize = 32;

/// Puts the packet to the rules until nothing more can be assumed away. Gives what refuses it in any case, and what
/// may.
fn examine(packet: Packet<'_>, known: &Knowledge<'_>, start: Start) -> (Option<Cause>, Causes) {
    let mut case = Case::new(packet, Assumed::new(known, start));
    for _ in 0..ROUNDS {
        let Err(cause) = check::check(&mut case) else { break };
        match case.assumed.otherwise(cause) {
            Some(doubtful) => case.noted.add(doubtful),
            None => return (Some(case.assumed.as_known(cause)), case.noted),
        }
    }
    (None, case.noted)
}
