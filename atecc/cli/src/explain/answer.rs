use std::io::{self, Write};

use atecc::explain::Explanation;
use serde_json::{Value, json};

use crate::failure::Failure;

/// Prints an explanation: one line, or one JSON object.
pub(crate) fn print(outcome: Result<Explanation, Failure>, as_json: bool) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match (&outcome, as_json) {
        (Ok(explanation), true) => writeln!(out, "{}", object(explanation))?,
        (Ok(explanation), false) => writeln!(out, "{explanation}")?,
        (Err(failure), true) => writeln!(out, "{}", failed(failure))?,
        (Err(_), false) => {}
    }
    outcome.map(|_| ())
}

pub(crate) fn failed(failure: &Failure) -> Value {
    json!({ "ok": false, "error": failure.message() })
}

fn object(explanation: &Explanation) -> Value {
    let mut object = verdict(explanation);
    object["ok"] = true.into();
    object
}

/// What is said about a command: whether it is refused in any case, and why it is or may be.
pub(crate) fn verdict(explanation: &Explanation) -> Value {
    let candidates: Vec<_> = explanation
        .candidates()
        .map(|cause| json!({ "status": cause.status().to_byte(), "cause": cause.to_string() }))
        .collect();
    json!({
        "command": explanation.command().to_string(),
        "refused": explanation.certain().is_some(),
        "candidates": candidates,
    })
}
