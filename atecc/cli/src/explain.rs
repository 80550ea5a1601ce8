//! `atecc explain`: why a chip refuses a command, and what it lets its slots do.

mod answer;
mod config;
mod packet;
mod question;
mod slot;
mod source;

use atecc::Slot;
use atecc::explain::Explanation;
use clap::{Args, Subcommand};

use self::question::Question;
use self::source::Source;
use crate::failure::Failure;
use crate::value;

/// Why a chip refuses a command, and what its configuration allows
///
/// Nothing is asked of the chip but its configuration, which is always readable: nothing changes.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Explain {
    #[command(subcommand)]
    other: Option<Other>,
    /// What would be done
    #[arg(required = true)]
    question: Option<Question>,
    /// The slot that it is aimed at, 0 to 15
    #[arg(long, required = true, value_name = "N", value_parser = value::slot)]
    slot: Option<Slot>,
    #[command(flatten)]
    source: Source,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Subcommand)]
enum Other {
    Config(config::Explain),
    Packet(packet::Explain),
    Slot(slot::Explain),
}

pub(crate) fn run(args: &Explain) -> Result<(), Failure> {
    match &args.other {
        Some(Other::Config(args)) => config::run(args),
        Some(Other::Packet(args)) => packet::run(args),
        Some(Other::Slot(args)) => slot::run(args),
        None => answer::print(explanation(args), args.json),
    }
}

fn explanation(args: &Explain) -> Result<Explanation, Failure> {
    let config = args.source.config()?;
    let (question, slot) = args.question.zip(args.slot).ok_or_else(incomplete)?;
    question.explain(slot, &config).ok_or_else(incomplete)
}

/// The parser asks for both, and every slot has the place that a question is about.
fn incomplete() -> Failure {
    Failure::Failed("name a question and a slot".into())
}
