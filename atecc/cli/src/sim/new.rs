use std::io::{self, Write};

use atecc_sim::{Part, SimI2c};
use clap::Args;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::value::{Simulated, simulated};

/// Makes a part in a new file, as the factory ships it
#[derive(Args)]
pub(crate) struct New {
    /// The chip: sim:PATH[?part=608b&seed=N]. Without a seed it is unique
    #[arg(long, value_name = "URI", env = "ATECC_DEVICE", value_parser = simulated)]
    device: Simulated,
    /// The part, instead of what the URI says: 508a, 608a, 608b or 608c, which are blank; tngtls or tflxtls, which have
    /// keys and certificates and are locked
    #[arg(long, value_name = "PART")]
    part: Option<Part>,
    /// Print one JSON object instead of the account
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &New) -> Result<(), Failure> {
    let outcome = make(args);
    let mut out = io::stdout().lock();
    match (&outcome, args.json) {
        (Ok(part), true) => writeln!(out, "{part}")?,
        (Err(failure), true) => writeln!(out, "{}", json!({ "ok": false, "error": failure.message() }))?,
        (Ok(part), false) => {
            let text = |key: &str| part.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let (phase, part, serial) = (text("phase"), text("part"), text("serial_number"));
            writeln!(out, "made {}: {phase} {part}, serial number {serial}", args.device.path.display())?;
        }
        (Err(_), false) => {}
    }
    outcome.map(|_| ())
}

fn make(New { device, part, .. }: &New) -> Result<Value, Failure> {
    let part = part.unwrap_or(device.part);
    let chip = SimI2c::create(&device.path, part, device.seed)?;
    let eeprom = chip.reveal_eeprom();
    Ok(json!({
        "ok": true,
        "path": device.path.to_string_lossy(),
        "part": part.name(),
        "seed": device.seed,
        "serial_number": eeprom.config().serial_number().to_string(),
        "phase": eeprom.config().phase().to_string(),
        "address": chip.address(),
    }))
}
