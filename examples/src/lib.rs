//! What the examples share: the onboarding itself, and a chip put behind the crypto table.
//!
//! The examples are the files beside this folder; `cargo run --example NAME` runs one.

mod account;
mod args;
mod device;
mod element;
mod enrolment;
mod folder;
mod onboarding;
mod preparation;

pub use account::Account;
pub use args::{ChipArgs, parse, read, resolve, tls_version};
pub use device::{Demonstration, Device, DeviceArgs};
pub use element::Installed;
pub use enrolment::subject;
pub use onboarding::onboard;
pub use preparation::Options;

/// Whatever went wrong, in one line.
pub type Failure = Box<dyn core::error::Error + Send + Sync>;

/// Ends an example: nothing on success, one line and an exit code otherwise. 3 means that a chip was left alone to
/// protect it, 1 is every other failure.
#[must_use]
pub fn exit(outcome: Result<(), Failure>) -> std::process::ExitCode {
    match outcome {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            let refused = failure.downcast_ref::<atecc_provision::Refusal>().is_some()
                || failure.downcast_ref::<preparation::Unconfirmed>().is_some();
            std::process::ExitCode::from(if refused { 3 } else { 1 })
        }
    }
}
