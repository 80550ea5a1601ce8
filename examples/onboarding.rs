//! A blank chip becomes a device with an identity and opens a mutual-TLS socket with the key inside.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use atecc_transport::DeviceUri;
use clap::Parser;
use examples::{Failure, Options, exit, onboard};
use serde_json::json;
use sockets::zssl::TlsVersion;

/// Makes a demonstration authority, provisions a chip, certifies its key, and connects it to a server that demands a
/// client certificate.
#[derive(Parser)]
#[command(name = "onboarding")]
struct Args {
    /// The chip: sim:PATH, i2c:/dev/i2c-N@ADDRESS or tcp:HOST:PORT@ADDRESS (the address is optional); a temporary
    /// simulated one without
    #[arg(long, value_name = "URI", env = "ATECC_DEVICE")]
    device: Option<DeviceUri>,
    /// Keep the authority, the certificates and (without --device) the simulated chip here
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Use only this version of TLS
    #[arg(long, value_name = "VERSION", value_parser = examples::tls_version)]
    tls: Option<TlsVersion>,
    /// Print one JSON object, on the last line, instead of the account
    #[arg(long)]
    json: bool,
    /// Lock a blank chip on an I2C adapter: that is irreversible, and refused without this. A chip behind tcp: counts as
    /// simulated
    #[arg(long)]
    yes: bool,
}

fn main() -> ExitCode {
    let args = match examples::parse::<Args>() {
        Ok(args) => args,
        Err((code, line)) => {
            if !line.is_empty() && std::env::args().any(|arg| arg == "--json") {
                println!("{}", json!({ "ok": false, "error": line }));
            }
            return code;
        }
    };
    let json = args.json;
    let outcome = run(args);
    if json && let Err(failure) = &outcome {
        println!("{}", json!({ "ok": false, "error": failure.to_string() }));
    }
    exit(outcome)
}

fn run(args: Args) -> Result<(), Failure> {
    let json = args.json;
    let options = Options { device: args.device, out: args.out, tls: args.tls, yes: args.yes };
    let mut narrate = |step: &str| {
        if !json {
            println!("- {step}");
        }
    };
    let account = onboard(&options, &mut narrate)?;
    let mut out = io::stdout().lock();
    if json {
        writeln!(out, "{}", account.to_json())?;
    } else {
        write!(out, "\n{account}")?;
        if let Some(folder) = &options.out {
            writeln!(
                out,
                "\nkept in {}: ca.pem, ca.key, device.pem; server and client .pem, .key",
                folder.display()
            )?;
        }
    }
    if account.ok() { Ok(()) } else { Err("one side could not verify the other".into()) }
}
