//! A TLS client whose key is in a chip: sends its standard input, prints what comes back.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;

use clap::Parser;
use examples::{ChipArgs, Failure, exit, read};
use sockets::gzsock::Gzsock;
use sockets::zsock::{Fd, MsgFlags, Shutdown};
use sockets::zssl::{Identity, TlsContext, TlsVersion};

/// Connects with the identity in a chip, sends standard input and prints what comes back. At the end of the input it
/// says so to the server and goes on reading until the server closes.
#[derive(Parser)]
#[command(name = "mtls_client")]
struct Args {
    #[command(flatten)]
    chip: ChipArgs,
    /// The server
    #[arg(long, value_name = "HOST:PORT", value_parser = examples::endpoint)]
    connect: (String, u16),
    /// The name or IP address that the server's certificate must be for
    #[arg(long, value_name = "NAME-OR-IP")]
    server_name: String,
    /// The authority that the server's certificate must come from (PEM)
    #[arg(long, value_name = "FILE")]
    ca: PathBuf,
    /// The chip's certificate chain, leaf first (PEM)
    #[arg(long, value_name = "FILE")]
    cert: PathBuf,
    /// Use only this version of TLS
    #[arg(long, value_name = "VERSION", value_parser = examples::tls_version)]
    tls: Option<TlsVersion>,
}

fn main() -> ExitCode {
    match examples::parse::<Args>() {
        Ok(args) => exit(run(&args)),
        Err((code, _)) => code,
    }
}

fn run(args: &Args) -> Result<(), Failure> {
    let (ca, cert) = (read(&args.ca)?, read(&args.cert)?);
    let _installed = args.chip.install()?;
    let context = TlsContext::client(Arc::new(rustls::crypto::ring::default_provider()))
        .trust(ca)
        .identity(Identity::slot(cert, args.chip.slot))
        .server_name(&args.server_name);
    let context = match args.tls {
        Some(version) => context.versions(&[version]).build()?,
        None => context.build()?,
    };
    let (host, port) = &args.connect;
    let sockets = Arc::new(Gzsock::host());
    let socket = sockets
        .connect_name(host, *port, Some(&context))
        .map_err(|error| format!("{host}:{port}: {error}"))?;
    let sender = Arc::clone(&sockets);
    // Detached: a server that ends the session ends the program, whether more input comes or not.
    let sending = thread::spawn(move || send_input(&sender, socket));
    let answered = print_answers(&sockets, socket);
    // Input that cannot be read has ended the session: it is the cause then. What the server says of the end tells more
    // than that it took no more data.
    let sent =
        if sending.is_finished() { sending.join().map_err(|_| "the sender broke down")? } else { Ok(()) };
    match sent {
        Err(Sending::Input(error)) => Err(format!("cannot read standard input: {error}").into()),
        Err(Sending::Socket(error)) => answered.and(Err(error.into())),
        Ok(()) => answered.and(Ok(sockets.close(socket)?)),
    }
}

/// Why the input was not sent to its end.
enum Sending {
    Input(io::Error),
    Socket(sockets::Error),
}

fn send_input(sockets: &Gzsock, socket: Fd) -> Result<(), Sending> {
    let (mut input, mut buffer) = (io::stdin().lock(), vec![0; 16 * 1024]);
    loop {
        match input.read(&mut buffer) {
            Ok(0) => return sockets.shutdown(socket, Shutdown::Write).map_err(Sending::Socket),
            Ok(read) => {
                sockets.send_all(socket, buffer.get(..read).unwrap_or_default()).map_err(Sending::Socket)?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                // Wakes the reader.
                let _ = sockets.close(socket);
                return Err(Sending::Input(error));
            }
        }
    }
}

fn print_answers(sockets: &Gzsock, socket: Fd) -> Result<(), Failure> {
    let (mut output, mut buffer) = (io::stdout().lock(), vec![0; 16 * 1024]);
    loop {
        match sockets.recv(socket, &mut buffer, MsgFlags::NONE)? {
            0 => return Ok(()),
            read => {
                output.write_all(buffer.get(..read).unwrap_or_default())?;
                output.flush()?;
            }
        }
    }
}
