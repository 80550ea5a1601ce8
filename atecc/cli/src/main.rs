//! The command `atecc`.

mod explain;
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
    Explain(explain::Explain),
    #[command(subcommand)]
    Sim(sim::Command),
}

fn main() -> ExitCode {
    let outcome = match Args::parse().command {
        Command::Explain(command) => explain::run(&command),
        Command::Sim(command) => sim::run(&command),
    };
    outcome.map_or_else(|failure| failure.tell(), |()| ExitCode::SUCCESS)
}
