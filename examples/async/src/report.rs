use core::fmt::Display;
use std::process::ExitCode;

use atecc_transport::Snapshot;
use clap::Parser;
use examples::{Failure, exit};
use serde_json::{Value, json};

/// Tells people what happens, or keeps silent for a program that waits for one JSON object.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    json: bool,
}

impl Report {
    /// For `--json` or not.
    #[must_use]
    pub const fn new(json: bool) -> Self {
        Self { json }
    }

    /// One line for people.
    pub fn line(self, line: impl Display) {
        if !self.json {
            println!("{line}");
        }
    }

    /// A step that is about to be done, for people.
    pub fn step(self, step: &str) {
        self.line(format_args!("- {step}"));
    }

    /// The object for programs.
    pub fn object(self, object: &Value) {
        if self.json {
            println!("{object}");
        }
    }
}

/// How often the chip was asked for what, for people.
#[must_use]
pub fn commands(traffic: &Snapshot) -> String {
    let commands: Vec<_> = traffic.commands.iter().map(|(name, count)| format!("{count} {name}")).collect();
    if commands.is_empty() { "nothing".into() } else { commands.join(", ") }
}

/// Runs an example whose arguments are `A`: `json` tells whether it was asked for an object, which failures are then too.
pub fn run<A: Parser>(json: fn(&A) -> bool, run: impl FnOnce(A) -> Result<(), Failure>) -> ExitCode {
    let args = match examples::parse::<A>() {
        Ok(args) => args,
        Err((code, line)) => {
            let wanted = !line.is_empty() && std::env::args().any(|arg| arg == "--json");
            Report::new(wanted).object(&json!({ "ok": false, "error": line }));
            return code;
        }
    };
    let report = Report::new(json(&args));
    let outcome = run(args);
    if let Err(failure) = &outcome {
        report.object(&json!({ "ok": false, "error": failure.to_string() }));
    }
    exit(outcome)
}
