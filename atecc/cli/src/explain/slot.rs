use std::io::{self, Write};

use atecc::config::Phase;
use atecc::explain::Explanation;
use atecc::{ConfigZone, Slot};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::answer::{failed, verdict};
use super::question::Question;
use super::source::Source;
use crate::failure::Failure;
use crate::value;

/// What is this slot, and what does the chip let it do?
#[derive(Args)]
pub(crate) struct Explain {
    /// The slot, 0 to 15
    #[arg(value_name = "N", value_parser = value::slot)]
    slot: Slot,
    #[command(flatten)]
    source: Source,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Explain) -> Result<(), Failure> {
    let config = args.source.config();
    let mut out = io::stdout().lock();
    match (&config, args.json) {
        (Ok(config), true) => writeln!(out, "{}", object(config, args.slot))?,
        (Ok(config), false) => text(&mut out, config, args.slot)?,
        (Err(failure), true) => writeln!(out, "{}", failed(failure))?,
        (Err(_), false) => {}
    }
    config.map(|_| ())
}

/// All that may be asked of the slot once everything is locked, and the answers.
fn answers(config: &ConfigZone, slot: Slot) -> impl Iterator<Item = (String, Explanation)> {
    let mut locked = config.clone();
    locked.set_locked();
    let answer = move |question: &Question| Some((question.name(), question.explain(slot, &locked)?));
    Question::value_variants().iter().filter_map(answer)
}

fn text(out: &mut impl Write, config: &ConfigZone, slot: Slot) -> io::Result<()> {
    let policy = config.slot_policy(slot);
    writeln!(out, "slot {slot}, {} bytes: {policy}", slot.size())?;
    writeln!(out, "SlotConfig {:#06X}: {}", policy.rules.0, policy.rules)?;
    writeln!(out, "KeyConfig  {:#06X}: {}", policy.key.0, policy.key)?;
    match config.phase() {
        Phase::Operational => {}
        phase => writeln!(out, "The part is {phase}. Once it is fully locked:")?,
    }
    for (name, explanation) in answers(config, slot) {
        let verdict = match (explanation.certain(), explanation.candidates().next()) {
            (Some(cause), _) => format!("no: {cause}"),
            (None, Some(_)) => {
                let causes: Vec<_> = explanation.candidates().map(|cause| cause.to_string()).collect();
                format!("yes, unless {}", causes.join("; or: "))
            }
            (None, None) => "yes".into(),
        };
        writeln!(out, "  {name:20} {verdict}")?;
    }
    Ok(())
}

fn object(config: &ConfigZone, slot: Slot) -> Value {
    let policy = config.slot_policy(slot);
    let answers: serde_json::Map<_, _> =
        answers(config, slot).map(|(name, explanation)| (name, verdict(&explanation))).collect();
    json!({
        "ok": true,
        "slot": slot.number(),
        "size": slot.size(),
        "phase": config.phase().to_string(),
        "policy": policy.to_string(),
        "slot_config": policy.rules.0,
        "key_config": policy.key.0,
        "locked": policy.locked,
        "answers": answers,
    })
}
