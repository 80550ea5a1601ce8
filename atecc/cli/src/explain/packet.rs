use atecc::Status;
use atecc::explain::{Explanation, Knowledge, Packet, explain};
use clap::Args;

use super::answer;
use super::source::{Source, hex};
use crate::failure::Failure;
use crate::value::byte;

/// Why was this command refused, byte by byte as it went over the bus?
#[derive(Args)]
pub(crate) struct Explain {
    /// The packet in hex, from its count (or the word address 03 before it) to its CRC
    #[arg(required = true, value_name = "HEX")]
    hex: Vec<String>,
    /// What the chip answered, such as 0x0F; without it, whether the chip would refuse the command
    #[arg(long, value_name = "BYTE", value_parser = byte)]
    status: Option<u8>,
    #[command(flatten)]
    source: Source,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Explain) -> Result<(), Failure> {
    answer::print(explanation(args), args.json)
}

fn explanation(args: &Explain) -> Result<Explanation, Failure> {
    let bytes = hex(&args.hex.concat()).ok_or_else(|| Failure::Failed("the packet is not in hex".into()))?;
    let packet = Packet::parse(&bytes).map_err(|error| Failure::Failed(error.to_string()))?;
    let config = args.source.config()?;
    let explanation = explain(packet, &Knowledge::of(&config));
    Ok(match args.status {
        Some(status) => explanation.answered(Status::from_byte(status)),
        None => explanation,
    })
}
