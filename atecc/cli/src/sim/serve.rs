use core::net::SocketAddr;
use std::io::{self, Write};
use std::net::TcpListener;

use atecc_sim::trace::{JsonLines, Lines};
use atecc_sim::{Options, SimI2c, StateError, Time, Timing, i2ct};
use atecc_transport::{address, endpoint};
use clap::Args;

use crate::failure::Failure;
use crate::value::{Simulated, simulated, timing};

/// Puts a simulated chip at the disposal of other programs, over TCP (I2CT), until it is interrupted
#[derive(Args)]
pub(crate) struct Serve {
    /// The chip: sim:PATH[?part=608b&seed=N]. A missing file is made, with a part fresh from the factory
    #[arg(long, value_name = "URI", env = "ATECC_DEVICE", value_parser = simulated)]
    device: Simulated,
    /// Where to listen; port 0 takes any, and the line "listening on ..." on stderr tells which
    #[arg(long, value_name = "HOST:PORT", value_parser = endpoint)]
    listen: (String, u16),
    /// How long commands take, in real time: instant, typical, max (and the earliest watchdog), or xF, F times typical
    #[arg(long, value_name = "TIMING", default_value = "typical", value_parser = timing)]
    timing: Timing,
    /// The 7-bit address that the chip answers to, whatever its configuration says
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    address: Option<u8>,
    /// Print each transaction, with what it means; secrets that cross the bus in clear are shown
    #[arg(long)]
    trace: bool,
    /// Print each command that the chip refuses, with the reason that a real part never tells
    #[arg(long)]
    explain: bool,
    /// Print JSON, one object a line, instead of text; with --trace or --explain
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Serve) -> Result<(), Failure> {
    let (host, port) = &args.listen;
    let listener = TcpListener::bind((host.as_str(), *port))
        .map_err(|error| Failure::Failed(format!("cannot listen on {host}:{port}: {error}")))?;
    let chip = open(args)?;
    observe(args, &chip);
    announce(listener.local_addr()?);
    Ok(i2ct::serve(&listener, &chip)?)
}

fn open(args: &Serve) -> Result<SimI2c, StateError> {
    let mut options = Options::default();
    options.time = Time::Real;
    options.timing = args.timing;
    options.address = args.address;
    let Simulated { path, part, seed } = &args.device;
    match SimI2c::open_with_options(path, options) {
        Err(StateError::Missing(_)) => SimI2c::create_with_options(path, *part, *seed, options),
        other => other,
    }
}

/// What is asked for goes to standard output; a reader that goes away ends it, not the serving.
fn observe(args: &Serve, chip: &SimI2c) {
    let out = io::stdout();
    match (args.trace, args.explain, args.json) {
        (false, false, _) => {}
        (true, true, false) => chip.observe(Lines::new(out)),
        (true, false, false) => chip.observe(Lines::new(out).without_refusals()),
        (false, true, false) => chip.observe(Lines::new(out).only_refusals()),
        (true, true, true) => chip.observe(JsonLines::new(out)),
        (true, false, true) => chip.observe(JsonLines::new(out).without_refusals()),
        (false, true, true) => chip.observe(JsonLines::new(out).only_refusals()),
    }
}

fn announce(address: SocketAddr) {
    let mut err = io::stderr();
    // Nobody is left to be told that stderr is closed.
    let _ = writeln!(err, "listening on {address}");
    if !address.ip().is_loopback() {
        let _ =
            writeln!(err, "warning: whoever reaches this address can use the chip: I2CT knows no passwords");
    }
}
