//! The command `atecc`.

mod failure;
mod sim;
mod value;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Secure elements of the ATECC608 family.
///
/// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused to protect the part.
#[derive(Parser)]
#[command(name = "atecc", version)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(subcommand)]
    Sim(sim::Command),
}

fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Sim(command) => sim::run(&command),
    };
    outcome.map_or_else(|failure| failure.tell(), |()| ExitCode::SUCCESS)
}
