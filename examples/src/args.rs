//! Command-line values that several examples take.

use core::net::SocketAddr;
use std::fs;
use std::net::ToSocketAddrs;
use std::path::Path;
use std::process::ExitCode;

use atecc_transport::DeviceUri;
use clap::{Args, Parser};
use sockets::zssl::TlsVersion;
use tls_glue::{KeyExchange, Options, Provider};

use crate::{Failure, Installed};

/// A chip that is provisioned already, and the key in it.
#[derive(Debug, Args)]
pub struct ChipArgs {
    /// The chip: sim:PATH, i2c:/dev/i2c-N@ADDRESS or tcp:HOST:PORT@ADDRESS (the address is optional)
    #[arg(long, value_name = "URI", env = "ATECC_DEVICE")]
    pub device: DeviceUri,
    /// The slot of the private key
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..16))]
    pub slot: u8,
    /// Let the chip make the ephemeral keys too (ECDHE); without this the host does
    #[arg(long)]
    pub ecdhe_in_chip: bool,
}

impl ChipArgs {
    /// Opens the chip and installs it.
    ///
    /// # Errors
    /// One line, if it cannot be opened or does not answer.
    pub fn install(&self) -> Result<Installed, Failure> {
        Installed::open(&self.device)
    }

    /// The cryptography of TLS: ring's, and the chip's for what it is to do.
    #[must_use]
    pub fn provider(&self, installed: &Installed) -> Provider {
        let base = rustls::crypto::ring::default_provider();
        let key_exchange = if self.ecdhe_in_chip { KeyExchange::Element } else { KeyExchange::Base };
        tls_glue::provider(base, installed.table(), Options::default().key_exchange(key_exchange))
    }
}

/// The contents of a file.
///
/// # Errors
/// One line that names the file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    Ok(fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?)
}

/// `1.2` or `1.3`.
///
/// # Errors
/// What there is.
pub fn tls_version(text: &str) -> Result<TlsVersion, String> {
    match text {
        "1.2" => Ok(TlsVersion::Tls12),
        "1.3" => Ok(TlsVersion::Tls13),
        _ => Err("there are 1.2 and 1.3".into()),
    }
}

/// The first address of a host, to listen on.
///
/// # Errors
/// One line, if there is none.
pub fn resolve(host: &str, port: u16) -> Result<SocketAddr, Failure> {
    let mut addresses =
        (host, port).to_socket_addrs().map_err(|error| format!("cannot find {host}: {error}"))?;
    Ok(addresses.next().ok_or_else(|| format!("{host} has no address"))?)
}

/// The arguments of the program. Help goes to standard output; what is wrong with them is one line.
///
/// # Errors
/// The exit code: 0 after help, 2 after a line about wrong usage, which is given back too.
pub fn parse<A: Parser>() -> Result<A, (ExitCode, String)> {
    A::try_parse().map_err(|error| {
        if !error.use_stderr() {
            let _ = error.print();
            return (ExitCode::SUCCESS, String::new());
        }
        let text = error.to_string();
        let lines = text.lines().map(str::trim).take_while(|line| !line.starts_with("Usage:"));
        let line: Vec<_> = lines.filter(|line| !line.is_empty() && !line.starts_with("For more")).collect();
        let line = line.join(" ");
        eprintln!("{line}; --help tells more");
        (ExitCode::from(2), line.trim_start_matches("error: ").into())
    })
}
