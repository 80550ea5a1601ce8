use std::io::{self, Write};

use atecc_sim::SimI2c;
use clap::Args;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::value::{Simulated, simulated};

/// Makes a blank part in a new file
#[derive(Args)]
pub(crate) struct New {
    /// The chip: sim:PATH[?part=608b&seed=N]. Without a seed it is unique
    #[arg(long, value_name = "URI", env = "ATECC_DEVICE", value_parser = simulated)]
    device: Simulated,
    /// Print one JSON object instead of the account
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &New) -> Result<(), Failure> {
    let outcome = make(&args.device);
    let mut out = io::stdout().lock();
    match (&outcome, args.json) {
        (Ok(part), true) => writeln!(out, "{part}")?,
        (Err(failure), true) => writeln!(out, "{}", json!({ "ok": false, "error": failure.message() }))?,
        (Ok(part), false) => {
            let text = |key: &str| part.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let (part, serial) = (text("part"), text("serial_number"));
            writeln!(out, "made {}: blank {part}, serial number {serial}", args.device.path.display())?;
        }
        (Err(_), false) => {}
    }
    outcome.map(|_| ())
}

fn make(device: &Simulated) -> Result<Value, Failure> {
    let chip = SimI2c::create(&device.path, device.part, device.seed)?;
    Ok(json!({
        "ok": true,
        "path": device.path.to_string_lossy(),
        "part": device.part.name(),
        "seed": device.seed,
        "serial_number": chip.reveal_eeprom().config().serial_number().to_string(),
        "address": chip.address(),
    }))
}
