//! `atecc sim`: simulated chips.

mod new;
mod serve;

use clap::Subcommand;

use crate::failure::Failure;

/// Simulated chips
#[derive(Subcommand)]
pub(crate) enum Command {
    New(new::New),
    Serve(serve::Serve),
}

pub(crate) fn run(command: &Command) -> Result<(), Failure> {
    match command {
        Command::New(new) => new::run(new),
        Command::Serve(serve) => serve::run(serve),
    }
}
